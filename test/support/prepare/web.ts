import prepareDocsSite from './docs-site';
import prepareLocalAws from './local-aws';

/** The shop page orders from a local AWS; the documentation is the built site. */
export default async function prepare(): Promise<void> {
  await prepareLocalAws();
  await prepareDocsSite();
}
