import { join } from 'node:path';
import type { OpenApiDocument } from './openapi';
import { ROOT } from '../shared/paths';

export const DOCUMENT_FILE = join(ROOT, 'openapi.json');
export const README_FILE = join(ROOT, 'README.md');
export const LIMITS_FILE = join(ROOT, 'docs', 'cost-and-limits.md');

export function textOf(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
