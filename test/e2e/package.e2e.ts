/*
 * The packed tarball, as npm would publish it, in an empty folder outside of the repository.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ROOT } from '../../local/paths';
import { OrderProcessingApi } from '../../src';

jest.setTimeout(300_000);

/** The newest CDK that we have seen the package work with; moved by hand when a newer one has been tried. */
const NEWEST = ['aws-cdk-lib@2.276.0', 'constructs@10.8.1'];

let folder: string;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  const [packed] = JSON.parse(npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as Packed[];
  files = packed.files.map(({ path }) => path);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm(folder, 'install', '--no-audit', '--no-fund', '--no-package-lock', join(folder, packed.filename), ...NEWEST);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball holds the bundled handlers, the licenses of what is in them, the OpenAPI document and the schema of events', () => {
  expect(files).toContain('assets/handler/orders.lambda/index.mjs');
  expect(files).toContain('assets/handler/orders.lambda/orders.cjs');
  expect(files).toContain('assets/THIRD-PARTY-LICENSES.txt');
  expect(files).toContain('assets/handler/order-events.lambda/index.js');
  expect(files).toContain('openapi.json');
  expect(files).toContain('order-events.schema.json');
  expect(files).toContain('lib/index.js');
  expect(files).toContain('.jsii');
  expect(files).toContain('LICENSE');
});

test('the tarball holds no source, no test, no second copy of the handler and nothing of the development', () => {
  const allowed = /^(lib\/[a-z-]+\.(js|d\.ts)|assets\/handler\/(orders\.lambda\/(index\.mjs|orders\.cjs)|order-events\.lambda\/index\.js)|assets\/THIRD-PARTY-LICENSES\.txt|\.jsii|API\.md|LICENSE|README\.md|openapi\.json|order-events\.schema\.json|package\.json)$/;

  expect(files.filter((path) => !allowed.test(path))).toEqual([]);
});

test('installing it brings no dependency but the CDK', () => {
  const { dependencies } = JSON.parse(npm(folder, 'ls', '--json', '--all')) as { dependencies: Record<string, { dependencies?: object }> };

  expect(Object.keys(dependencies).sort()).toEqual(['aws-cdk-lib', 'cdk-order-processing-api', 'constructs']);
});

test('the one-line example synthesizes with the newest CDK, whose strict template validation reports nothing', () => {
  const { status, output } = synthesize('');

  expect(output).toBe('');
  expect(status).toBe(0);
});

test('all routes behind a JWT authorizer synthesize so too', () => {
  const { status, output } = synthesize('', `{
    routes: OrderRoute.all(),
    authorizer: new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] }),
    authorizationScopes: ['orders/use', 'orders/admin'],
    customerIdClaim: 'sub',
    adminScope: 'orders/admin',
  }`);

  expect(output).toBe('');
  expect(status).toBe(0);
  const { Resources } = JSON.parse(readFileSync(join(folder, 'cdk.out', 'Consumer.template.json'), 'utf8')) as { Resources: Record<string, { Type: string }> };
  expect(Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')).toHaveLength(4);
});

test('the newest CDK makes the same resources and outputs of it as the oldest supported', () => {
  synthesize('');
  const newest = JSON.parse(readFileSync(join(folder, 'cdk.out', 'Consumer.template.json'), 'utf8'));
  const stack = new Stack(new App(), 'Consumer');
  new OrderProcessingApi(stack, 'Orders');
  const oldest = Template.fromStack(stack).toJSON();

  expect(comparable(newest)).toEqual(comparable(oldest));
});

test('fails that validation with the billing mode of the reference template, which DynamoDB does not know', () => {
  const { status, output } = synthesize("orders.table.node.defaultChild.addPropertyOverride('BillingMode', 'ON_DEMAND');");

  expect(output).toMatch(/BillingMode: 'ON_DEMAND' is not one of/);
  expect(status).not.toBe(0);
});

/** Resources and outputs, without what says where a resource comes from. */
function comparable({ Resources, Outputs }: Record<string, Record<string, { Metadata?: unknown }>>): object {
  const withoutMetadata = Object.entries(Resources).map(([id, { Metadata, ...resource }]) => [id, resource]);
  return { Resources: Object.fromEntries(withoutMetadata), Outputs };
}

interface Packed {
  readonly filename: string;
  readonly files: { readonly path: string }[];
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function synthesize(change: string, props = '{}'): { status: number | null; output: string } {
  writeFileSync(join(folder, 'app.js'), `
    const { App, Stack } = require('aws-cdk-lib');
    const { HttpJwtAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2-authorizers');
    const { OrderProcessingApi, OrderRoute } = require('cdk-order-processing-api');
    const app = new App({ outdir: 'cdk.out', analyticsReporting: false, context: { '@aws-cdk/core:strictCfnValidateErrors': true } });
    const stack = new Stack(app, 'Consumer');
    const orders = new OrderProcessingApi(stack, 'Orders', ${props});
    ${change}
    app.synth();
  `);
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  const { CDK_VALIDATION, ...env } = process.env; // our unit tests switch validation off
  const { status, stdout, stderr } = spawnSync(process.execPath, ['app.js'], { cwd: folder, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
