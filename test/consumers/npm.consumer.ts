/*
 * The packed tarball, as npm would publish it, in new folders outside of the repository, with the oldest CDK that
 * it supports and the newest: in the sample app as it is, in TypeScript, and in small ones in JavaScript.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../src';
import { ROOT } from '../../tools/shared/paths';
import { testOrderShop, typescriptSample } from '../support/consumers/order-shop';
import { installedVersion, NEWEST, OLDEST, packaged } from '../support/consumers/packages';
import { templateDifferences } from '../support/consumers/template-differences';

jest.setTimeout(900_000);

const NAME = 'cdk-order-processing-api';

const CDK_CLI = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

const tarball = packaged('js', '.tgz');

test.each([
  ['AWS CDK (`aws-cdk-lib`)', 'aws-cdk-lib', '2.x'],
  ['`constructs`', 'constructs', '10.x'],
] as const)('docs/versions.md names the versions of %s that are supported and tested', (title, name, line) => {
  const page = readFileSync(join(ROOT, 'docs', 'versions.md'), 'utf8');

  expect(page).toContain(`| ${title} | ${OLDEST[name]} and every later ${line} | ${OLDEST[name]} and ${NEWEST[name]} |`);
});

describe.each([['oldest', OLDEST], ['newest', NEWEST]])('with the %s CDK that is supported', (age, cdk) => {
  let folder: string;

  testOrderShop('typescript', async (copy) => {
    folder = copy;
    const path = join(folder, 'package.json');
    const { dependencies, devDependencies: { 'aws-cdk': _, ...devDependencies }, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({
      ...manifest,
      dependencies: { ...pinned(dependencies), ...cdk, [NAME]: `file:${tarball}` },
      devDependencies: pinned(devDependencies),
    }));
    npm(folder, 'install', '--no-audit', '--no-fund', '--no-package-lock');
    return {};
  });

  test('the sample app compiles, strictly, and so do the four shops', () => {
    const shops = readFileSync(join(ROOT, 'test', 'support', 'shops.ts'), 'utf8');
    writeFileSync(join(folder, 'shops.ts'), shops.replace("'../../src'", `'${NAME}'`));

    expect(runNode(folder, join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit')).toEqual({ output: '', status: 0 });
  });

  test('installing the package brings no dependency but the CDK', () => {
    const { dependencies } = JSON.parse(npm(folder, 'ls', '--json', '--all')) as { dependencies: Record<string, { version: string; dependencies?: object }> };

    expect(Object.keys(dependencies[NAME].dependencies ?? {}).sort()).toEqual(['aws-cdk-lib', 'constructs']);
    expect(dependencies['aws-cdk-lib'].version).toBe(cdk['aws-cdk-lib']);
  });

  test.each(['app.cjs', 'app.mjs'])('a JavaScript app synthesizes the same, without a warning, as %s', (file) => {
    const { output, status, template } = synthesize(folder, { file });

    expect(output).toBe('');
    expect(status).toBe(0);
    expect(templateDifferences(typescriptSample(), template())).toEqual([]);
  });

  test('an ES module can import by name all that there is', () => {
    writeFileSync(join(folder, 'names.mjs'), `
      import { createRequire } from 'node:module';
      import * as library from '${NAME}';
      const names = Object.keys(createRequire(import.meta.url)('${NAME}'));
      console.log(names.sort().map((name) => name + (name in library ? '' : ' is missing')).join());
    `);

    expect(runNode(folder, 'names.mjs')).toEqual({ output: `${Object.keys(library).sort().join()}\n`, status: 0 });
  });

  test('all routes behind a JWT authorizer synthesize so too', () => {
    const { output, status, template } = synthesize(folder, {
      props: `{
        routes: OrderRoute.standard(),
        access: OrderAccess.customers(new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] }), {
          authorizationScopes: ['orders/use', 'orders/admin'],
          staff: [OrderStaff.scope('orders/admin')],
        }),
      }`,
    });

    expect(output).toBe('');
    expect(status).toBe(0);
    expect(Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')).toHaveLength(4);
  });

  test('every bundle and document of the package is found where it lies', () => {
    const { status, template } = synthesize(folder, {
      props: `{
        eventBus: EventBus.fromEventBusName(stack, 'Bus', 'shop'),
        customFields: OrderFields.fromJsonSchema({ order: { type: 'object', properties: { gift: { type: 'boolean' } } } }),
      }`,
      change: 'JSON.parse(orders.openApi);',
    });

    expect(status).toBe(0);
    expect(Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')).toHaveLength(2);
  });

  if (age === 'newest') {
    test('fails its strict template validation with the billing mode of the reference template, which DynamoDB does not know', () => {
      const { output, status } = synthesize(folder, { change: "orders.table.node.defaultChild.addPropertyOverride('BillingMode', 'ON_DEMAND');" });

      expect(output).toMatch(/BillingMode: 'ON_DEMAND' is not one of/);
      expect(status).not.toBe(0);
    });
  }

  test.each<[string, NodeJS.ProcessEnv]>([
    ['in the validation report of the CDK', {}],
    ['without that report', { CDK_VALIDATION: 'false' }],
  ])('the CDK CLI prints the id of a warning as acknowledgeWarning takes it, %s', (_, env) => {
    const first = synthesizeByCli(folder, [], env);
    const ids = printedIds(first.output);

    expect(ids).toEqual(expect.arrayContaining(['cdk-order-processing-api::unauthenticatedApi', 'cdk-order-processing-api::grantWithoutEffect']));
    expect(first.status).not.toBe(0);

    const second = synthesizeByCli(folder, ids.map((id) => `Annotations.of(orders).acknowledgeWarning('${id}', 'meant');`), env);

    expect(printedIds(second.output)).toEqual([]);
    expect(second).toMatchObject({ status: 0 });
  });

  if (age === 'newest') {
    test('Validations.of() takes the same id', () => {
      const ids = printedIds(synthesizeByCli(folder, []).output);
      const acknowledged = synthesizeByCli(folder, ids.map((id) => `Validations.of(orders).acknowledge({ id: '${id}', reason: 'meant' });`));

      expect(ids.length).toBeGreaterThan(1);
      expect(acknowledged).toMatchObject({ status: 0 });
    });
  }

  test('fails when the package comes without the bundled handler', () => {
    rmSync(join(folder, 'node_modules', NAME, 'assets'), { recursive: true });
    const { output, status } = synthesize(folder, {});

    expect(output).toMatch(/Cannot find asset/);
    expect(status).not.toBe(0);
  });
});

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The dependencies of the sample app as we have them ourselves, so that a run is the same on any day. */
function pinned(dependencies: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(dependencies).filter((name) => name !== NAME).map((name) => [name, installedVersion(name)]));
}

