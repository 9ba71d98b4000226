/*
 * `npm run rehearse`: a release of what is committed, up to the upload: the version and the changelog that would come of it,
 * every package, made and looked at as the release workflow does, and the API beside that of the last release. It works
 * in a clone, so nothing of the repository changes; what it made is in `tools/.cache/rehearsal` afterwards.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentsOf } from './contents';
import { factsOf } from './facts';
import { LANGUAGES, packagesOf } from './packages';
import { checkWithTwine } from './twine';
import { CACHE, ROOT } from '../shared/paths';
import { main, run } from '../shared/processes';
import { JDK, MAVEN, missing } from '../shared/programs';
import { step } from '../shared/steps';

const REHEARSAL = join(CACHE, 'rehearsal');

/** Without them the packages of a language are skipped, by name. */
const TOOLS = { js: [], python: [], java: [JDK, MAVEN], go: [] };

void main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'order-processing-api-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const projen = (...args: string[]) => run('npx', ['--no-install', 'projen', ...args], { cwd: folder, env: { ...process.env, ...releaseVariables() } });

  await step('Cloning what is committed', () => clone(folder));
  await step('The next version, and what has changed (commit-and-tag-version)', () => projen('bump'));
  await step('Bundling the handler (esbuild)', () => projen('pre-compile'));
  await step('Compiling the library (jsii)', () => projen('compile'));
  await step('The API beside that of the last release (jsii-diff)', async () => console.log(lastLine(await projen('compat'))));

  const facts = factsOf(folder);
  const dist = join(folder, 'dist');
  const made = LANGUAGES.filter((language) => missing(TOOLS[language]).length === 0);
  for (const language of made) await step(`Packaging and looking at what came of it (jsii-rosetta, jsii-pacmak, ${language})`, () => projen(`package:${language}`));
  await step('What PyPI would say of its packages (twine)', () => checkWithTwine(packagesOf('python', dist, facts).map(({ path }) => path)));

  rmSync(REHEARSAL, { recursive: true, force: true });
  cpSync(dist, REHEARSAL, { recursive: true });
  console.log(`\n${readFileSync(join(dist, 'changelog.md'), 'utf8').trim()}\n`);
  for (const { path, kind } of made.flatMap((language) => packagesOf(language, dist, facts))) {
    const { name, bytes } = statSync(path).isFile() ? { name: path.slice(dist.length + 1), bytes: statSync(path).size } : contentsOf(path);
    console.log(`${bytes.toLocaleString('en').padStart(9)} of ${kind.budget.toLocaleString('en').padStart(7)} bytes  ${name}`);
  }
  const skipped = LANGUAGES.filter((language) => !made.includes(language));
  if (skipped.length > 0) console.log(`\nSkipped\n${skipped.map((each) => `- ${each}: install ${missing(TOOLS[each]).map(({ install }) => install).join(' and ')}`).join('\n')}`);
  console.log(`\nThis would be ${facts.version}; its packages are in ${REHEARSAL}. Nothing was uploaded, tagged or committed.`);
  console.log('A release runs `npm test -- --no-skips` first.');
});

/** What is not committed is not released either. */
async function clone(folder: string): Promise<void> {
  await run('git', ['clone', '--quiet', '--local', ROOT, folder]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const changed = (await run('git', ['status', '--porcelain'], { cwd: ROOT })).trim();
  if (changed !== '') console.log(`Not committed, so not in it:\n${changed}`);
}

/** What the task `release` sets for the parts of it that are run here one by one. */
function releaseVariables(): NodeJS.ProcessEnv {
  return JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8')).tasks.release.env;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)!;
}
