/*
 * A terminal as a person has it: a folder, variables and one program in the foreground that go on from one command to
 * the next. What it has started ends with it, however this process ends.
 */
import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { delimiter } from 'node:path';

/** Waits until its input ends, as it does when we end, and then does what Ctrl-C does; 10 seconds later it insists. */
const GUARD = `
  cat
  kill -INT -- "-$1"
  for _ in $(seq 100); do kill -0 -- "-$1" || exit 0; sleep 0.1; done
  kill -KILL -- "-$1"
`;

export class Terminal {
  private readonly shell: ChildProcess;
  private readonly guard: ChildProcess;
  private output = '';

  public constructor({ cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.shell = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail'], { cwd, env, detached: true });
    for (const stream of [this.shell.stdout!, this.shell.stderr!]) stream.on('data', (chunk: Buffer) => { this.output += chunk; });
    this.shell.stdin!.on('error', () => {}); // a shell that has ended is told of by whoever waits for it
    this.guard = spawn('bash', ['-c', GUARD, 'guard', String(this.shell.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  }

  /** Types commands, waits until the last has ended, and returns what they wrote; throws when one fails. */
  public async run(commands: string): Promise<string> {
    const mark = `done ${randomUUID()}`;
    this.output = '';
    this.start(commands);
    this.shell.stdin!.write(`echo; echo '${mark}'\n`);
    const output = await this.waitFor(mark);
    return output.slice(0, output.indexOf(`\n${mark}`));
  }

  /** Types commands of which the last may stay. */
  public start(commands: string): void {
    this.shell.stdin!.write(`{\n${commands}\n} </dev/null\n`);
  }

  /** Waits until this is on the screen, and returns all that is. */
  public async waitFor(text: string): Promise<string> {
    while (!this.output.includes(text)) {
      if (this.hasEnded()) throw new Error(`the terminal ended with status ${this.shell.exitCode} and wrote:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.output;
  }

  /** Presses Ctrl-C and closes the window. */
  public async close(): Promise<void> {
    if (this.guard.exitCode !== null) return;
    const ended = once(this.guard, 'close');
    this.shell.stdin!.end();
    this.guard.stdin!.end();
    await ended;
  }

  private hasEnded(): boolean {
    return this.shell.exitCode !== null || this.shell.signalCode !== null;
  }
}

/** What a person has before they have heard of us: their programs, their home, and the way to the registries. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const ofTheMachine = /^(HOME|USER|LANG|LC_\w+|TMPDIR|\w+_PROXY|\w*(CERT|CA_BUNDLE|CA_CERTS)\w*|PIP_\w+|npm_config_(registry|userconfig))$/i;
  const kept = Object.entries(process.env).filter(([name]) => ofTheMachine.test(name));
  const programs = process.env.PATH!.split(delimiter).filter((path) => !path.includes('node_modules')); // npm's, for our own scripts
  return { ...Object.fromEntries(kept), PATH: programs.join(delimiter) };
}
