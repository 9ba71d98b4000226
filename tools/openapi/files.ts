import { join } from 'node:path';
import type { OpenApiDocument } from './openapi';
import { ROOT } from '../shared/paths';

export const DOCUMENT_FILE = join(ROOT, 'openapi.json');

export function textOf(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
