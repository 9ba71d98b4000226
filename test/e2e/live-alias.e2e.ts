/*
 * The alias in front of the function, on a local AWS: the API calls the version that is live, whatever the function
 * itself has become. CodeDeploy and Application Auto Scaling are not there; test/deployment/orders-deployment-group.test.ts and
 * test/deployment/orders-alias.test.ts read what they get in the template. The tests tell one story and run in order.
 */
import {
  GetAliasCommand, GetProvisionedConcurrencyConfigCommand, InvokeCommand, LambdaClient, ListVersionsByFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { OrderProcessingApi } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';

jest.setTimeout(120_000);

const FUNCTION = { FunctionName: 'live-alias-dev-order-processor' };
const lambda = new LambdaClient(CLIENT_SETTINGS);

let stack: DeployedStack;
let url: string;

beforeAll(async () => {
  await bootstrapOnce();
  stack = await deploy(256);
  const { ApiGatewayEndpoint, ApiGatewayId } = stack.outputs;
  url = apiUrl(ENDPOINT, ApiGatewayId, new URL(ApiGatewayEndpoint).pathname);
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
