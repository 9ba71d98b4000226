/*
 * The list of the orders of all customers by status, on a local AWS: index, role and extended bundle together, with 1, 4 and 32 shards, and orders that
 * an older version or the template has written.
 */
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { User } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff, OrderStaffList } from '../../src';
import { newOrder } from '../../src/handler/domain/order';
import { documentClientOf, OrderStore } from '../../src/handler/order-store';
import { StaffListStore } from '../../src/handler/staff-list-store';
import { Credentials } from '../../tools/local/root-credentials';
import { apiUrl } from '../../tools/local/sample-app';
import { signedHeaders } from '../../tools/local/signed-request';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { UserKeys } from '../support/e2e/iam';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

const ITEMS = [{ productId: 'prod1', quantity: 1, price: 10 }];

const keys = new UserKeys();
const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const documents = documentClientOf(dynamodb);

let issuer: TokenIssuer;
let stack: DeployedStack;
let staff: Record<'One' | 'Four' | 'Raised' | 'Lowered', OrdersClient>;
let customer: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('StaffListShop', (scope) => {
    const one = addShop(scope, 'One', OrderStaffList.byStatus({ shards: 1 }), customersAndStaff());
    addShop(scope, 'Four', OrderStaffList.byStatus(), customersAndStaff());
    // The deployments after that of One, each with the same table.
    addShop(scope, 'Raised', OrderStaffList.byStatus({ shards: 32 }), { ...customersAndStaff(), table: one.table });
    addShop(scope, 'Lowered', OrderStaffList.byStatus({ shards: 1, readShards: 32 }), { ...customersAndStaff(), table: one.table });
    const counter = addShop(scope, 'Counter', OrderStaffList.byStatus({ shards: 32 }), { access: OrderAccess.staff(new HttpIamAuthorizer()), table: one.table });
    for (const [id, orders] of Object.entries({ Granted: counter, Reader: one })) {
      const user = new User(scope, id, { userName: `StaffList${id}` });
      if (id === 'Granted') orders.grants.invoke(user);
      else orders.grants.readOrders(user);
    }
  });
  const token = await issuer.sign({ 'sub': 'staff-1', 'cognito:groups': ['staff'] });
  const clientOf = (id: string) => new OrdersClient(urlOf(id), token);
  staff = { One: clientOf('One'), Four: clientOf('Four'), Raised: clientOf('Raised'), Lowered: clientOf('Lowered') };
  customer = new OrdersClient(urlOf('One'), await issuer.sign({ sub: 'customer-1' }));
});

afterAll(async () => {
  await issuer.stop();
  await keys.delete();
  await stack.destroy();
});

function customersAndStaff(): OrderProcessingApiProps {
  return {
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), { staff: [OrderStaff.cognitoGroup('staff')] }),
  };
}

function addShop(scope: Stack, id: string, staffList: OrderStaffList, props: OrderProcessingApiProps): OrderProcessingApi {
  const orders = new OrderProcessingApi(scope, id, {
    projectName: `staff-list-${id.toLowerCase()}`,
    outputs: false,
    ...props.table === undefined && { removalPolicy: RemovalPolicy.DESTROY },
    routes: [
      OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders({ staffList }), OrderRoute.updateOrderStatus(), OrderRoute.eraseOrder(),
    ],
    ...props,
  });
  new CfnOutput(scope, `${id}Id`, { value: orders.httpApi.apiId });
  new CfnOutput(scope, `${id}Table`, { value: orders.table.tableName });
  return orders;
}

function urlOf(id: string): string {
  return apiUrl(ENDPOINT, stack.outputs[`${id}Id`], '/dev/orders');
}

type Query = Readonly<Record<string, string | number | undefined>>;

async function page(client: OrdersClient, query: Query): Promise<{ readonly orders: Record<string, unknown>[]; readonly nextCursor?: string }> {
  const { status, text } = await client.list(query);
  expect({ status, text }).toEqual({ status: 200, text });
  return JSON.parse(text);
}

/** The ids on all pages. */
async function walk(client: OrdersClient, query: Query): Promise<string[]> {
  const { orders, nextCursor } = await page(client, query);
  const ids = orders.map(({ orderId }) => orderId as string);
  return nextCursor === undefined ? ids : [...ids, ...await walk(client, { ...query, cursor: nextCursor })];
}

const orderOf = (customerId: string, orderId: string) => ({ orderId, customerId, items: ITEMS });

/** Orders that were stored within one millisecond, which no client can be made to do. */
async function storeAtOnce(tableName: string, ids: readonly string[], at: string, shards: number): Promise<void> {
  const store = new StaffListStore(documents, tableName, { staffList: { shards } });
  for (const id of ids) await store.create(newOrder({ ...orderOf('customer-9', id), currency: 'USD', totalAmount: 10 }, id, new Date(at)));
}

