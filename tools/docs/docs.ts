/*
 * `npm run docs`: builds the documentation and serves it, until Ctrl-C.
 */
import { serveDocs } from './docs-server';
import { buildDocsSite, SITE } from './docs-site';
import { main, untilInterrupted } from '../shared/processes';

void main(async () => {
  await buildDocsSite();
  const { origin, stop } = await serveDocs(SITE);
  console.log(`\nThe documentation is at\n\n  ${origin}/\n\nRunning until you press Ctrl-C.`);
  await untilInterrupted();
  await stop();
});
