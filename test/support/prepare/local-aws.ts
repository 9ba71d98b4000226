import { build } from '../../../tools/build/build';
import { installEmulator } from '../../../tools/local/emulator';

/** The library as an app loads it, and the programs of the local AWS. */
export default async function prepare(): Promise<void> {
  await build();
  await installEmulator();
}
