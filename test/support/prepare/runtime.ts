import prepareBundles from './bundles';
import { installRuntimeClient } from '../../../tools/checks/runtime-client';

/** What ships, and what Lambda runs it with. */
export default async function prepare(): Promise<void> {
  await prepareBundles();
  await installRuntimeClient();
}
