/*
 * Writes docs/performance.md again of the last results, with the sizes of the bundle that is built. `npm run bench` measures anew.
 */
import { writePage } from './page';
import { readResults } from './results';

writePage(readResults());
