/*
 * The CDK CLI prints the ids of warnings as docs/guide/security.md says, and an acknowledged warning no longer.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pageAt } from '../../tools/shared/markdown';
import { CACHE, ROOT } from '../../tools/shared/paths';
import { blocksOf } from '../support/docs/markdown';

const BLOCKS = blocksOf(pageAt('docs/guide/security.md'));
const { code: APP } = BLOCKS.find(({ language, code }) => language === 'ts' && code.includes('acknowledgeWarning'))!;
const PRINTED = BLOCKS.find(({ language }) => language === 'text')!.code.trim();

const FOLDER = join(CACHE, 'warnings');

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(FOLDER, 'node_modules', 'cdk-order-processing-api'));
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('an acknowledged warning is not printed, the others of PROD are', () => {
  const { output, status } = synthesize(APP);

  expect(status).toBe(0);
  expect(output).not.toContain(PRINTED);
  for (const id of ['unauthenticatedApi', 'throttleAtAccountQuota', 'pricesFromCaller']) expect(output).toContain(PRINTED.replace('anyOriginAllowed', id));
});

test('the id that the CLI prints is the one that acknowledges it', () => {
  const [, id] = /^Acknowledge with '(.+)'$/.exec(PRINTED)!;

  expect(APP).toContain(`'${id}'`);
  expect(synthesize(APP.replace(id, 'another')).output).toContain(PRINTED);
});

test('fails the synthesis with --strict as long as a warning is not acknowledged', () => {
  const acknowledged = ['unauthenticatedApi', 'throttleAtAccountQuota', 'pricesFromCaller'].map((id) => `Annotations.of(orders).acknowledgeWarning('cdk-order-processing-api::${id}');`);

  expect(synthesize(APP, '--strict').status).toBe(1);
  expect(synthesize([APP, ...acknowledged].join('\n'), '--strict').status).toBe(0);
});

function synthesize(app: string, ...options: readonly string[]): { status: number | null; output: string } {
  const { outputText } = ts.transpileModule(app, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  writeFileSync(join(FOLDER, 'app.js'), outputText);
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [cdk, 'synth', '--app', 'node app.js', '--quiet', '--no-notices', ...options],
    { cwd: FOLDER, encoding: 'utf8', env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' } },
  );
  return { status, output: `${stdout}${stderr}` };
}
