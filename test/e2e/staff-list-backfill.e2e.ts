/*
 * The backfill of the staff list on a local AWS: 10,000 orders of former versions and of the template get their keys, while the bundle of a former
 * version changes orders. Afterwards the index has each order once, under its status. The role allows each call of the function, and no other.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchWriteItemCommand, DynamoDBClient, GetItemCommand, paginateQuery, paginateScan, PutItemCommand, WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaffList } from '../../src';
import { STATUS_INDEX } from '../../src/contract';
import { newOrder } from '../../src/handler/domain/order';
import { ORDER_STATUSES, OrderStatus } from '../../src/handler/domain/order-status';
import { createdAtOrderIdOf, statusShard, statusShardOf } from '../../src/handler/domain/status-shard';
import { EXTENDED_FOLDER, HANDLER_FOLDER } from '../../tools/build/bundle';
import { pageAt } from '../../tools/shared/markdown';
import { runFolder } from '../../tools/shared/paths';
import { blocksOf } from '../support/docs/markdown';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { openLocalTerminal } from '../support/e2e/local-terminal';
import { handle, RecordedCall, RecordingProxy } from '../support/e2e/recorded-calls';
import { FULL_ORDER, patchOrder } from '../support/handler/fixtures';
import { isAllowed, Statement, TemplateIam } from '../support/iam/template-iam';

jest.setTimeout(600_000);

const SHARDS = 4;
const ORDERS = 10_000;
/** Every so many items one is of the template, and one is no order. */
const LEGACY = 7;
const STRANGE = 500;

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const lambda = new LambdaClient({ ...CLIENT_SETTINGS, requestHandler: { requestTimeout: 120_000 } });

let stack: DeployedStack;
let table: string;

beforeAll(async () => {
  await bootstrapOnce();
  stack = await DeployedStack.deploy('BackfillShop', fill);
  table = stack.outputs.DynamoDBTableName;
  await putItems();
});

afterAll(() => stack.destroy());

function fill(scope: Stack): void {
  const orders = new OrderProcessingApi(scope, 'Orders', {
    projectName: 'backfill-shop',
    routes: [
      OrderRoute.createOrder(), OrderRoute.listOrders({ staffList: OrderStaffList.byStatus({ shards: SHARDS }) }), OrderRoute.updateOrderStatus(),
    ],
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  });
  const backfill = orders.addStaffListBackfill({ writesPerSecond: 1_000 });
  new CfnOutput(scope, 'Backfill', { value: backfill.handler.functionName });
}

interface Result {
  readonly done: boolean;
  readonly next?: string;
  readonly scanned: number;
  readonly written: number;
  readonly skipped: number;
}

async function invoke(event: object): Promise<Result> {
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: stack.outputs.Backfill, Payload: JSON.stringify(event) }));
  const text = Buffer.from(Payload!).toString();
  if (FunctionError) throw new Error(text);
  return JSON.parse(text);
}

/** The table as former versions and other programs have left it. */
async function putItems(): Promise<void> {
  const requests: WriteRequest[] = Array.from({ length: ORDERS }, (_, index) => ({ PutRequest: { Item: itemAt(index) } }));
  const batches = Array.from({ length: requests.length / 25 }, (_, index) => requests.slice(index * 25, index * 25 + 25));
  for (let begin = 0; begin < batches.length; begin += 8) {
    await Promise.all(batches.slice(begin, begin + 8).map(async (batch) => {
      const { UnprocessedItems = {} } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
      expect(UnprocessedItems).toEqual({});
    }));
  }
}

function itemAt(index: number): Record<string, any> {
  const orderId = `order-${index}`;
  if (index % STRANGE === 0) return marshall({ orderId, n: index });
  const status = ORDER_STATUSES[index % ORDER_STATUSES.length];
  const createdAt = new Date(Date.UTC(2025, 0, 1) + index * 60_000);
  if (index % LEGACY === 0) {
    // As the template's handler writes it.
    const time = createdAt.toISOString().replace('Z', '456');
    return marshall({ orderId, customerId: 'customer-1', items: FULL_ORDER.items, totalAmount: 1, currency: 'EUR', status, createdAt: time, updatedAt: time });
  }
  const { items, currency, totalAmount } = FULL_ORDER;
  const order = newOrder({ customerId: 'customer-1', items, currency, totalAmount }, orderId, createdAt);
  return marshall({ ...order, status, version: 2 }, { removeUndefinedValues: true });
}

