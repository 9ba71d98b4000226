import { tmpdir } from 'node:os';
import { Terminal } from '../../support/terminal';

let terminal: Terminal;

beforeEach(() => {
  terminal = new Terminal({ cwd: tmpdir(), env: { PATH: process.env.PATH } });
});

afterEach(() => terminal.close());

test('folder and variables go on from one command to the next', async () => {
  await terminal.run('cd /\nGREETING=hello');

  expect(await terminal.run('pwd; echo $GREETING')).toBe('/\nhello\n');
});

test('fails with what a command wrote, and types no more', async () => {
  await expect(terminal.run('echo before\nls /no/such/folder | cat\necho after')).rejects.toThrow(/ended with status 2 and wrote:\nbefore\nls: [^\n]*\n$/);
});

test('what stays in the foreground ends when the terminal is closed', async () => {
  terminal.start('echo $$\nsleep 1000');
  const shell = Number(await terminal.waitFor('\n'));

  await terminal.close();

  expect(() => process.kill(-shell, 0)).toThrow(/ESRCH/);
});
