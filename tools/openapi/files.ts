import { join } from 'node:path';
import type { OpenApiDocument } from './openapi';
import { ROOT } from '../shared/paths';

export const DOCUMENT_FILE = join(ROOT, 'openapi.json');

/** Line separators, which patterns hold, as escapes: editors and diffs would take them for ends of lines. */
export function textOf(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)}\n`;
}