describe.each([['One', 1], ['Four', 4], ['Raised', 32]] as const)('with the shards of %s,', (id, shards) => {
  const placed = Array.from({ length: 7 }, (_, index) => `${id}-${index}`);
  /** The time of the first of these orders: the table has those of other tests too. */
  let createdFrom: string;

  beforeAll(async () => {
    for (const orderId of placed) expect((await staff[id].place(orderOf(`customer-${orderId}`, orderId))).status).toBe(200);
    createdFrom = JSON.parse((await staff[id].get(placed[0])).text).createdAt;
  });

  test('staff lists what customers have placed, in both orders and in pages', async () => {
    for (const limit of [1, 3, 100]) {
      expect(await walk(staff[id], { status: 'PROCESSING', sort: 'oldest', createdFrom, limit })).toEqual(placed);
      expect(await walk(staff[id], { status: 'PROCESSING', createdFrom, limit })).toEqual([...placed].reverse());
    }
  });

  test('orders of one millisecond are all listed, in pages too, and a range has its beginning and not its end', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `${id}-at-once-${index}`);
    for (const [index, at] of ['2001-06-01T00:00:00.000Z', '2001-06-01T00:00:00.001Z', '2001-06-01T00:00:00.002Z'].entries()) {
      await storeAtOnce(stack.outputs[`${id}Table`], ids.slice(3 * index, 3 * index + 3), at, shards);
    }
    const ofThese = (found: readonly string[]) => found.filter((each) => ids.includes(each));

    for (const limit of [1, 2, 5]) {
      expect(ofThese(await walk(staff[id], { status: 'PROCESSING', sort: 'oldest', createdTo: '2002-01-01T00:00:00Z', limit }))).toEqual(ids);
    }
    const range = { createdFrom: '2001-06-01T02:00:00.001+02:00', createdTo: '2001-06-01T00:00:00.002Z' };
    expect(ofThese(await walk(staff[id], { status: 'PROCESSING', ...range }))).toEqual(ids.slice(3, 6).reverse());
  });

  test('an order is listed under its status only, also when it is cancelled and erased', async () => {
    const [orderId, ...others] = placed;
    const { orders: [before] } = await page(staff[id], { status: 'PROCESSING', sort: 'oldest', createdFrom, limit: 1 });
    expect(before).toEqual({
      orderId,
      orderNumber: expect.any(String),
      customerId: `customer-${orderId}`,
      status: 'PROCESSING',
      currency: 'USD',
      totalAmount: 10,
      createdAt: createdFrom,
      updatedAt: createdFrom,
      version: 1,
    });

    expect((await staff[id].setStatus(orderId, 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
    expect(await walk(staff[id], { status: 'PROCESSING', sort: 'oldest', createdFrom })).toEqual(others);
    expect(await page(staff[id], { status: 'CONFIRMED', createdFrom })).toEqual({ orders: [{ ...before, status: 'CONFIRMED', version: 2, updatedAt: expect.any(String) }] });

    expect((await staff[id].setStatus(orderId, 'CANCELLED', { 'If-Match': '*' })).status).toBe(200);
    expect((await staff[id].call('DELETE', `/${orderId}/personal-data`)).status).toBe(200);
    expect(await walk(staff[id], { status: 'CONFIRMED', createdFrom })).toEqual([]);
    expect((await page(staff[id], { status: 'CANCELLED', createdFrom })).orders).toEqual([expect.objectContaining({ orderId, erasedAt: expect.any(String) })]);
  });
});

test('a cursor survives raised shards, and orders of more shards are listed after they were lowered', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `shards-${String(index).padStart(2, '0')}`);
  const year = { createdFrom: '2003-01-01T00:00:00Z', createdTo: '2004-01-01T00:00:00Z' };
  for (const [index, id] of ids.entries()) await storeAtOnce(stack.outputs.OneTable, [id], `2003-02-${10 + index}T00:00:00.000Z`, 1);
  const first = await page(staff.One, { status: 'PROCESSING', sort: 'oldest', limit: 5, ...year });

  const rest = await walk(staff.Raised, { status: 'PROCESSING', sort: 'oldest', limit: 2, cursor: first.nextCursor, ...year });
  expect([...first.orders.map(({ orderId }) => orderId), ...rest]).toEqual(ids);

  for (const id of ids) expect((await staff.Raised.setStatus(id, 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
  expect(await walk(staff.Lowered, { status: 'CONFIRMED', sort: 'oldest', limit: 5, ...year })).toEqual(ids);
});

test('an order whose status an older version has changed is not listed under its former one, and is listed again after its next change', async () => {
  const year = { createdFrom: '2005-01-01T00:00:00Z', createdTo: '2006-01-01T00:00:00Z' };
  await storeAtOnce(stack.outputs.FourTable, ['changed', 'kept'], '2005-02-01T00:00:00.000Z', 4);
  const older = new OrderStore(documents, stack.outputs.FourTable);
  await older.changeStatus({ orderId: 'changed', status: 'CONFIRMED', expectedVersion: 'any', changeId: 'older', at: new Date() });

  expect(await walk(staff.Four, { status: 'PROCESSING', limit: 1, ...year })).toEqual(['kept']);
  expect(await walk(staff.Four, { status: 'CONFIRMED', ...year })).toEqual([]);
  expect((await staff.Four.setStatus('changed', 'SHIPPED', { 'If-Match': '"2"' })).status).toBe(200);
  expect(await walk(staff.Four, { status: 'SHIPPED', ...year })).toEqual(['changed']);
});

test('an order of the template is listed after its next change of status', async () => {
  const year = { createdFrom: '2007-01-01T00:00:00Z', createdTo: '2008-01-01T00:00:00Z' };
  const order = {
    orderId: 'legacy',
    customerId: 'customer-7',
    items: [{ productId: 'prod1', quantity: '1', price: '9.5' }],
    currency: 'USD',
    totalAmount: '9.5',
    status: 'PROCESSING',
    createdAt: '2007-02-01T10:00:00.123456',
    updatedAt: '2007-02-01T10:00:00.123456',
  };
  await dynamodb.send(new PutItemCommand({ TableName: stack.outputs.FourTable, Item: marshall(order) }));
  expect(await walk(staff.Four, { status: 'PROCESSING', ...year })).toEqual([]);

  expect((await staff.Four.setStatus('legacy', 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
  expect((await page(staff.Four, { status: 'CONFIRMED', ...year })).orders).toEqual([{
    orderId: 'legacy',
    orderNumber: expect.any(String),
    customerId: 'customer-7',
    status: 'CONFIRMED',
    currency: 'USD',
    totalAmount: 9.5,
    createdAt: '2007-02-01T10:00:00.123456Z',
    updatedAt: expect.any(String),
    version: 2,
  }]);
});

test('a customer is refused, and lists their own orders', async () => {
  expect((await customer.place({ items: ITEMS })).status).toBe(200);
  for (const query of [{ status: 'PROCESSING' }, { sort: 'oldest' }, { createdFrom: '2007-01-01T00:00:00Z' }]) {
    expect(await customer.list(query)).toMatchObject({ status: 403, text: expect.stringContaining('they list their own') });
  }
  expect((await page(customer, {})).orders).toEqual([expect.objectContaining({ customerId: 'customer-1', items: ITEMS })]);
  expect((await page(staff.One, { customerId: 'customer-1' })).orders).toEqual([expect.objectContaining({ customerId: 'customer-1', items: ITEMS })]);
});

test('staff learns all faults at once, and that it must name a customer or a status', async () => {
  expect(JSON.parse((await staff.One.list()).text).errors).toEqual([{ detail: 'is required, unless customerId lists the orders of one customer', parameter: 'status' }]);
  expect(JSON.parse((await staff.One.list({ status: 'LOST', createdFrom: 'today', sort: 'up' })).text).errors).toHaveLength(3);
  const { nextCursor } = await page(staff.One, { status: 'PROCESSING', limit: 1 });
  expect(await staff.One.list({ status: 'PROCESSING', createdTo: '1999-01-01T00:00:00Z', cursor: nextCursor })).toMatchObject({ status: 400, text: expect.stringContaining('"parameter":"cursor"') });
});

test('an IAM principal that was granted to call the API lists by status, and no other', async () => {
  const list = async (user: string) => signed(await keys.of(user), `${urlOf('Counter')}?status=PROCESSING&limit=2&createdFrom=2003-01-01T00%3A00%3A00%2B00%3A00`);

  expect(await list('StaffListGranted')).toMatchObject({ status: 200, text: expect.stringContaining('"orders":[{"orderId":') });
  expect((await list('StaffListReader')).status).toBe(403);
});

test('a principal that may read orders may query the index, and scan nothing', async () => {
  const client = new DynamoDBClient({ ...CLIENT_SETTINGS, credentials: await keys.of('StaffListReader') });
  const query = (IndexName: string) => client.send(new QueryCommand({
    TableName: stack.outputs.OneTable,
    IndexName,
    KeyConditionExpression: 'statusShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: 'PROCESSING#00' } },
  }));

  expect((await query('OrdersByStatus')).Items).not.toEqual([]);
  await expect(query('OrdersByNumber')).rejects.toThrow();
  client.destroy();
});

async function signed(credentials: Credentials, url: string) {
  const { origin, pathname, search } = new URL(url);
  const headers = await signedHeaders(credentials, { service: 'execute-api', region: CLIENT_SETTINGS.region, method: 'GET', url });
  return new OrdersClient(origin + pathname).call('GET', search, { headers });
}