interface JavaScriptApp {
  /** `.cjs` requires, `.mjs` imports. */
  readonly file?: string;
  readonly props?: string;
  readonly change?: string;
}

/** The template is there when the app has not failed. */
function synthesize(folder: string, { file = 'app.cjs', props = '{}', change = '' }: JavaScriptApp) {
  const from = (names: string, module: string) => (file.endsWith('.mjs') ? `import ${names} from '${module}';` : `const ${names} = require('${module}');`);
  writeFileSync(join(folder, file), `
    ${from('{ App, Stack }', 'aws-cdk-lib')}
    ${from('{ HttpJwtAuthorizer }', 'aws-cdk-lib/aws-apigatewayv2-authorizers')}
    ${from('{ EventBus }', 'aws-cdk-lib/aws-events')}
    ${from('{ OrderAccess, OrderFields, OrderProcessingApi, OrderRoute, OrderStaff }', NAME)}
    const app = new App({ outdir: 'cdk.out', analyticsReporting: false, context: { '@aws-cdk/core:strictCfnValidateErrors': true } });
    const stack = new Stack(app, 'OrderShop', { description: 'A shop that takes orders' });
    const orders = new OrderProcessingApi(stack, 'Orders', ${props});
    ${change}
    app.synth();
  `);
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  const template = (): { Resources: Record<string, { Type: string }> } => JSON.parse(readFileSync(join(folder, 'cdk.out', 'OrderShop.template.json'), 'utf8'));
  return { ...runNode(folder, file), template };
}

/** Runs the CDK CLI on a shop in production that has warnings, as `cdk synth --strict` does: any warning fails. */
function synthesizeByCli(folder: string, acknowledgements: readonly string[], env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(folder, 'warned.cjs'), `
    const { Annotations, App, Stack, Validations } = require('aws-cdk-lib');
    const { Role } = require('aws-cdk-lib/aws-iam');
    const { OrderEnvironment, OrderProcessingApi } = require('${NAME}');
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'WarnedShop');
    const orders = new OrderProcessingApi(stack, 'Orders', { environment: OrderEnvironment.PROD });
    orders.grants.readOrders(Role.fromRoleName(stack, 'Reporting', 'reporting', { mutable: false }));
    ${acknowledgements.join('\n    ')}
    app.synth();
  `);
  const { CDK_VALIDATION, ...inherited } = process.env; // our unit tests switch validation off
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CDK_CLI, 'synth', '--strict', '--quiet', '--no-notices', '--no-color', '--output', 'cdk.warned', '--app', 'node warned.cjs'],
    { cwd: folder, env: { ...inherited, CDK_DISABLE_CLI_TELEMETRY: 'true', ...env }, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

function printedIds(output: string): string[] {
  return [...output.matchAll(/Acknowledge with '(.+)'/g)].map(([, id]) => id);
}

function runNode(cwd: string, ...args: string[]): { status: number | null; output: string } {
  const { CDK_VALIDATION, ...env } = process.env; // our unit tests switch validation off
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
