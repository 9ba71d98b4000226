/*
 * What the release workflow promises (docs/releasing.md). It is generated, and cannot be run here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tools/shared/paths';

const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
const [head, ...parts] = workflow.split(/^ {2}(?=\w+:\n {4})/m);
const jobs = new Map(parts.filter((part) => part.includes('runs-on:')).map((part) => [part.slice(0, part.indexOf(':')), part]));
const uploads = ['release_npm', 'release_pypi', 'release_maven', 'release_golang'];

test('the jobs are those that we know', () => {
  expect([...jobs.keys()].sort()).toEqual(['release', 'release_github', ...uploads].sort());
});

test('nothing but a person starts it', () => {
  const triggers = /^on:\n((?: .*\n)+)/m.exec(workflow)![1].split('\n').filter((line) => /^ {2}\w/.test(line));

  expect(head).toContain('name: release');
  expect(triggers).toEqual(['  workflow_dispatch:']);
});

test('every check has passed before the release is built', () => {
  const commands = [...jobs.get('release')!.matchAll(/^ {8}run: (.*)$/gm)].map(([, command]) => command);
  const tested = commands.indexOf('npm test -- --no-skips');

  expect(tested).toBeGreaterThan(-1);
  expect(commands.indexOf('npx projen release')).toBeGreaterThan(tested);
});

test.each(uploads)('%s waits for that, and for whoever must agree', (name) => {
  expect(jobs.get(name)).toContain('needs: release\n');
  expect(jobs.get(name)).toContain('environment: release\n');
});

test('the tag comes after every upload', () => {
  for (const name of uploads) expect(jobs.get('release_github')).toContain(`      - ${name}\n`);
});

test.each(uploads)('%s makes its package with the task that looks at it, before the one that uploads it', (name) => {
  const job = jobs.get(name)!;
  const language = { release_npm: 'js', release_pypi: 'python', release_maven: 'java', release_golang: 'go' }[name];

  expect(job.indexOf(`npx projen package:${language}`)).toBeGreaterThan(-1);
  expect(job.indexOf('publib-')).toBeGreaterThan(job.indexOf(`npx projen package:${language}`));
});

test('npm and PyPI know us without a secret, and say where the package was made', () => {
  for (const name of ['release_npm', 'release_pypi']) {
    expect(jobs.get(name)).toContain('id-token: write');
    expect(jobs.get(name)).not.toContain('secrets.');
  }
  expect(jobs.get('release_npm')).toContain('NPM_TRUSTED_PUBLISHER: "true"');
  expect(jobs.get('release_npm')).toContain('NPM_CONFIG_PROVENANCE: "true"');
  expect(jobs.get('release_pypi')).toContain('PYPI_TRUSTED_PUBLISHER: "true"');
  expect(jobs.get('release_pypi')).not.toContain('PYPI_DISABLE_ATTESTATIONS');
});

test('its secrets are those that the page for maintainers names', () => {
  const page = readFileSync(join(ROOT, 'docs', 'releasing.md'), 'utf8');
  const secrets = [...new Set([...workflow.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name))].filter((name) => name !== 'GITHUB_TOKEN');

  expect(secrets.sort()).toEqual([
    'GO_GITHUB_TOKEN', 'MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE', 'MAVEN_PASSWORD', 'MAVEN_USERNAME',
  ]);
  for (const secret of secrets) expect(page).toContain(`\`${secret}\``);
});

test('the tool that uploads is of one version, and no registry is named', () => {
  expect(new Set([...workflow.matchAll(/publib@(\S+)/g)].map(([, version]) => version))).toEqual(new Set([expect.stringMatching(/^\d+\.\d+\.\d+$/)]));
  expect(workflow).not.toMatch(/npmjs|pypi\.org|sonatype|registry\.|_REGISTRY/i);
});

test('each task that makes a package looks at it', () => {
  const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8'));

  for (const language of ['js', 'python', 'java', 'go']) {
    const [first, , last] = tasks[`package:${language}`].steps;
    expect(first).toEqual({ spawn: 'rosetta' });
    expect(last.exec).toContain(`tools/release/check.ts ${language}`);
  }
  expect(tasks.release.steps.at(-1)).toEqual({ spawn: 'compat' });
});
