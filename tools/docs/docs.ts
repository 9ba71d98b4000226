/*
 * `npm run docs`: serves the documentation and reloads what changes, until Ctrl-C.
 */
import { serveWhileWriting } from './docs-site';
import { main, untilInterrupted } from '../shared/processes';

void main(async () => {
  console.log('The documentation. A page reloads when you change it; press Ctrl-C to end.');
  await Promise.race([serveWhileWriting(), untilInterrupted()]);
});
