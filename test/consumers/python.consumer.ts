/*
 * The wheel, as PyPI would hand it out, in a virtual environment of the app's own.
 */
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packaged, testOrderShop } from './order-shop';
import { ROOT } from '../../local/paths';
import { run } from '../../local/processes';
import { checkWithTwine } from '../../release/twine';

jest.setTimeout(900_000);

const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, { docs?: { example?: string } }> };

let programs: string;

testOrderShop('python', async (folder) => {
  programs = join(folder, '.venv', 'bin');
  await run('python3', ['-m', 'venv', join(folder, '.venv')]);
  await run(join(programs, 'pip'), [
    'install', '--quiet', '--disable-pip-version-check', '--no-compile',
    '--constraint', join(ROOT, 'test', 'consumers', 'python-constraints.txt'),
    '--requirement', 'requirements.txt', packaged('python', '.whl'),
  ], { cwd: folder });
  return { PATH: [programs, process.env.PATH].join(delimiter) };
});

test('every example of the README and of the docstrings is in Python, and runs', async () => {
  const output = await run(join(programs, 'python'), ['-W', 'ignore', join(ROOT, 'test', 'consumers', 'run_examples.py')], {
    env: { ...process.env, CDK_VALIDATION: undefined }, // which our unit tests switch off
  });
  const inReadme = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```(ts|python)$/gm)].length;
  const inDocComments = Object.values(types).filter(({ docs }) => docs?.example).length;

  const report = JSON.parse(output.trim().split('\n').at(-1)!) as { run: Record<string, number>; faults: string[] };
  expect(report.faults).toEqual([]);
  expect(report.run.README).toBe(inReadme);
  expect(report.run.docstrings).toBeGreaterThanOrEqual(inDocComments); // an interface's is in two places
});

test('PyPI would take both packages, and show the README', async () => {
  await checkWithTwine([packaged('python', '.whl'), packaged('python', '.tar.gz')]);
});
