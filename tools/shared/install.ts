/*
 * What only some commands need, installed when they need it: into a folder of its own, and again when the files that
 * pin it have changed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './files';
import { ROOT } from './paths';
import { run } from './processes';
import { step } from './steps';

interface Installation {
  /** What a person reads while it goes on. */
  readonly title: string;
  /** What it makes, from nothing. */
  readonly folder: string;
  /** The files that say what is in it, from the root. */
  readonly pins: readonly string[];
  readonly install: () => Promise<unknown>;
}

/** The stamp lies in what was installed and goes with it, so that what is left half-made is made again. */
export async function installOnce({ title, folder, pins, install }: Installation): Promise<void> {
  const stamp = join(folder, '.installed.sha256');
  const wanted = hashOf(pins);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step(title, async () => {
    rmSync(folder, { recursive: true, force: true });
    await install();
    writeFileSync(stamp, wanted);
  });
}

interface NpmCiOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Whether packages are built by scripts of their own, whatever npm is set to. */
  readonly scripts?: boolean;
}

/** Installs what a lock file says, all of it, whatever NODE_ENV and npm's settings leave out elsewhere (tools/run.js). */
export async function npmCi(cwd: string, { env, scripts }: NpmCiOptions = {}): Promise<void> {
  const options = ['--include=dev', '--include=optional', '--dry-run=false', ...scripts ? ['--ignore-scripts=false'] : []];
  await run('npm', ['ci', ...options, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env: { ...process.env, ...env } });
}

interface NodePackages {
  /** What a person calls them. */
  readonly title: string;
  /** The folder of their package.json and its lock file, from the root. */
  readonly folder: string;
}

export async function installNodePackages({ title, folder }: NodePackages): Promise<void> {
  const cwd = join(ROOT, folder);
  await installOnce({
    title: `Installing ${title} (npm ci)`,
    folder: join(cwd, 'node_modules'),
    pins: [`${folder}/package.json`, `${folder}/package-lock.json`],
    install: () => npmCi(cwd),
  });
}

interface PythonPackages {
  /** What a person calls them. */
  readonly title: string;
  /** The folder of their virtual environment. */
  readonly venv: string;
  /** The file of requirements, pinned with all that they bring, from the root. */
  readonly requirements: string;
}

/** Returns the folder of their programs. */
export async function installPythonPackages({ title, venv, requirements }: PythonPackages): Promise<string> {
  const programs = join(venv, 'bin');
  await installOnce({
    title: `Installing ${title} into a Python virtual environment`,
    folder: venv,
    pins: [requirements],
    install: async () => {
      await run('python3', ['-m', 'venv', venv]);
      await run(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', join(ROOT, requirements)]);
    },
  });
  return programs;
}
