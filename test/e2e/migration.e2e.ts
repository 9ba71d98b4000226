/*
 * From the CloudFormation template to this library by docs/guide/migrate.md, whose blocks are the files and the commands
 * of this test: the template itself is deployed, its own Python handler takes orders, the new API is deployed beside it
 * on the same table, the old stack goes, and its table, which stays, gets a new owner. The tests tell one story and run
 * in order.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttributeValue, DeleteItemCommand, DynamoDBClient, paginateScan, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Image } from '../../src/handler/domain/stored-order';
import { apiUrl } from '../../tools/local/sample-app';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { pageAt } from '../../tools/shared/markdown';
import { ROOT, runFolder, SAMPLE_APP } from '../../tools/shared/paths';
import { blocksOf } from '../support/docs/markdown';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { openLocalTerminal } from '../support/e2e/local-terminal';
import { Answer, OrdersClient } from '../support/e2e/orders-client';
import { ODDITIES, TEMPLATE_ORDERS, WHOLE_AMOUNTS } from '../support/handler/legacy-orders';
import { expectDocumented } from '../support/openapi/conformance';
import { Terminal } from '../support/terminal';

const TABLE_NAME = 'ecommerce-orders-prod-orders';
const GUIDE = pageAt('docs/guide/migrate.md');
const TEMPLATE = readFileSync(join(ROOT, 'test', 'support', 'e2e', 'template.yaml'), 'utf8');
/** As it must have been mended before it could be deployed on AWS: DynamoDB has no such billing mode, but the local one takes any. */
const DEPLOYABLE = TEMPLATE.replace('BillingMode: ON_DEMAND', 'BillingMode: PAY_PER_REQUEST');
/** The template's times: UTC that does not say so. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/;

const PROJECT = join(runFolder(ENDPOINT), 'migration');

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);

let terminal: Terminal;
let oldApi: OrdersClient;
let newApi: OrdersClient;
/** Every item as the template's handler has stored it, by its order's id. */
let before: ReadonlyMap<string, Image>;
/** The order without a customer; the handler made up its id. */
let nobodys: string;

beforeAll(async () => {
  await bootstrapOnce();
  makeProject();
  terminal = await openLocalTerminal(PROJECT);
  await terminal.run(`${commandsOf(1)[0]} --parameter-overrides ProjectName=ecommerce-orders Environment=prod EnvironmentSuffix=prod`);
  oldApi = new OrdersClient(apiUrl(ENDPOINT, (await outputsOf('shop')).ApiGatewayId, '/prod/orders'));
});

afterAll(async () => {
  try {
    await terminal.run(`
      npx cdk destroy OrdersStack --force
      aws dynamodb delete-table --table-name ${TABLE_NAME}
    `);
  } finally {
    await terminal.close();
  }
});

