import { build } from '../../../tools/build/build';
import { buildDocsSite } from '../../../tools/docs/docs-site';

/** The library, and the documentation as a site. */
export default async function prepare(): Promise<void> {
  await build();
  await buildDocsSite();
}
