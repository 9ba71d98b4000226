/*
 * The alias in front of the function, on a local AWS: the API calls the version that is live, whatever the function
 * itself has become. CodeDeploy and Application Auto Scaling are not there; test/deployment/orders-deployment-group.test.ts and
 * test/deployment/orders-alias.test.ts read what they get in the template. The tests tell one story and run in order.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  GetAliasCommand, GetProvisionedConcurrencyConfigCommand, InvokeCommand, LambdaClient, ListVersionsByFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { OrderProcessingApi } from '../../src';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { pageAt } from '../../tools/shared/markdown';
import { blocksOf } from '../support/docs/markdown';
import { runWithAwsCli } from '../support/e2e/aws-cli';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS } from '../support/e2e/local-aws';

const FUNCTION = { FunctionName: 'live-alias-dev-order-processor' };
const lambda = new LambdaClient(CLIENT_SETTINGS);

let stack: DeployedStack;
let url: string;

beforeAll(async () => {
  await bootstrapOnce();
  stack = await deploy(256);
  url = stack.ordersUrl;
});

afterAll(() => stack.destroy());

test('an order goes through the alias, which has environments ready', async () => {
  expect((await post()).status).toBe(200);
  expect(await liveVersion()).toBe('1');
  expect(await lambda.send(new GetProvisionedConcurrencyConfigCommand({ ...FUNCTION, Qualifier: 'live' })))
    .toMatchObject({ RequestedProvisionedConcurrentExecutions: 1 });
});

test('an update publishes another version, makes it live, and keeps the old one', async () => {
  await deploy(512);

  expect(await liveVersion()).toBe('2');
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand(FUNCTION));
  expect(Versions.map(({ Version, MemorySize }) => [Version, MemorySize])).toEqual([['$LATEST', 512], ['1', 256], ['2', 512]]);
});

test('what becomes of the function itself changes nothing for the API', async () => {
  await lambda.send(new UpdateFunctionConfigurationCommand({ ...FUNCTION, Environment: { Variables: { ORDERS_TABLE_NAME: 'no-such-table' } } }));

  const { Payload } = await lambda.send(new InvokeCommand({ ...FUNCTION, Payload: JSON.stringify(CURL_ORDER) }));
  expect(JSON.parse(Payload!.transformToString())).not.toMatchObject({ statusCode: 200 });
  expect((await post()).status).toBe(200);
});

describe('the commands of docs/guide/gradual-deployments.md', () => {
  const [find, rollBack, , withoutAlarms] = blocksOf(pageAt('docs/guide/gradual-deployments.md')).filter(({ language }) => language === 'console').map(({ code }) => code);

  let cwd: string;

  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'roll-back-'));
  });

  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  test('show the alias and the versions, and point the alias to the one before', async () => {
    const env = { FUNCTION: FUNCTION.FunctionName, VERSION: '1' };

    expect(JSON.parse(await runWithAwsCli(find, { cwd, env }))).toMatchObject({ Name: 'live', FunctionVersion: '2' });
    expect(await runWithAwsCli(rollBack, { cwd, env })).toMatch(/\| +1 +\|[^]*\| +2 +\|/);
    expect(await liveVersion()).toBe('1');
    expect((await post()).status).toBe(200);
  });

  test('show that a function without one has no alias', async () => {
    await expect(runWithAwsCli(find, { cwd, env: { FUNCTION: 'no-alias' } })).rejects.toThrow('ResourceNotFoundException');
  });

  // CodeDeploy is not there: the test answers in its place.
  test('take the alarms off the deployment group and put them back', async () => {
    const alarms = { enabled: true, ignorePollAlarmFailure: false, alarms: [{ name: 'shop-prod-orders-latency' }] };
    const requests: [string, object][] = [];
    const codeDeploy = createServer(async (request, response) => {
      requests.push([String(request.headers['x-amz-target']).split('.')[1], JSON.parse(await text(request))]);
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(requests.length === 1 ? { deploymentGroupInfo: { alarmConfiguration: alarms } } : {}));
    }).listen(0, '127.0.0.1');
    await once(codeDeploy, 'listening');
    const env = { APPLICATION: 'shop', AWS_ENDPOINT_URL: `http://127.0.0.1:${(codeDeploy.address() as AddressInfo).port}` };

    await runWithAwsCli(withoutAlarms.replace('npx cdk deploy\n', ''), { cwd, env });
    codeDeploy.close();

    const group = { applicationName: 'shop', currentDeploymentGroupName: 'live' };
    expect(requests).toEqual([
      ['GetDeploymentGroup', { applicationName: 'shop', deploymentGroupName: 'live' }],
      ['UpdateDeploymentGroup', { ...group, alarmConfiguration: { enabled: false } }],
      ['UpdateDeploymentGroup', { ...group, alarmConfiguration: alarms }],
    ]);
  });
});

function post(): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(CURL_ORDER) });
}

async function liveVersion(): Promise<string | undefined> {
  return (await lambda.send(new GetAliasCommand({ ...FUNCTION, Name: 'live' }))).FunctionVersion;
}

function deploy(memorySize: number): Promise<DeployedStack> {
  return DeployedStack.deploy('LiveAlias', (scope) => {
    new OrderProcessingApi(scope, 'Orders', { projectName: 'live-alias', memorySize, provisionedConcurrency: { minCapacity: 1 } });
  });
}
