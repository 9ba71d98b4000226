/*
 * Programs from PyPI, each in a virtual environment of its own, pinned with all that they bring.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './build';
import { CACHE, ROOT } from './paths';
import { run } from './processes';
import { step } from './steps';

interface PythonTool {
  /** What a person calls it. */
  readonly title: string;
  /** The folder of its virtual environment, in the cache. */
  readonly venv: string;
  /** The file of pinned requirements, from the root. */
  readonly requirements: string;
}

/** Installs the tool when it is not what its requirements say, and returns the folder of its programs. */
export async function installPythonTool({ title, venv, requirements }: PythonTool): Promise<string> {
  const folder = join(CACHE, venv);
  const stamp = join(folder, 'requirements.sha256');
  const wanted = hashOf([requirements]);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await step(`Installing ${title} into a Python virtual environment`, async () => {
      rmSync(folder, { recursive: true, force: true });
      await run('python3', ['-m', 'venv', folder]);
      await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', join(ROOT, requirements)]);
      writeFileSync(stamp, wanted);
    });
  }
  return join(folder, 'bin');
}
