import { buildBundles } from '../../../tools/build/build';

/** The functions' bundles, of the sources as they are: the construct's asset, and what the handler's tests run. */
export default async function prepare(): Promise<void> {
  await buildBundles();
}
