/*
 * Clients, generated from openapi.json by the commands of docs/guide/clients.md.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeWhenChanged } from '../../../tools/build/build';
import { installClientGenerators } from '../../../tools/checks/client-generators';
import { DOCUMENT_FILE } from '../../../tools/openapi/files';
import { pageAt } from '../../../tools/shared/markdown';
import { CACHE } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';
import { blocksOf } from '../docs/markdown';

export const PAGE = 'docs/guide/clients.md';

/** Where the commands were run, and left a folder or a file for each client. */
export const GENERATED = join(CACHE, 'clients');

/** Lines of the page that generate a client; others install generators, which are here already. */
const GENERATES = /^(npx openapi-typescript|openapi-python-client generate|openapi-generator-cli generate) /;

const OF_ANOTHER_LANGUAGE = / -g (java|go) /;

/** With the generators in its path. */
export async function environment(): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, PATH: [...await installClientGenerators(), process.env.PATH].join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
}

export async function generateClients(): Promise<void> {
  await makeWhenChanged({
    name: 'clients',
    title: 'Generating clients from openapi.json',
    inputs: ['openapi.json', PAGE, 'package-lock.json', 'tools/checks/requirements-clients.txt', 'tools/checks/requirements-openapi-generator.txt'],
    results: ['tools/.cache/clients'],
    make: async () => {
      await generate(readFileSync(DOCUMENT_FILE, 'utf8'), GENERATED, commands());
    },
  });
}

/** Clients of another document in a folder of their own: those in TypeScript and in Python. */
export async function generateClientsOf(document: string, folder: string): Promise<void> {
  await generate(document, folder, commands().filter((command) => !OF_ANOTHER_LANGUAGE.test(command)));
}

async function generate(document: string, folder: string, lines: readonly string[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'openapi.json'), document);
  await run('bash', ['-e', '-c', lines.join('\n')], { cwd: folder, env: await environment() });
}

function commands(): string[] {
  const lines = blocksOf(pageAt(PAGE)).filter(({ language }) => language === 'console').flatMap(({ code }) => code.split('\n'));
  return lines.filter((line) => GENERATES.test(line));
}
