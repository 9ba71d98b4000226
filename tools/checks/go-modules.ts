/*
 * Bindings of the CDK for Go, made as AWS makes them: by jsii-pacmak, from the npm packages. AWS publishes the same
 * through a repository for each, which a Go proxy may not have for every version; here they are of the installed one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../shared/paths';
import { run } from '../shared/processes';

/** What pacmak can order at once: some of these are dependencies of the others. */
const PACKAGES = [
  ['constructs', '@aws-cdk/cloud-assembly-schema', 'aws-cdk-lib'],
  ['@aws-cdk/asset-awscli-v1'],
  ['@aws-cdk/asset-node-proxy-agent-v6'],
];

/** The folders of the modules; made once for each set of versions. */
export async function cdkModulesForGo(): Promise<string[]> {
  const folder = join(CACHE, 'go-modules', versions());
  if (!existsSync(folder)) await make(folder);
  return readdirSync(join(folder, 'go')).map((name) => join(folder, 'go', name));
}

async function make(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(join(CACHE, 'go-modules'), { recursive: true, force: true }); // of other versions
  mkdirSync(unfinished, { recursive: true });
  for (const packages of PACKAGES) {
    await run('npx', [
      '--no-install', 'jsii-pacmak', '--target', 'go', '--code-only', '--outdir', unfinished,
      '--no-npmignore', '--rosetta-unknown-snippets', 'verbatim', // as they are in node_modules, examples untranslated
      ...packages.map((name) => join('node_modules', name)),
    ], { cwd: ROOT });
  }
  renameSync(unfinished, folder);
}

function versions(): string {
  const manifests = ['jsii-pacmak', ...PACKAGES.flat()].map((name) => readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return manifests.map((manifest) => JSON.parse(manifest).version).join('_');
}
