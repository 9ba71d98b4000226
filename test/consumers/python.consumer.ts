/*
 * The wheel, as PyPI would hand it out, in a virtual environment of the app's own.
 */
import { delimiter, join } from 'node:path';
import { packaged, testOrderShop } from './order-shop';
import { ROOT } from '../../local/paths';
import { run } from '../../local/processes';

jest.setTimeout(900_000);

testOrderShop('python', async (folder) => {
  const programs = join(folder, '.venv', 'bin');
  await run('python3', ['-m', 'venv', join(folder, '.venv')]);
  await run(join(programs, 'pip'), [
    'install', '--quiet', '--disable-pip-version-check', '--no-compile',
    '--constraint', join(ROOT, 'test', 'consumers', 'python-constraints.txt'),
    '--requirement', 'requirements.txt', packaged('python', '.whl'),
  ], { cwd: folder });
  return { PATH: [programs, process.env.PATH].join(delimiter) };
});
