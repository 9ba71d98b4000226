/*
 * A running stack of the reference template becomes one of ours, by the steps of docs/guide/migrate.md and with its code
 * blocks, on a local AWS: the template itself, orders that its own Python handler stores, and its table, which stays. The
 * tests tell one story and run in order.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttributeValue, DeleteItemCommand, DeleteTableCommand, DynamoDBClient, paginateScan, PutItemCommand, UpdateItemCommand, UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { TemplateStack } from './cloudformation';
import { DeployedStack } from './deployed-stack';
import { CLIENT_SETTINGS, ENDPOINT } from './local-aws';
import { Answer, OrdersClient } from './orders-client';
import { CURL_ORDER } from '../../local/curl-order';
import { installEmulator } from '../../local/emulator';
import { ROOT, runFolder } from '../../local/paths';
import { run } from '../../local/processes';
import { localAws, SampleApp } from '../../local/sample-app';
import type { Image } from '../../src/handler/stored-order';
import { ODDITIES, TEMPLATE_ORDERS, WHOLE_AMOUNTS } from '../handler/template-orders';
import { expectDocumented } from '../openapi/conformance';

jest.setTimeout(180_000);

const TABLE_NAME = 'ecommerce-orders-prod-orders';
const GUIDE = readFileSync(join(ROOT, 'docs', 'guide', 'migrate.md'), 'utf8');
const TEMPLATE = readFileSync(join(__dirname, 'template', 'template.yaml'), 'utf8');
/** As it must have been mended before it could be deployed on AWS: DynamoDB has no such billing mode, but the local one takes any. */
const DEPLOYABLE = TEMPLATE.replace('BillingMode: ON_DEMAND', 'BillingMode: PAY_PER_REQUEST');
/** The template's times: UTC that does not say so. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/;

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const shop = new TemplateStack('shop', { ProjectName: 'ecommerce-orders', Environment: 'prod', EnvironmentSuffix: 'prod' });

let oldApi: OrdersClient;
let newApi: OrdersClient;
let stack: DeployedStack;
/** Every item as the template's handler has stored it, by its order's id. */
let before: ReadonlyMap<string, Image>;
/** The order without a customer; the handler made up its id. */
let nobodys: string;

beforeAll(async () => {
  await new SampleApp(ENDPOINT).bootstrap();
  await shop.create(DEPLOYABLE);
  oldApi = new OrdersClient(`${ENDPOINT}/_aws/execute-api/${await shop.output('ApiGatewayId')}/prod/orders`);
});

afterAll(async () => {
  await stack.destroy();
  await dynamodb.send(new UpdateTableCommand({ TableName: TABLE_NAME, DeletionProtectionEnabled: false }));
  await dynamodb.send(new DeleteTableCommand({ TableName: TABLE_NAME }));
});

test('its handler stores orders as test/handler/template-orders.ts has them, and not the order of its own documentation', async () => {
  expect((await oldApi.place(CURL_ORDER)).status).toBe(500);
  for (const { body } of TEMPLATE_ORDERS) expect((await oldApi.call('POST', '', { body })).status).toBe(200);

  before = await items();
  expect(before.size).toBe(TEMPLATE_ORDERS.length);
  [nobodys] = [...before].find(([, item]) => item.customerId.S === '')!;
  for (const order of TEMPLATE_ORDERS) {
    const { createdAt, updatedAt, ...item } = before.get(order.item.orderId?.S ?? nobodys)!;
    expect(item).toEqual({ orderId: { S: nobodys }, ...order.item });
    expect([createdAt.S, updatedAt.S]).toEqual([expect.stringMatching(TIME), expect.stringMatching(TIME)]);
  }
});

test('step 1: the table outlives its stack', async () => {
  await shop.update(withSafeTable(DEPLOYABLE));

  expect(await items()).toEqual(before);
});

