/*
 * A program for each client that is generated: compiled, strictly, with what its client needs, in a folder outside of the generated ones.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { environment, GENERATED } from './generated';
import { filesBelow } from '../../../tools/shared/files';
import { CACHE, ROOT } from '../../../tools/shared/paths';
import { run } from '../../../tools/shared/processes';

/** Of a program, which is given the path of a file that says which shop. */
export type Command = readonly [string, ...string[]];

export interface Client {
  readonly title: string;
  /** Compiles its program in an empty folder, and returns what runs it. */
  readonly compile: (folder: string) => Promise<Command>;
}

const SOURCES = join(ROOT, 'test', 'support', 'clients');

export const CLIENTS: readonly Client[] = [
  { title: 'openapi-typescript and openapi-fetch (TypeScript)', compile: (folder) => compileTypescript(folder, 'orders', GENERATED) },
  { title: 'openapi-python-client (Python)', compile: (folder) => checkPython(folder, 'with_openapi_python_client.py', join(GENERATED, 'client')) },
  { title: 'OpenAPI Generator (Python)', compile: (folder) => checkPython(folder, 'with_openapi_generator.py', join(GENERATED, 'python')) },
  { title: 'OpenAPI Generator (Java)', compile: compileJava },
  { title: 'OpenAPI Generator (Go)', compile: compileGo },
];

/** Programs that place an order with custom fields, for the clients in a folder, which are those of a document with custom fields. */
export function clientsOfCustomFields(generated: string): readonly Client[] {
  return [
    { title: 'Custom fields with openapi-fetch (TypeScript)', compile: (folder) => compileTypescript(folder, 'custom-fields', generated) },
    {
      title: 'Custom fields with openapi-python-client (Python)',
      compile: (folder) => checkPython(folder, 'custom_fields_with_openapi_python_client.py', join(generated, 'client')),
    },
    { title: 'Custom fields with OpenAPI Generator (Python)', compile: (folder) => checkPython(folder, 'custom_fields_with_openapi_generator.py', join(generated, 'python')) },
  ];
}

/** What a program writes, as JSON, when it has done all with the shop. */
export async function reportOf({ title, compile }: Client, shop: object): Promise<unknown> {
  const folder = join(CACHE, 'client-programs', title.replace(/\W+/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [command, ...args] = await compile(folder);
  const shopFile = join(folder, 'shop.json');
  writeFileSync(shopFile, JSON.stringify(shop));
  return JSON.parse(await run(command, [...args, shopFile], { cwd: folder, env: await environment() }));
}

async function compileTypescript(folder: string, program: string, generated: string): Promise<Command> {
  copyFileSync(join(SOURCES, 'typescript', `${program}.mts`), join(folder, `${program}.mts`));
  copyFileSync(join(generated, 'orders.d.ts'), join(folder, 'orders.d.ts'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
  await run('npx', ['--no-install', 'tsc', ...strict, '--target', 'es2022', '--module', 'nodenext', '--types', 'node', `${program}.mts`], { cwd: folder });
  return [process.execPath, `${program}.mjs`];
}

async function checkPython(folder: string, file: string, MYPYPATH: string): Promise<Command> {
  const program = join(folder, file);
  copyFileSync(join(SOURCES, 'python', file), program);
  const env = { ...await environment(), MYPYPATH };
  await run('mypy', ['--config-file', join(SOURCES, 'python', 'mypy.ini'), '--cache-dir', join(CACHE, 'mypy-clients', basename(file, '.py')), program], { cwd: folder, env });
  return ['env', `PYTHONPATH=${MYPYPATH}`, 'python', program];
}

async function compileJava(folder: string): Promise<Command> {
  const client = join(GENERATED, 'java');
  const classPathFile = join(folder, 'class-path');
  await run('mvn', [
    '--batch-mode', '--file', join(client, 'pom.xml'), `-Dmaven.repo.local=${join(CACHE, 'maven')}`,
    'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath', '-DincludeScope=compile', `-Dmdep.outputFile=${classPathFile}`,
  ], { cwd: folder });
  const classPath = [join(folder, 'client'), readFileSync(classPathFile, 'utf8')].join(delimiter);
  const javac = (output: string, ...args: string[]) => run('javac', ['-encoding', 'UTF-8', '-cp', classPath, '-d', join(folder, output), ...args]);
  await javac('client', '-nowarn', ...filesBelow('tools/.cache/clients/java/src/main').filter((path) => path.endsWith('.java')).map((path) => join(ROOT, path)));
  await javac('program', '-Xlint:all,-classfile,-processing', '-Werror', join(SOURCES, 'java', 'Orders.java'));
  return ['java', '-cp', [join(folder, 'program'), classPath].join(delimiter), 'Orders'];
}

async function compileGo(folder: string): Promise<Command> {
  copyFileSync(join(SOURCES, 'go', 'main.go'), join(folder, 'main.go'));
  const module = 'github.com/GIT_USER_ID/GIT_REPO_ID'; // what the generator calls it unless it is told
  const client = join(GENERATED, 'go');
  writeFileSync(join(folder, 'go.mod'), `module shop\n\ngo 1.23\n\nrequire ${module} v0.0.0\n\nreplace ${module} => ${client}\n`);
  await run('go', ['build', '-mod=mod', '-o', 'shop', '.'], { cwd: folder }); // completes go.mod and go.sum
  await run('go', ['vet', '.', module], { cwd: folder });
  return [join(folder, 'shop')];
}
