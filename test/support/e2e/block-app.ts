/*
 * An app of the documentation, deployed to the local AWS as it stands on its page.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENDPOINT } from './local-aws';
import { SampleApp } from '../../../tools/local/sample-app';
import { ROOT, runFolder, SAMPLE_APP } from '../../../tools/shared/paths';
import { Block } from '../docs/markdown';

/** The app of a block in TypeScript, in a folder of its own that goes with the emulator. Beside it are the blocks that are files which it reads. */
export function appOfBlock(stack: string, code: string, files: readonly Block[] = []): SampleApp {
  const project = join(runFolder(ENDPOINT), `${stack}-app`);
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules', 'cdk-order-processing-api'));
  for (const file of ['cdk.json', 'tsconfig.json']) cpSync(join(SAMPLE_APP, file), join(project, file));
  writeFileSync(join(project, 'app.ts'), code);
  for (const { file, code: text } of files) {
    mkdirSync(dirname(join(project, file!)), { recursive: true });
    writeFileSync(join(project, file!), text);
  }
  return new SampleApp(ENDPOINT, { stack, project });
}
