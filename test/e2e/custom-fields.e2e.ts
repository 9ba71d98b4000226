/*
 * An API with custom fields on a local AWS: an order with them is placed, refused with all faults at once, read back, listed, published and erased.
 */
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderAccess, OrderFields, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';
import { sqsOverTls } from '../support/e2e/over-tls';

const FIELDS = OrderFields.fromJsonSchema({
  order: {
    type: 'object',
    properties: {
      costCenter: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
      deliveryDate: { type: 'string', format: 'date' },
      gift: { type: 'object', properties: { wrap: { type: 'boolean' }, card: { 'type': 'string', 'maxLength': 200, 'x-personal': true } } },
      ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, { type: 'number', minimum: 0 }])),
    },
    required: ['costCenter'],
  },
  item: { type: 'object', properties: { size: { enum: ['S', 'M', 'L'] }, price: { type: 'number' } } },
});

const ORDER = {
  customerId: 'customer-1',
  items: [{ productId: 'prod1', quantity: 3, price: 0.1, customFields: { size: 'M', price: 99.99 } }, { productId: 'prod2', quantity: 1, price: 10 }],
  currency: 'EUR',
  customFields: {
    costCenter: 'DE-0815',
    deliveryDate: '2026-12-24',
    gift: { wrap: true, card: 'For Ada' },
    ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, index + 0.5])),
    field7: 0.30000000000000004, // as many digits as a double has
  },
};

let issuer: TokenIssuer;
let stack: DeployedStack;
let staff: OrdersClient;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('CustomFields', (scope) => {
    const login = new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] });
    const orders = new OrderProcessingApi(scope, 'Orders', {
      routes: [...OrderRoute.standard(), OrderRoute.eraseOrder()],
      access: OrderAccess.customers(login, { staff: [OrderStaff.scope('orders/admin')] }),
      customFields: FIELDS,
      eventBus: new EventBus(scope, 'Bus'),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const queue = new Queue(scope, 'Warehouse');
    orders.onOrderCreated('ToWarehouse', { target: new SqsQueue(queue) });
    new CfnOutput(scope, 'QueueUrl', { value: queue.queueUrl });
  });
  staff = new OrdersClient(apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, new URL(stack.outputs.ApiGatewayEndpoint).pathname), await issuer.sign({ sub: 'staff-1', scope: 'orders/admin' }));
});

afterAll(async () => {
  await stack?.destroy();
  await issuer.stop();
});

test('an order with custom fields is stored, read and listed with them, and its total is that of its items', async () => {
  expect(await staff.place({ ...ORDER, orderId: 'order-1' })).toMatchObject({ status: 200 });

  const { text } = await staff.get('order-1');
  expect(JSON.parse(text)).toMatchObject({ customFields: ORDER.customFields, items: ORDER.items, totalAmount: 10.3 });
  expect(JSON.parse((await staff.list({ customerId: 'customer-1' })).text).orders).toEqual([JSON.parse(text)]);
});

test('a retry is a replay, and the same id with another custom field is another order', async () => {
  expect((await staff.place({ ...ORDER, orderId: 'order-1' })).headers['idempotency-replayed']).toBe('true');
  const other = { ...ORDER, orderId: 'order-1', customFields: { ...ORDER.customFields, costCenter: 'DE-0816' } };
  expect(await staff.place(other)).toMatchObject({ status: 409 });
});

test('all faults come at once, those of custom fields and those of other fields', async () => {
  const { status, text } = await staff.place({
    ...ORDER,
    items: [{ productId: 'prod1', quantity: 0, price: 10, customFields: { size: 'XL', colour: 'red' } }],
    customFields: { costCenter: 'de', deliveryDate: '2026-02-30', gift: { wrap: 'yes' }, field0: -1 },
  });

  expect(status).toBe(422);
  expect(JSON.parse(text).errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '#/customFields/costCenter', '#/customFields/deliveryDate', '#/customFields/field0', '#/customFields/gift/wrap',
    '#/items/0/customFields/colour', '#/items/0/customFields/size', '#/items/0/quantity',
  ]);
});

test('an order without a required custom field is refused', async () => {
  const { customFields: _, ...order } = ORDER;
  const { status, text } = await staff.place(order);

  expect(status).toBe(422);
  expect(JSON.parse(text).errors).toEqual([{ detail: 'is required with costCenter', pointer: '#/customFields' }]);
});

test('the event has the custom fields but for the personal ones', async () => {
  const { order } = (await received()).detail;
  expect(order.customFields).toEqual({ ...ORDER.customFields, gift: { wrap: true } });
  expect(order.items[0].customFields).toEqual(ORDER.items[0].customFields);
});

test('an erased order keeps the custom fields but for the personal ones', async () => {
  const { status, text } = await staff.call('DELETE', '/order-1/personal-data');

  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ totalAmount: 10.3, customFields: { costCenter: 'DE-0815', gift: { wrap: true } } });
  expect(text).not.toContain('Ada');
});

async function received(): Promise<{ detail: { order: Record<string, unknown> & { items: Record<string, unknown>[] } } }> {
  const sqs = sqsOverTls();
  const { QueueUrl } = stack.outputs;
  for (let tries = 0; tries < 20; tries += 1) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 3 }));
    if (Messages.length === 0) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }));
    return JSON.parse(Messages[0].Body!);
  }
  throw new Error('no event came');
}
