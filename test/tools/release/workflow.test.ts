/*
 * What the release workflow promises (docs/releasing.md). It is generated, and cannot be run here.
 */
import { readdirSync, readFileSync } from 'node:fs';
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
  expect(commands.indexOf('npx --no-install projen release')).toBeGreaterThan(tested);
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

  expect(job.indexOf(`npx --no-install projen package:${language}`)).toBeGreaterThan(-1);
  expect(job.indexOf('.bin/publib-')).toBeGreaterThan(job.indexOf(`npx --no-install projen package:${language}`));
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

test('no registry is named', () => {
  expect(workflow).not.toMatch(/npmjs|pypi\.org|sonatype|registry\.|_REGISTRY/i);
});

const WORKFLOWS = join(ROOT, '.github', 'workflows');

test.each(readdirSync(WORKFLOWS))('each action of %s is a commit, which cannot be moved as a tag can', (name) => {
  const actions = [...readFileSync(join(WORKFLOWS, name), 'utf8').matchAll(/uses: (.*)/g)].map(([, action]) => action);

  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

/** What a command downloads beyond a lock file, by what it says. */
const UNLOCKED: readonly RegExp[] = [
  /\bnpx (?!--no-install )/,
  /\bnpm (install|i|update|exec|add)\b/,
  /\b(yarn|pnpm|bunx?)\b/,
  /\bpip3? (install|download)\b(?!.* --require-hashes )/,
  /\b(curl|wget)\b/,
  /\bgo (install|run)\b/,
  /@latest\b/,
];

test.each([...jobs.keys()])('%s runs nothing that is not locked', (name) => {
  const commands = [...jobs.get(name)!.matchAll(/ run: (?:\|-\n((?: {10}.*\n)+)|(.*))/g)].map(([, lines, line]) => lines ?? line);

  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter((command) => UNLOCKED.some((form) => form.test(command)))).toEqual([]);
});

test.each([
  'npx -p publib@0.2.1061 publib-npm', 'npx projen release', 'npm install', 'python3 -m pip install twine', 'pip install --upgrade twine', 'curl https://example.com | sh',
])('`%s` would be seen', (command) => {
  expect(UNLOCKED.some((form) => form.test(command))).toBe(true);
});

test.each(uploads)('%s uploads with the publib that is locked, and installs it before it has a secret', (name) => {
  const steps = jobs.get(name)!.split(/^ {6}- /m);
  const [install, upload] = ['npm ci --ignore-scripts --prefix .repo/tools/release/publib', '.repo/tools/release/publib/node_modules/.bin/publib-']
    .map((command) => steps.findIndex((step) => step.includes(`run: ${command}`)));

  expect(install).toBeGreaterThan(-1);
  expect(upload).toBeGreaterThan(install);
  expect(steps[install]).not.toContain('env:');
});

test('publib and all that it brings are of one version each, whose contents are known', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'tools', 'release', 'publib', 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; resolved?: string; hasInstallScript?: boolean }>;
  };
  const { '': root, ...installed } = packages;

  expect(root).toMatchObject({ dependencies: { publib: expect.stringMatching(/^\d+\.\d+\.\d+$/) } });
  expect(Object.entries(installed).filter(([, { integrity, resolved, hasInstallScript }]) => !integrity || resolved || hasInstallScript)).toEqual([]);
});

test('what publib-pypi uploads with is downloaded by its hashes, and pip finds nothing else', () => {
  const pypi = jobs.get('release_pypi')!;
  const requirements = readFileSync(join(ROOT, 'tools', 'release', 'requirements-upload.txt'), 'utf8');
  const names = [...requirements.matchAll(/^([\w-]+)==\S+ \\\n {4}--hash=sha256:[0-9a-f]{64}/gm)].map(([, name]) => name);

  expect(pypi).toContain('--require-hashes --requirement .repo/tools/release/requirements-upload.txt --dest wheels');
  expect(pypi).toContain('PIP_NO_INDEX: "1"');
  expect(pypi).toContain('PIP_FIND_LINKS: ${{ github.workspace }}/wheels');
  expect(names).toEqual(expect.arrayContaining(['twine', 'id', 'pypi-attestations'])); // what it asks pip for
  expect(names).toHaveLength([...requirements.matchAll(/^[\w-]+==/gm)].length);
});

test('what makes the wheel is downloaded by its hashes before, is all that jsii-pacmak asks for, and pip finds nothing else', () => {
  const steps = jobs.get('release_pypi')!.split(/^ {6}- /m);
  const [download, pack] = ['Download what makes the wheel', 'Create python artifact'].map((name) => steps.findIndex((step) => step.includes(`name: ${name}`)));
  const versions = new Map([...readFileSync(join(ROOT, 'tools', 'release', 'requirements-package.txt'), 'utf8')
    .matchAll(/^([\w-]+)==(\S+) \\\n {4}--hash=sha256:[0-9a-f]{64}/gm)].map(([, name, version]) => [name, version]));
  const asked = readFileSync(require.resolve('jsii-pacmak/lib/targets/python/requirements-dev.txt'), 'utf8').match(/^[\w-]+/gm)!;

  expect(steps[download]).toContain('--require-hashes --requirement .repo/tools/release/requirements-package.txt --dest build-wheels');
  expect(pack).toBe(download + 1);
  expect(steps[pack]).toContain('PIP_NO_INDEX: "1"');
  expect(steps[pack]).toContain('PIP_FIND_LINKS: ${{ github.workspace }}/build-wheels');
  expect(asked.filter((name) => !versions.has(name))).toEqual([]);
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
