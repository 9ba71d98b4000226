/*
 * Tests are transpiled without a type check of their own, so the check `types` must see them: its project holds every file.
 */
import { join, relative } from 'node:path';
import {
  createCompilerHost, createProgram, createSourceFile, getPreEmitDiagnostics, parseJsonConfigFileContent, readConfigFile, ScriptTarget, sys,
} from 'typescript';
import { filesBelow } from '../../../tools/shared/files';
import { ROOT } from '../../../tools/shared/paths';

const { config } = readConfigFile(join(ROOT, 'tsconfig.dev.json'), sys.readFile);
const { fileNames, options } = parseJsonConfigFileContent(config, sys, ROOT);

test('the check of types compiles every file of sources, tools, tests and examples', () => {
  const compiled = fileNames.map((file) => relative(ROOT, file));
  const written = ['src', 'tools', 'test', 'examples'].flatMap(filesBelow).filter((file) => /\.ts$/.test(file) && !/\.(d\.ts|snapshot\/)/.test(file));

  expect(written.filter((file) => !compiled.includes(file))).toEqual([]);
});

test('fails for a test of a wrong type', () => {
  const file = join(ROOT, 'test', 'support', 'setup.ts');
  const host = createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) => (
    name === file ? createSourceFile(name, 'export const wrong: number = \'text\';', ScriptTarget.ES2022) : getSourceFile(name, ...rest)
  );
  const program = createProgram([file], { ...options, types: [] }, host);

  expect(getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ code }) => code)).toEqual([2322]);
});
