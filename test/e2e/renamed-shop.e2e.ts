/*
 * What a stack in production leaves, on a local AWS: a first deployment that fails leaves the table and no other name, and an API that is
 * renamed as docs/guide/names.md says goes on with its orders. The tests tell one story and run in order.
 */
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { CfnWaitCondition, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';

const TABLE = 'book-shop-prod-orders';
const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);
const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);

let stack: DeployedStack;

/** The shop, and what else is in its stack. */
async function deploy(
  props: (own: Stack) => OrderProcessingApiProps = () => ({}), besides: (own: Stack, orders: OrderProcessingApi) => void = () => undefined,
): Promise<DeployedStack> {
  return DeployedStack.deploy('BookShop', (own) => {
    const orders = new OrderProcessingApi(own, 'Orders', { projectName: 'book-shop', environment: OrderEnvironment.PROD, ...props(own) });
    besides(own, orders);
  });
}

async function logGroups(): Promise<string[]> {
  const { logGroups: found = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  return found.map(({ logGroupName }) => logGroupName!).filter((name) => name.includes('book-shop'));
}

async function tables(): Promise<string[]> {
  return (await dynamodb.send(new ListTablesCommand({}))).TableNames!.filter((name) => name.includes('shop'));
}

function post(): Promise<Response> {
  const { ApiGatewayEndpoint, ApiGatewayId } = stack.outputs;
  const url = apiUrl(ENDPOINT, ApiGatewayId, new URL(ApiGatewayEndpoint).pathname);
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': '"8e03978e-40d5-43e8-bc93-6894a57f9324"' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(CURL_ORDER) });
}

beforeAll(bootstrapOnce);

afterAll(() => stack?.destroy());

test('a first deployment that fails at another resource leaves the table, since orders may be in it, and no log group', async () => {
  const failing = deploy(undefined, (own, orders) => {
    const handle = new CfnWaitConditionHandle(own, 'Handle').ref; // nobody calls it
    new CfnWaitCondition(own, 'NeverMet', { handle, timeout: '1' }).node.addDependency(orders);
  });
  await expect(failing).rejects.toThrow();
  expect(await tables()).toEqual([TABLE]);
  expect(await logGroups()).toEqual([]);
});

test('once the empty table is deleted, as troubleshooting says, the next deployment finds every name free', async () => {
  await dynamodb.send(new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: false }));
  await dynamodb.send(new DeleteTableCommand({ TableName: TABLE }));
  stack = await deploy();
  expect((await post()).status).toBe(200);
});

test('under another name and with the table that is there, a retry is recognised, and no order is lost', async () => {
  stack = await deploy((own) => ({ projectName: 'corner-shop', table: TableV2.fromTableName(own, 'OrdersSoFar', TABLE) }));
  expect(await tables()).toEqual([TABLE]);
  const retry = await post();
  expect([retry.status, retry.headers.get('Idempotency-Replayed')]).toEqual([200, 'true']);
});
