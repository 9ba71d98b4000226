/*
 * The TypeScript blocks of the documentation, compiled strictly against the package, and run as `cdk synth` runs an app.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Block } from './markdown';
import { CACHE, ROOT } from '../../../tools/shared/paths';

export class TypeScriptPrograms {
  /** Inside of the repository, so that its modules are found. */
  private readonly folder: string;
  private faults: readonly string[] = [];

  /** By their names, without `.ts`. A name may have a folder, in which its neighbours are found. */
  constructor(name: string, private readonly sources: ReadonlyMap<string, string>) {
    this.folder = join(CACHE, name);
  }

  /** All in one run, each a module of its own. */
  public compile(): void {
    this.remove();
    this.sources.forEach((source, name) => {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, `${name}.ts`), `${source}\nexport {};\n`);
    });
    const compilerOptions = {
      strict: true,
      noUnusedLocals: true,
      skipLibCheck: true,
      target: 'es2022',
      module: 'commonjs',
      moduleResolution: 'node',
      types: ['node', 'jest'],
      outDir: 'out',
      rootDir: '.',
      baseUrl: '.',
      paths: { 'cdk-order-processing-api': [join(ROOT, 'lib')] },
    };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...this.sources.keys()].map((name) => `${name}.ts`) }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '--project', '.'], { cwd: this.folder, encoding: 'utf8' });
    this.faults = `${stdout}${stderr}`.split('\n').filter((line) => /^\S/.test(line)); // what belongs to a fault is indented below it
  }

  public faultsOf(name: string): string[] {
    return this.faults.filter((line) => line.startsWith(`${name}.ts(`));
  }

  /** What the compiler has said, but of no program. */
  public otherFaults(): string[] {
    return this.faults.filter((line) => ![...this.sources.keys()].some((name) => line.startsWith(`${name}.ts(`)));
  }

  /**
   * The templates that an app makes, by the names of their stacks. As `cdk synth` runs it: in the folder of the app, and it synthesizes when
   * the program is through.
   */
  public templatesOf(name: string): Map<string, object> {
    const before = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), 'docs-block-'));
    const atTheEnd: (() => void)[] = [];
    const once = jest.spyOn(process, 'once').mockImplementation((event, listener) => {
      if (event === 'beforeExit') atTheEnd.push(listener as () => void);
      return process;
    });
    process.env.CDK_OUTDIR = folder;
    try {
      process.chdir(join(this.folder, dirname(name)));
      // What a command of the page makes.
      for (const [, asset] of this.sources.get(name)!.matchAll(/\bfromAsset\('([^']+)'\)/g)) mkdirSync(asset, { recursive: true });
      jest.requireActual(join(this.folder, 'out', `${name}.js`));
      atTheEnd.forEach((listener) => listener());
      return templatesIn(folder);
    } finally {
      process.chdir(before);
      delete process.env.CDK_OUTDIR;
      once.mockRestore();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Of a cloud assembly, by the names of their stacks. */
export function templatesIn(folder: string): Map<string, object> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json')).sort();
  return new Map(files.map((file) => [basename(file, '.template.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}

/** Whether a block is a whole CDK app, and not a function's code or a test. */
export function isApp({ code }: Block): boolean {
  return /\bnew (cdk\.)?App\(/.test(code) && !/^test\(/m.test(code);
}

/** The name of a block's program. One whose page names its file is found by the page's other blocks under that name. */
export function programOf({ page, line, file }: Block): string {
  const folder = page.replace(/\.md$/, '').replaceAll('/', '-');
  return join(folder, file === undefined ? `line-${line}` : file.replace(/\.ts$/, ''));
}
