/*
 * The wheel, as PyPI would hand it out, in a virtual environment of the app's own.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrderCognitoStack } from '../../examples/typescript/order-cognito-stack';
import { checkWithTwine } from '../../tools/release/twine';
import { ROOT } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { orderShopIn, testOrderShop } from '../support/consumers/order-shop';
import { packaged, PYTHON_CONSTRAINTS } from '../support/consumers/packages';
import { templateDifferences } from '../support/consumers/template-differences';
import { SHOPS } from '../support/shops';

jest.setTimeout(900_000);

const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, { docs?: { example?: string } }> };

const FOUR_SHOPS = join(ROOT, 'test', 'support', 'consumers', 'four_shops.py');

let folder: string;
let programs: string;

testOrderShop('python', async (copy) => {
  folder = copy;
  programs = join(folder, '.venv', 'bin');
  await run('python3', ['-m', 'venv', join(folder, '.venv')]);
  await run(join(programs, 'pip'), [
    'install', '--quiet', '--disable-pip-version-check', '--no-compile',
    '--constraint', PYTHON_CONSTRAINTS,
    '--requirement', 'requirements.txt', packaged('python', '.whl'), 'mypy',
  ], { cwd: folder });
  return { PATH: [programs, process.env.PATH].join(delimiter) };
});

test('the app whose accounts are in a Cognito user pool synthesizes the template of the TypeScript sample', async () => {
  const shopOrigin = 'https://shop.example.com';
  const description = 'A shop whose accounts are in a Cognito user pool';
  const sample = Template.fromStack(new OrderCognitoStack(new App(), 'OrderCognito', { description, shopOrigin })).toJSON();
  const app = orderShopIn(folder, { PATH: [programs, process.env.PATH].join(delimiter) }, 'OrderCognito');

  expect(templateDifferences(sample, await app.synth({ shopOrigin }))).toEqual([]);
});

describe('each of the four shops synthesizes the template that it has in TypeScript:', () => {
  beforeAll(async () => {
    await run(join(programs, 'python'), [FOUR_SHOPS], {
      env: { ...process.env, CDK_VALIDATION: undefined, CDK_OUTDIR: join(folder, 'four-shops') }, // validation is off in our unit tests
    });
  });

  test.each(Object.entries(SHOPS))('%s', (name, shop) => {
    const stack = new Stack(new App(), name);
    shop(stack);
    const inPython = JSON.parse(readFileSync(join(folder, 'four-shops', `${name}.template.json`), 'utf8'));

    expect(templateDifferences(Template.fromStack(stack).toJSON(), inPython)).toEqual([]);
  });
});

test('every example of the README and of the docstrings is in Python, and runs', async () => {
  const output = await run(join(programs, 'python'), ['-W', 'ignore', join(ROOT, 'test', 'support', 'consumers', 'run_examples.py')], {
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

describe('the type hints of the wheel, read by mypy in its strict mode', () => {
  test('find nothing in the app', () => {
    expect(mypy('app.py')).toEqual({ output: expect.stringMatching(/^Success: no issues found/), status: 0 });
  });

  test('find nothing in the four shops', () => {
    expect(mypy(FOUR_SHOPS)).toEqual({ output: expect.stringMatching(/^Success: no issues found/), status: 0 });
  });

  test('find a setting of the wrong type, and one that there is not', () => {
    const stack = readFileSync(join(folder, 'order_shop_stack.py'), 'utf8');
    const wrong = stack.replace('memory_size=memory_size', 'memory_size="512"').replace('environment_suffix=environment_suffix', 'suffix=environment_suffix');
    writeFileSync(join(folder, 'wrong.py'), wrong);

    const { output, status } = mypy('wrong.py');

    expect(output).toMatch(/Argument "memory_size" to "OrderProcessingApi" has incompatible type "str"/);
    expect(output).toMatch(/Unexpected keyword argument "suffix" for "OrderProcessingApi"/);
    expect(status).toBe(1);
  });
});

function mypy(file: string): { status: number | null; output: string } {
  const settings = join(ROOT, 'test', 'support', 'consumers', 'mypy.ini');
  const { status, stdout, stderr } = spawnSync(join(programs, 'mypy'), ['--config-file', settings, file], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
