/*
 * Clients, generated from openapi.json by the commands of docs/guide/clients.md.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
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

/** With the generators in its path. */
export async function environment(): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, PATH: [...await installClientGenerators(), process.env.PATH].join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
}

export async function generateClients(): Promise<void> {
  const env = await environment();
  await makeWhenChanged({
    name: 'clients',
    title: 'Generating clients from openapi.json',
    inputs: ['openapi.json', PAGE, 'package-lock.json', 'tools/checks/requirements-clients.txt', 'tools/checks/requirements-openapi-generator.txt'],
    results: ['tools/.cache/clients'],
    make: async () => {
      rmSync(GENERATED, { recursive: true, force: true });
      mkdirSync(GENERATED, { recursive: true });
      copyFileSync(DOCUMENT_FILE, join(GENERATED, 'openapi.json'));
      await run('bash', ['-e', '-c', commands()], { cwd: GENERATED, env });
    },
  });
}

function commands(): string {
  const lines = blocksOf(pageAt(PAGE)).filter(({ language }) => language === 'console').flatMap(({ code }) => code.split('\n'));
  return lines.filter((line) => GENERATES.test(line)).join('\n');
}
