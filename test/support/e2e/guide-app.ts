/*
 * An app of the guide, deployed to the local AWS as its page has it, with the compiled library.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { DeployedStack } from './deployed-stack';
import { ENDPOINT } from './local-aws';
import { CloudFormationTemplate } from '../../../tools/local/sample-app';
import { pageAt } from '../../../tools/shared/markdown';
import { ROOT, runFolder } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';
import { blocksOf } from '../docs/markdown';

/** An app of a page, in a folder of its own, with the files that it needs beside it. */
export class GuideApp {
  public readonly folder: string;

  public constructor(private readonly page: string) {
    this.folder = join(runFolder(ENDPOINT), 'guide', page.replace(/\W+/g, '-'));
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(join(this.folder, 'node_modules'), { recursive: true });
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'cdk-order-processing-api'));
  }

  /** The one block of the page in the language that holds a text. */
  public block(language: string, text: string): string {
    const found = blocksOf(pageAt(this.page)).filter((block) => block.language === language && block.code.includes(text));
    if (found.length !== 1) throw new Error(`${this.page} must have one block in ${language} with ${text}, it has ${found.length}`);
    return found[0].code;
  }

  /** Puts a file beside the app, for instance the code of a function. */
  public write(path: string, contents: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), contents);
  }

  /** Puts each file of the page that has a folder in its name beside the app. */
  public writeFiles(): void {
    for (const { file, code } of blocksOf(pageAt(this.page))) if (file?.includes('/')) this.write(file, code);
  }

  /**
   * Bundles a handler of the page by the commands of the page, which install what it imports, and puts the bundle beside the app. They run
   * outside of this repository, whose packages would hide one that is not installed.
   */
  public async bundle(source: string, code: string, bundle: string, commands: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'handler-'));
    try {
      mkdirSync(dirname(join(folder, source)), { recursive: true });
      writeFileSync(join(folder, source), code);
      await run('sh', ['-ec', commands], { cwd: folder });
      this.write(bundle, readFileSync(join(folder, bundle), 'utf8'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Puts a module of the page beside the app, as Node.js loads it. */
  public writeModule(path: string, code: string): void {
    this.write(path, javascriptOf(code));
  }

  /** Deploys the app that makes the stack. Each replacement is of a text that the app must have, by what the local AWS needs in its place. */
  public async deploy(stack: string, replacements: Readonly<Record<string, string>> = {}): Promise<DeployedStack> {
    const code = Object.entries(replacements).reduce((current, [text, replacement]) => {
      if (!current.includes(text)) throw new Error(`the app ${stack} of ${this.page} has no ${text}`);
      return current.replaceAll(text, replacement);
    }, this.block('ts', `, '${stack}')`));
    this.writeModule('app.js', code);
    await run(process.execPath, ['app.js'], { cwd: this.folder, env: { ...process.env, CDK_OUTDIR: this.assembly } });
    return DeployedStack.deployAssembly(stack, this.assembly);
  }

  /** What was deployed last. */
  public template(stack: string): CloudFormationTemplate {
    return JSON.parse(readFileSync(join(this.assembly, `${stack}.template.json`), 'utf8'));
  }

  private get assembly(): string {
    return join(this.folder, 'cdk.out');
  }
}

function javascriptOf(code: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  return ts.transpileModule(code, { compilerOptions, reportDiagnostics: false }).outputText;
}
