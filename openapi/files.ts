import * as path from 'node:path';
import type { OpenApiDocument } from './openapi';

const ROOT = path.join(__dirname, '..');

export const DOCUMENT_FILE = path.join(ROOT, 'openapi.json');
export const README_FILE = path.join(ROOT, 'README.md');
export const LIMITS_FILE = path.join(ROOT, 'docs', 'cost-and-limits.md');

export function textOf(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
