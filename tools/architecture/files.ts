import { join } from 'node:path';
import { ROOT } from '../shared/paths';

export const DRAWING_FILE = join(ROOT, 'docs', 'images', 'architecture.svg');