test('its handler stores orders as test/support/handler/legacy-orders.ts has them, and not the order of its own documentation', async () => {
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

test('step 1: the table outlives its stack, and has a backup', async () => {
  write('TapStack.yml', withSafeTable(DEPLOYABLE));
  const [update, backUp, ...others] = commandsOf(1);
  await terminal.run(update);
  const { BackupDetails: backup } = JSON.parse(await terminal.run(backUp));

  expect(others).toEqual([]);
  expect(backup.BackupStatus).toBe('AVAILABLE');
  const { Table: table } = JSON.parse(await terminal.run(`aws dynamodb describe-table --table-name ${TABLE_NAME}`));
  expect(table.DeletionProtectionEnabled).toBe(true);
  expect(await items()).toEqual(before);
});

describe('step 2: the new API beside the old one', () => {
  test('is deployed, and changes no item', async () => {
    await deploy(2);

    expect(await items()).toEqual(before);
  });

  test('can be taken back: its stack goes, the table and the old API stay', async () => {
    await terminal.run('npx cdk destroy OrdersStack --force');

    expect(await items()).toEqual(before);
    expect((await oldApi.call('POST', '', { body: WHOLE_AMOUNTS.body.replace('old-1', 'old-6') })).status).toBe(200);
    before = await items();
    await deploy(2);
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

test('step 3: the old API is closed, and can be opened again', async () => {
  const [close, ...others] = commandsOf(3);
  await terminal.run(close);
  expect((await oldApi.place({})).status).not.toBe(200);

  await terminal.run(close.replace('put-', 'delete-').replace(/ --reserved.*/, ''));
  const answer = await oldApi.call('POST', '', { body: WHOLE_AMOUNTS.body.replace('old-1', 'old-8') });

  expect(answer.status).toBe(200);
  expect(others).toEqual([]);
  await terminal.run(close);
});

test('step 4: the old stack goes, the table stays with every order', async () => {
  const all = await items();
  const shown = await terminal.run(commandsOf(4).join('\n'));

  expect(shown).toMatch(/^ {2}OrdersTable:\n.*\n {4}DeletionPolicy: Retain$/m);
  expect(shown).toMatch(/^"ACTIVE"$/m);
  expect(await terminal.run('aws cloudformation describe-stacks --stack-name shop 2>&1 || true')).toContain('does not exist');
  expect(await items()).toEqual(all);
  expect((await newApi.get('old-1')).status).toBe(200);
});

test('step 5: the new stack owns the table', async () => {
  const all = await items();
  write('orders-stack.ts', blockOf(5, 'ts'));
  const [importTable, , ...others] = commandsOf(5);
  // On AWS it asks for what is given here; the local AWS does not say which resources can be imported.
  await terminal.run(`${importTable} --resource-mapping-inline '${JSON.stringify({ [await logicalIdOfTable()]: { TableName: TABLE_NAME } })}'`);

  expect(others).toEqual([]);
  expect(await items()).toEqual(all);
});

describe('step 6: orders are listed', () => {
  test('the script of the guide shows the orders without a customer, and gives them one', async () => {
    const [script] = blocksIn(6, 'python'); // below which is the app in Python
    write('orders_without_customer.py', script);
    const all = await items();
    const [show, give, deployment, ...others] = commandsOf(6);
    const shown = await terminal.run(show);
    expect(shown.trim().split('\n').sort()).toEqual([`${nobodys} ''`, 'No. 4 für Ada Decimal(\'42\')'].sort());
    expect(await items()).toEqual(all);

    await terminal.run(give);
    expect(await items()).toEqual(new Map([
      ...all,
      [nobodys, { ...all.get(nobodys), customerId: { S: 'guest' } }],
      ['No. 4 für Ada', { ...all.get('No. 4 für Ada'), customerId: { S: '42' } }],
    ]));
    expect((await terminal.run(give)).trim()).toBe('');
    expect([deployment, ...others]).toEqual(commandsOf(2));
  });

  test('once the table has its index, old orders beside new ones', async () => {
    await dynamodb.send(new PutItemCommand({ TableName: TABLE_NAME, Item: { ...before.get(nobodys) as Record<string, AttributeValue>, orderId: { S: 'overlooked' } } }));
    const all = await items();
    await deploy(6);

    expect(await items()).toEqual(all);
    const answer = await newApi.list({ customerId: 'customer123' });
    expect(JSON.parse(answer.text).orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual(['old-8', 'new-1', 'old-7', 'old-6', 'old-2', 'old-1']);
    expect(JSON.parse((await newApi.list({ customerId: 'guest' })).text).orders).toEqual([expect.objectContaining({ orderId: nobodys, version: 1 })]);
  });

  test('and the table is what the stack says of it', async () => {
    const [, findDrift] = commandsOf(5); // only now: the local AWS does not look for drift in a stack whose last change was an import

    expect(await terminal.run(findDrift)).toContain('No drift detected');
    await terminal.run(`aws dynamodb update-table --table-name ${TABLE_NAME} --no-deletion-protection-enabled`);
    expect(await terminal.run(findDrift)).toContain('1 resource has drifted');
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

  expect([...after.keys()].sort()).toEqual([...before.keys(), 'old-7', 'old-8', 'new-1'].sort());
  for (const orderId of ['old-1', 'old-6']) expect(after.get(orderId)).toEqual(before.get(orderId));
});

/** A CDK app of the guide's file, which finds the library and the CDK as if they were installed. */
function makeProject(): void {
  mkdirSync(join(PROJECT, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(PROJECT, 'node_modules', 'cdk-order-processing-api'), 'junction');
  const settings = { ...JSON.parse(readFileSync(join(SAMPLE_APP, 'cdk.json'), 'utf8')), app: 'npx ts-node -T orders-stack.ts' };
  write('cdk.json', JSON.stringify({ ...settings, requireApproval: 'never', notices: false })); // nobody is there to approve
  write('tsconfig.json', readFileSync(join(SAMPLE_APP, 'tsconfig.json'), 'utf8'));
  write('TapStack.yml', DEPLOYABLE);
}

function write(file: string, text: string): void {
  writeFileSync(join(PROJECT, file), text);
}

/** Deploys the stack as it is in a step of the guide. */
async function deploy(step: number): Promise<void> {
  write('orders-stack.ts', blockOf(step, 'ts'));
  await terminal.run(commandsOf(2)[0]);
  const { ApiGatewayEndpoint, ApiGatewayId } = await outputsOf('OrdersStack');
  // The local AWS looks at no signature: any credentials are those of staff.
  newApi = new OrdersClient(apiUrl(ENDPOINT, ApiGatewayId, new URL(ApiGatewayEndpoint).pathname), 'staff');
}

async function outputsOf(stack: string): Promise<Readonly<Record<string, string>>> {
  const outputs = JSON.parse(await terminal.run(`aws cloudformation describe-stacks --stack-name ${stack} --query 'Stacks[0].Outputs'`));
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }: Record<string, string>) => [OutputKey, OutputValue]));
}

/** The only block of a language in a step of the guide. */
function blockOf(step: number, language: string): string {
  const [block, ...others] = blocksIn(step, language);
  expect(others).toEqual([]);
  return block;
}

/** The commands of a step of the guide, each in one line. */
function commandsOf(step: number): string[] {
  return blocksIn(step, 'console').flatMap((block) => block.trim().replace(/ \\\n +/g, ' ').split('\n'));
}

function blocksIn(step: number, language: string): string[] {
  const text = GUIDE.text.split(/^## /m).find((section) => section.startsWith(`Step ${step}:`))!;
  return blocksOf({ ...GUIDE, text }).filter((block) => block.language === language).map(({ code }) => code);
}

/** The template with the head of its table as the guide has it. */
function withSafeTable(template: string): string {
  const head = / {2}OrdersTable:\n(.*\n)*? +TableName: .*\n/;
  expect(template).toMatch(head);
  return template.replace(head, () => blockOf(1, 'yaml'));
}

async function logicalIdOfTable(): Promise<string> {
  await terminal.run('npx cdk synth OrdersStack --quiet');
  const { Resources: resources } = JSON.parse(readFileSync(join(PROJECT, 'cdk.out', 'OrdersStack.template.json'), 'utf8'));
  return Object.keys(resources).find((id) => resources[id].Type === 'AWS::DynamoDB::Table')!;
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