const isOrder = (index: number) => index % STRANGE !== 0;

/** The ids of the orders of each status, and of each status in the index. */
async function statuses(): Promise<{ table: Record<string, string[]>; index: Record<string, string[]> }> {
  const inTable: Record<string, string[]> = Object.fromEntries(ORDER_STATUSES.map((status) => [status, []]));
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: table, ConsistentRead: true })) {
    for (const { orderId, status, createdAt, statusShard: shard, createdAtOrderId } of Items) {
      if (status === undefined) continue;
      inTable[status.S!].push(orderId.S!);
      expect(shard?.S).toBe(statusShardOf(status.S as OrderStatus, orderId.S!, SHARDS));
      expect(createdAtOrderId?.S).toBe(createdAtOrderIdOf(createdAt.S!, orderId.S!));
    }
  }
  const inIndex: Record<string, string[]> = Object.fromEntries(ORDER_STATUSES.map((status) => [status, []]));
  for (const status of ORDER_STATUSES) {
    for (let shard = 0; shard < SHARDS; shard++) {
      const query = {
        TableName: table,
        IndexName: STATUS_INDEX.indexName,
        KeyConditionExpression: '#shard = :shard',
        ExpressionAttributeNames: { '#shard': STATUS_INDEX.partitionKey },
        ExpressionAttributeValues: { ':shard': { S: statusShard(status, shard) } },
      };
      for await (const { Items = [] } of paginateQuery({ client: dynamodb }, query)) inIndex[status].push(...Items.map(({ orderId }) => orderId.S!));
    }
  }
  const sorted = (lists: Record<string, string[]>) => Object.fromEntries(Object.entries(lists).map(([status, ids]) => [status, ids.sort()]));
  return { table: sorted(inTable), index: sorted(inIndex) };
}

/** What the bundle of a former version, which knows no keys, makes of changes of status: their HTTP statuses. */
function formerVersion(): Promise<number[]> {
  const next: Partial<Record<OrderStatus, OrderStatus>> = { PROCESSING: 'CONFIRMED', CONFIRMED: 'SHIPPED', SHIPPED: 'DELIVERED' };
  const events = Array.from({ length: ORDERS }, (_, index) => index).filter((index) => isOrder(index) && index % 11 === 0).flatMap((index) => {
    const status = next[ORDER_STATUSES[index % ORDER_STATUSES.length]];
    return status === undefined ? [] : [patchOrder(`order-${index}`, { status }, { 'if-match': '*' })];
  });
  return handle(events, { ORDERS_TABLE_NAME: table, ENVIRONMENT: 'dev' }, ENDPOINT, HANDLER_FOLDER);
}

/** Invokes the function until it is done. */
async function untilDone(event: object = {}): Promise<Result[]> {
  const result = await invoke(event);
  return result.done ? [result] : [result, ...await untilDone({ from: result.next })];
}

const sumOf = (results: readonly Result[], name: 'scanned' | 'written' | 'skipped') => results.reduce((sum, result) => sum + result[name], 0);

describe('beside a former version that changes orders', () => {
  test('it is stopped, begun again and run twice at once, and ends', async () => {
    // So that an invocation works for some seconds.
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: stack.outputs.Backfill, Timeout: 33 }));
    const changes = formerVersion();

    const first = await invoke({});
    expect(first).toMatchObject({ done: false, next: expect.any(String) });
    const [resumed, again] = await Promise.all([untilDone({ from: first.next }), untilDone()]);

    expect(sumOf([first, ...resumed], 'scanned')).toBe(ORDERS);
    expect(sumOf(again, 'scanned')).toBe(ORDERS);
    expect(sumOf(again, 'skipped')).toBe(ORDERS / STRANGE);
    const answers = await changes;
    expect(answers.length).toBeGreaterThan(400);
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  test('afterwards, when that version is gone, one more run repairs what it has left behind, and the index has each order once, under its status', async () => {
    const repair = await untilDone();
    expect(sumOf(repair, 'written')).toBeLessThan(1_000);

    const { table: inTable, index } = await statuses();

    expect(index).toEqual(inTable);
    expect(Object.values(index).flat()).toHaveLength(ORDERS - ORDERS / STRANGE);
    expect(sumOf(await untilDone(), 'written')).toBe(0);
  });

  test('no version and no time of an order is another one by it', async () => {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: { orderId: { S: 'order-1' } } }));

    expect(Item).toMatchObject({ version: { N: '2' }, updatedAt: Item!.createdAt, statusShard: { S: expect.any(String) } });
    const legacy = await dynamodb.send(new GetItemCommand({ TableName: table, Key: { orderId: { S: 'order-28' } } }));
    expect(legacy.Item).not.toHaveProperty('version');
    expect(legacy.Item).toMatchObject({ updatedAt: legacy.Item!.createdAt, statusShard: { S: expect.any(String) } });
  });

  test('a from that it has not given out fails', async () => {
    await expect(invoke({ from: 'order-1' })).rejects.toThrow('from must be the value of next in the result of an earlier invocation');
  });
});

