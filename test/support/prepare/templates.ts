import prepareBundles from './bundles';
import { installCfnLint } from '../../../tools/checks/cfn-lint';

/** The bundles, which templates name by their hash, and the validator. */
export default async function prepare(): Promise<void> {
  await prepareBundles();
  await installCfnLint();
}