describe('step 2: the new API beside the old one', () => {
  test('is deployed, and changes no item', async () => {
    await deploy(stackOfStep(2));

    expect(await items()).toEqual(before);
  });

  test('can be taken back: its stack goes, the table and the old API stay', async () => {
    await stack.destroy();

    expect(await items()).toEqual(before);
    expect((await oldApi.call('POST', '', { body: WHOLE_AMOUNTS.body.replace('old-1', 'old-6') })).status).toBe(200);
    before = await items();
    await deploy(stackOfStep(2));
  });

  test('reads each order of the old one', async () => {
    for (const orderId of before.keys()) {
      const answer = await newApi.get(encodeURIComponent(orderId));
      expect({ orderId, status: answer.status, etag: answer.headers.etag }).toEqual({ orderId, status: 200, etag: '"1"' });
    }
    for (const orderId of ['old-1', 'old-2']) expectDocumented('getOrder', documented(await newApi.get(orderId)));
  });

  test('reads what the old one takes in the meantime, and takes orders itself', async () => {
    await oldApi.place({ orderId: 'old-7', customerId: 'customer123', items: [], totalAmount: 1 });
    await newApi.place({ ...CURL_ORDER, orderId: 'new-1' });

    expect((await newApi.get('old-7')).status).toBe(200);
    expect((await newApi.get('new-1')).status).toBe(200);
  });

  test('refuses an order whose id the old one has given away, and changes nothing', async () => {
    const again = await newApi.call('POST', '', { body: WHOLE_AMOUNTS.body.replace(/,"metadata.*/, '}') });
    const another = await newApi.place({ ...CURL_ORDER, orderId: 'old-1' });

    expect([again.status, another.status]).toEqual([409, 409]);
    expect((await items()).get('old-1')).toEqual(before.get('old-1'));
  });

  test('moves an order of the old one along', async () => {
    expectDocumented('updateOrderStatus', documented(await newApi.setStatus('old-2', 'CONFIRMED', { 'If-Match': '"1"' })));
    const shipped = await newApi.setStatus('old-2', 'SHIPPED', { 'If-Match': '"2"' });

    expect(JSON.parse(shipped.text)).toMatchObject({ version: 3, statusHistory: [{ status: 'PROCESSING' }, { status: 'CONFIRMED' }, { status: 'SHIPPED' }] });
    const { status, statusHistory, updatedAt, version, changeId, ...rest } = (await items()).get('old-2')!;
    expect(rest).toEqual(withoutChanges(before.get('old-2')!));
  });
});

test('step 4: the old stack goes, the table stays with every order', async () => {
  const all = await items();
  await shop.delete();

  expect((await oldApi.place({})).status).not.toBe(200);
  expect(await items()).toEqual(all);
  expect((await newApi.get('old-1')).status).toBe(200);
});

test('step 5: the new stack owns the table', async () => {
  const all = await items();
  const OrdersStack = stackOfStep(5);
  await DeployedStack.import('OrdersStack', (app) => new OrdersStack(app, 'OrdersStack'), { [logicalIdOfTable(OrdersStack)]: { TableName: TABLE_NAME } });
  await deploy(OrdersStack);

  expect(await items()).toEqual(all);
});

describe('step 6: orders are listed', () => {
  test('the script of the guide shows the orders without a customer, and gives them one', async () => {
    const all = await items();
    const shown = await ordersWithoutCustomer();
    expect(shown.split('\n').sort()).toEqual([`${nobodys} ''`, 'No. 4 für Ada Decimal(\'42\')'].sort());
    expect(await items()).toEqual(all);

    await ordersWithoutCustomer('guest');
    expect(await items()).toEqual(new Map([
      ...all,
      [nobodys, { ...all.get(nobodys), customerId: { S: 'guest' } }],
      ['No. 4 für Ada', { ...all.get('No. 4 für Ada'), customerId: { S: '42' } }],
    ]));
    expect(await ordersWithoutCustomer('guest')).toBe('');
  });

  test('once the table has its index, old orders beside new ones', async () => {
    await dynamodb.send(new PutItemCommand({ TableName: TABLE_NAME, Item: { ...before.get(nobodys) as Record<string, AttributeValue>, orderId: { S: 'overlooked' } } }));
    const all = await items();
    await deploy(stackOfStep(6));

    expect(await items()).toEqual(all);
    const answer = await newApi.list({ customerId: 'customer123' });
    expect(JSON.parse(answer.text).orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual(['new-1', 'old-7', 'old-6', 'old-2', 'old-1']);
    expect(JSON.parse((await newApi.list({ customerId: 'guest' })).text).orders).toEqual([expect.objectContaining({ orderId: nobodys, version: 1 })]);
  });

  test('and the orders that were given a customer move along', async () => {
    expect((await newApi.setStatus(nobodys, 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(200);
    expect((await newApi.setStatus(encodeURIComponent(ODDITIES.item.orderId.S!), 'CANCELLED', { 'If-Match': '*' })).status).toBe(200);
  });

  test('what the guide warns of: with the index, DynamoDB refuses each change of an order whose customer is empty', async () => {
    const change = dynamodb.send(new UpdateItemCommand({
      TableName: TABLE_NAME,
      Key: { orderId: { S: 'overlooked' } },
      UpdateExpression: 'SET note = :note',
      ExpressionAttributeValues: { ':note': { S: 'call back' } },
    }));

    await expect(change).rejects.toThrow(/empty string/);
    await dynamodb.send(new DeleteItemCommand({ TableName: TABLE_NAME, Key: { orderId: { S: 'overlooked' } } }));
  });
});

test('at the end no order is lost, and those that nobody changed are as they were, byte for byte', async () => {
  const after = await items();

  expect([...after.keys()].sort()).toEqual([...before.keys(), 'old-7', 'new-1'].sort());
  for (const orderId of ['old-1', 'old-6']) expect(after.get(orderId)).toEqual(before.get(orderId));
});

type StackClass = new (app: App, id: string) => Stack;

async function deploy(OrdersStack: StackClass): Promise<void> {
  stack = await DeployedStack.deployOf('OrdersStack', (app) => new OrdersStack(app, 'OrdersStack'));
  const { ApiGatewayEndpoint, ApiGatewayId } = stack.outputs;
  // The local AWS looks at no signature: any credentials are those of staff.
  newApi = new OrdersClient(`${ENDPOINT}/_aws/execute-api/${ApiGatewayId}${new URL(ApiGatewayEndpoint).pathname}`, 'staff');
}

/** The block of a step of the guide. */
function blockOf(step: number, language: string): string {
  const section = GUIDE.split(/^## /m).find((text) => text.startsWith(`Step ${step}:`))!;
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section)![1];
}

/** A file of the run that holds such a block. */
function fileOf(name: string, step: number, language: string): string {
  const folder = join(runFolder(ENDPOINT), 'migration');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), blockOf(step, language));
  return join(folder, name);
}

function stackOfStep(step: number): StackClass {
  return require(fileOf(`step-${step}.ts`, step, 'ts')).OrdersStack; // eslint-disable-line @typescript-eslint/no-require-imports
}

/** The template with the head of its table as the guide has it. */
function withSafeTable(template: string): string {
  const head = / {2}OrdersTable:\n(.*\n)*? +TableName: .*\n/;
  expect(template).toMatch(head);
  return template.replace(head, () => blockOf(1, 'yaml'));
}

function logicalIdOfTable(OrdersStack: StackClass): string {
  const [table] = new OrdersStack(new App(), 'OrdersStack').node.findAll().filter((each) => each instanceof CfnTable);
  return Stack.of(table).getLogicalId(table);
}

async function ordersWithoutCustomer(...customer: string[]): Promise<string> {
  const script = fileOf('orders_without_customer.py', 6, 'python');
  const output = await run(join(await installEmulator(), 'python'), [script, TABLE_NAME, ...customer], {
    env: { ...process.env, ...localAws(ENDPOINT), AWS_DEFAULT_REGION: localAws(ENDPOINT).AWS_REGION, PYTHONIOENCODING: 'utf-8' },
  });
  return output.trim();
}

async function items(): Promise<Map<string, Image>> {
  const found = new Map<string, Image>();
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: TABLE_NAME, ConsistentRead: true })) {
    for (const item of Items) found.set(item.orderId.S!, item as Image);
  }
  return found;
}

/** An item but for what a change of its order's status writes. */
function withoutChanges({ status, updatedAt, ...rest }: Image): Image {
  return rest;
}

/** Without the headers that the way adds. */
function documented({ status, headers, text }: Answer) {
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => /^(content-type|cache-control|etag|location|idempotency-replayed)$/.test(name)));
  return { status, headers: own, body: text, isFunctions: true };
}