describe('each loop of the guide', () => {
  const folder = join(runFolder(ENDPOINT), 'backfill');
  const loops = blocksOf(pageAt('docs/guide/staff-list.md')).flatMap(({ language, code }) => {
    if (language === 'bash' && code.includes('event.json')) return [{ language, command: code }];
    if (!code.includes('boto3.client("lambda"')) return [];
    return [{ language, command: `cat > backfill.py <<'END'\n${code}END\npython3 backfill.py "$BACKFILL"` }];
  });

  for (const { language, command } of loops) {
    test(`in ${language} invokes the function until it is done`, async () => {
      mkdirSync(folder, { recursive: true });
      await changeVariables({ STAFF_LIST_BACKFILL: '{"writesPerSecond":50}' }); // reads small pages, which takes several invocations
      const terminal = await openLocalTerminal(folder);
      const output = await terminal.run(`BACKFILL=${stack.outputs.Backfill}\n${command}`).finally(() => terminal.close());

      const results = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Result);
      expect(results.length).toBeGreaterThan(1);
      expect(results.map(({ done }) => done)).toEqual([...Array(results.length - 1).fill(false), true]);
      expect(sumOf(results, 'scanned')).toBe(ORDERS);
    });

    test(`in ${language} ends with an error of the function`, async () => {
      await changeVariables({ ORDERS_TABLE_NAME: 'no-such-table' });
      const terminal = await openLocalTerminal(folder);
      const output = terminal.run(`BACKFILL=${stack.outputs.Backfill}\n${command}`).catch(({ message }: Error) => message).finally(() => terminal.close());

      expect(await output).toMatch(/errorMessage/);
      await changeVariables({ ORDERS_TABLE_NAME: table });
    });
  }
});

async function changeVariables(changes: Record<string, string>): Promise<void> {
  const Variables = { ...await variables(), ...changes };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: stack.outputs.Backfill, Environment: { Variables } }));
}

async function variables(): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: stack.outputs.Backfill }));
  return Environment!.Variables!;
}

test('its role allows each call of the function, and needs each of its statements for it', async () => {
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: itemAt(1) })); // without keys
  const proxy = await RecordingProxy.start();
  await handle([{}], { ...await variables(), STAFF_LIST_BACKFILL: '{"writesPerSecond":1000}' }, proxy.endpoint, EXTENDED_FOLDER).finally(() => proxy.stop());
  const calls: RecordedCall[] = [...new Map(proxy.calls.map((call) => [call.action, call])).values()];

  const scope = new Stack(new App(), 'BackfillShop');
  fill(scope);
  const iam = new TemplateIam(Template.fromStack(scope).toJSON().Resources);
  const roleId = iam.idOf('AWS::IAM::Role', 'Backfill');
  const statements = iam.statementsOf(roleId).filter(({ Sid }) => Sid !== 'WriteOwnLogs'); // Lambda's own calls
  const refusedBy = async (identity: readonly Statement[]) => {
    const answers = await Promise.all(calls.map(async ({ action, resource, context }) => {
      expect(resource).toBe(table);
      const call = { action, resource: iam.arnOf('AWS::DynamoDB::GlobalTable'), context };
      return await isAllowed({ principal: iam.arnOf('AWS::IAM::Role', 'Backfill'), identity, ...call }) ? [] : [action];
    }));
    return answers.flat().sort();
  };

  expect(calls.map(({ action }) => action).sort()).toEqual(['dynamodb:Scan', 'dynamodb:UpdateItem']);
  expect(await refusedBy(statements)).toEqual([]);
  const needed = await Promise.all(statements.map(async ({ Sid }) => [Sid, await refusedBy(statements.filter((other) => other.Sid !== Sid))]));
  expect(needed).toEqual([['ScanOrders', ['dynamodb:Scan']], ['WriteStaffListKeys', ['dynamodb:UpdateItem']]]);
});
