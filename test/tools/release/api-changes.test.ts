/*
 * What `npx projen compat` finds, and what it does not.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../../tools/build/build';
import { breaks, isBreakingBump, lastRelease } from '../../../tools/release/api-changes';
import { ROOT } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';

interface Assembly {
  types: Record<string, { properties?: { name: string; optional?: boolean; docs?: { stability?: string } }[] }>;
}

const PROPS = 'cdk-order-processing-api.OrderProcessingApiProps';

beforeAll(build);

/** Our assembly with a change, as the next version. */
async function breaksAfter(change: (assembly: Assembly) => void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'next-version-'));
  try {
    for (const file of ['package.json', '.jsii']) cpSync(join(ROOT, file), join(folder, file));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
    change(assembly);
    writeFileSync(join(folder, '.jsii'), JSON.stringify(assembly));
    return await breaks(ROOT, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('an API that has not changed breaks nothing', async () => {
  expect(await breaksAfter(() => {})).toEqual([]);
});

test('a prop that is gone is found, experimental as it is', async () => {
  const broken = await breaksAfter(({ types }) => {
    types[PROPS].properties = types[PROPS].properties!.filter(({ name }) => name !== 'memorySize');
  });

  expect(broken).toEqual([expect.stringMatching(/OrderProcessingApiProps.*memorySize/)]);
});

test('a prop that was optional and no longer is, is found', async () => {
  const broken = await breaksAfter(({ types }) => {
    delete types[PROPS].properties!.find(({ name }) => name === 'projectName')!.optional;
  });

  expect(broken).toEqual([expect.stringMatching(/projectName|OrderProcessingApiProps/)]);
});

test.each([
  ['0.1.0', '0.2.0', true], ['0.1.0', '1.0.0', true], ['1.4.2', '2.0.0', true],
  ['0.1.0', '0.1.1', false], ['1.4.2', '1.5.0', false], ['1.4.2', '1.4.3', false],
])('from %s to %s: may it break? %s', (from, to, may) => {
  expect(isBreakingBump(from, to)).toBe(may);
});

describe('the last release', () => {
  let repository: string;

  beforeEach(async () => {
    repository = mkdtempSync(join(tmpdir(), 'repository-'));
    await run('git', ['init', '--quiet'], { cwd: repository });
    await git('commit', '--quiet', '--allow-empty', '--message', 'feat: the first');
  });

  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  const git = (...args: string[]) => run('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com', ...args], { cwd: repository });

  test('is none before the first', async () => {
    await git('tag', 'vanilla');

    expect(await lastRelease(repository)).toBeUndefined();
  });

  test('is the newest version that is tagged, and no other tag', async () => {
    for (const tag of ['v0.9.0', 'v0.10.0', 'v0.2.0', 'v0.11.0-beta.1', 'vanilla']) await git('tag', tag);

    expect(await lastRelease(repository)).toBe('v0.10.0');
  });

  test('is none of another branch', async () => {
    await git('tag', 'v0.1.0');
    await git('switch', '--quiet', '--create', 'other');
    await git('commit', '--quiet', '--allow-empty', '--message', 'feat: elsewhere');
    await git('tag', 'v0.2.0');
    await git('switch', '--quiet', '--detach', 'v0.1.0');

    expect(await lastRelease(repository)).toBe('v0.1.0');
  });
});
