/*
 * The app and the code of docs/guide/privacy.md on a local AWS: what they make of an order, and what the API answers afterwards. The code runs
 * with the permissions of the page's role, which here is a user, since a user can have keys.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { installEmulator } from '../../tools/local/emulator';
import { apiUrl, localAws } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { run } from '../../tools/shared/processes';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { UserKeys } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const USER = 'privacy-job';

const ORDER = { customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }], metadata: { note: 'for Ada' } };

const keys = new UserKeys();

let issuer: TokenIssuer;
let app: GuideApp;
let stack: DeployedStack;
let customer: OrdersClient;
let staff: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  app = new GuideApp('docs/guide/privacy.md');
  app.writeModule('privacy.js', app.block('ts', 'deleteOrder'));
  app.write('privacy.py', app.block('python', 'delete_order'));
  await bootstrapOnce();
  stack = await app.deploy('PrivacyShop', {
    'https://auth.example.com': issuer.url,
    'import { Role, ServicePrincipal }': 'import { ServicePrincipal, User }',
    "new Role(stack, 'PrivacyJob', {": `new User(stack, 'PrivacyJob', { userName: '${USER}',`,
  });
  customer = await clientOf({ sub: 'customer-1' });
  staff = await clientOf({ sub: 'staff-1', roles: ['shop-staff'] });
});

afterAll(async () => {
  await keys.delete();
  await stack.destroy();
  await issuer.stop();
});

test('the table has the time to live of the page', () => { // on the template: the CloudFormation of the local AWS does not set it
  const specifications = Object.values(app.template('PrivacyShop').Resources).flatMap(({ Properties }) => Object(Properties).TimeToLiveSpecification ?? []);

  expect(specifications).toEqual([{ AttributeName: 'expiresAt', Enabled: true }]);
});

describe.each<{ language: string; call: (name: string, argument: string) => Promise<string> }>([
  {
    language: 'TypeScript',
    call: async (name, argument) => (
      run(process.execPath, ['-e', `require('./privacy.js').${name}('${tableName()}', '${argument}').then((result) => console.log(JSON.stringify(result ?? null)))`], await asUser())
    ),
  },
  {
    language: 'Python',
    call: async (name, argument) => run(join(await installEmulator(), 'python3'), [
      '-c', `import json, privacy; print(json.dumps(privacy.${snakeCase(name)}('${tableName()}', '${argument}'), default=float))`,
    ], await asUser()),
  },
])('in $language', ({ language, call }) => {
  const id = (name: string) => `${name}-${language}`;

  test('the orders of a customer are exported, all of them, and no others', async () => {
    const reader = `reader-${language}`;
    const client = await clientOf({ sub: reader });
    for (const orderId of [id('export-1'), id('export-2')]) await client.place({ ...ORDER, customerId: reader, orderId });

    const orders = JSON.parse(await call('ordersOf', reader));

    expect(orders.map((order: { orderId: string }) => order.orderId).sort()).toEqual([id('export-1'), id('export-2')]);
    expect(orders[0]).toMatchObject({ customerId: reader, items: ORDER.items, metadata: ORDER.metadata, version: 1 });
  });

  describe('an order that is deleted', () => {
    const orderId = id('deleted');
    let keyed: string;

    beforeAll(async () => {
      await placeAndCancel({ ...ORDER, orderId });
      keyed = await placeAndCancel(ORDER, { 'Idempotency-Key': id('other-key') });
      await call('deleteOrder', orderId);
      await call('deleteOrder', keyed);
    });

    test('is there for nobody, and is placed again by a retry', async () => {
      expect((await customer.list()).text).not.toContain(orderId);
      for (const client of [customer, staff]) expect((await client.get(orderId)).status).toBe(404);

      for (const retry of [await customer.place({ ...ORDER, orderId }), await customer.place(ORDER, { 'Idempotency-Key': id('other-key') })]) {
        expect(retry.status).toBe(200);
        expect(retry.headers).not.toHaveProperty('idempotency-replayed');
      }
      expect(contentsOf(await customer.get(keyed))).toMatchObject({ status: 'PROCESSING', version: 1 });
    });
  });

  test('a deletion fails for an open order and for none, and changes nothing', async () => {
    const orderId = id('open');
    await customer.place({ ...ORDER, orderId });

    await expect(call('deleteOrder', orderId)).rejects.toThrow('ConditionalCheckFailed');
    await expect(call('deleteOrder', id('none'))).rejects.toThrow('ConditionalCheckFailed');

    expect(contentsOf(await customer.get(orderId))).toMatchObject({ customerId: 'customer-1', version: 1 });
    expect((await staff.get(id('none'))).status).toBe(404);
  });
});

test('staff erases an order and those of a customer, as the page has it', async () => {
  const { orderId } = JSON.parse((await customer.place(ORDER, { 'Idempotency-Key': 'to-erase' })).text);

  expect(contentsOf(await staff.call('DELETE', `/${orderId}/personal-data`))).toMatchObject({ orderId, version: 2, erasedAt: expect.any(String) });
  expect(contentsOf(await staff.call('DELETE', '/personal-data?customerId=customer-1'))).toMatchObject({ customerId: 'customer-1', done: true });
  expect((await customer.list()).text).not.toContain('Ada');
  expect((await customer.place(ORDER, { 'Idempotency-Key': 'to-erase' })).headers).toHaveProperty('idempotency-replayed', 'true');
});

test.each<[string, (TableName: string) => ScanCommand | PutCommand]>([
  ['scan the table', (TableName) => new ScanCommand({ TableName })],
  ['put an order', (TableName) => new PutCommand({ TableName, Item: { orderId: 'made-up' } })],
])('the role may not %s', async (_, commandFor) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...CLIENT_SETTINGS, credentials: await keys.of(USER) }));

  await expect(client.send(commandFor(tableName()) as ScanCommand)).rejects.toThrow(/not authorized/);
});

function tableName(): string {
  return stack.outputs.DynamoDBTableName;
}

async function clientOf(claims: object): Promise<OrdersClient> {
  return new OrdersClient(apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, '/dev/orders'), await issuer.sign({ ...claims }));
}

/** Answers its id. */
async function placeAndCancel(order: object, headers = {}): Promise<string> {
  const { orderId } = contentsOf(await customer.place(order, headers)) as { orderId: string };
  expect((await customer.setStatus(orderId, 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(200);
  return orderId;
}

async function asUser() {
  const { accessKeyId, secretAccessKey } = await keys.of(USER);
  const aws = localAws(ENDPOINT);
  const env = { ...process.env, ...aws, AWS_DEFAULT_REGION: aws.AWS_REGION, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return { cwd: app.folder, env };
}

function contentsOf({ text }: Answer): unknown {
  return JSON.parse(text);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
