/*
 * The changelog follows from the titles of the commits.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../tools/shared/paths';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changelog-'));
  git('init', '--quiet');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ repository: { url: 'https://github.com/somebody/shop.git' } }));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('features, fixes and breaking changes are in it, each with a link to its commit, and chores are not', () => {
  commit('feat: the first version');
  git('tag', 'v0.1.0');
  commit('feat: orders have a status');
  commit('fix: a price of zero is taken');
  commit('feat!: the prop access replaces authorizers');
  commit('chore: newer dependencies');

  const changelog = changelogOf();

  expect(changelog).toContain('### Features');
  expect(changelog).toMatch(/\* orders have a status \(\[\w+\]\(https:\/\/github\.com\/somebody\/shop\/commit\/\w{40}\)\)/);
  expect(changelog).toMatch(/### Bug Fixes\n\n\* a price of zero is taken/);
  expect(changelog).toMatch(/BREAKING CHANGES\n\n\* the prop access replaces authorizers\n/);
  expect(changelog).not.toContain('newer dependencies');
});

test('each release has a section of its own, the newest first, and what is not released stands above them', () => {
  commit('feat: the first version');
  git('tag', 'v0.1.0');
  commit('fix: a mistake of the first version');
  git('tag', 'v0.1.1');
  commit('feat: what comes next');

  const titles = [...changelogOf().matchAll(/^##+ \[?(Unreleased|\d[\d.]+)/gm)].map(([, title]) => title);

  expect(titles).toEqual(['Unreleased', '0.1.1', '0.1.0']);
});

test('the first version says what it has, and lists no changes of what nobody had', () => {
  commit('feat!: the prop access replaces authorizers');
  expect(changelogOf()).toMatch(/^## Unreleased[^\n]*\n\nThe first version\.\n/m);

  git('tag', 'v0.1.0');
  commit('fix: a price of zero is taken');
  const changelog = changelogOf();

  expect(changelog).toMatch(/^## \[?0\.1\.0[^\n]*\n\nThe first version\.\n/m);
  expect(changelog).toContain('* a price of zero is taken');
  expect(changelog).not.toContain('replaces authorizers');
});

test('CHANGELOG.md is in this form', () => {
  expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toMatch(/^# Changelog\n\n[^]+?\n## /);
});

function changelogOf(): string {
  const tsNode = join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js');
  execFileSync(process.execPath, [tsNode, '--project', join(ROOT, 'tsconfig.dev.json'), '--transpile-only', join(ROOT, 'tools', 'release', 'changelog.ts')], { cwd: folder });
  return readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
}

function commit(title: string): void {
  git('commit', '--quiet', '--allow-empty', '--message', title);
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', ...args], { cwd: folder });
}
