/*
 * The app of docs/guide/own-routes.md on a local AWS: its own route reads orders that were placed by the API, with the handlers of the page in
 * TypeScript, bundled by the page's command, and in Python.
 */
import { TokenIssuer } from '../../tools/local/token-issuer';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const ORDER = {
  customerId: 'customer-1',
  items: [{ productId: 'prod1', quantity: 3, price: 0.1, name: 'Nüsse' }, { productId: 'prod2', quantity: 1, price: 999999.99 }],
  shippingAmount: 4.5,
  currency: 'EUR',
};

const RECEIPT = {
  orderId: 'order-1',
  lines: [{ product: 'Nüsse', amount: '0.30' }, { product: 'prod2', amount: '999999.99' }],
  total: '1000004.79 EUR',
};

const NODE_RUNTIME = 'lambda.Runtime.NODEJS_24_X';

let issuer: TokenIssuer;
let app: GuideApp;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  app = new GuideApp('docs/guide/own-routes.md');
  await bootstrapOnce();
});

afterAll(async () => {
  await stack.destroy();
  await issuer.stop();
});

describe.each<{ language: string; runtime: string; prepare: () => Promise<void> }>([
  {
    language: 'TypeScript',
    runtime: NODE_RUNTIME,
    prepare: async () => {
      await app.bundle('receipt/index.ts', app.block('ts', 'GetCommand'), 'receipt/index.js', app.block('console', 'npx esbuild'));
    },
  },
  {
    language: 'Python',
    runtime: 'lambda.Runtime.PYTHON_3_13',
    prepare: async () => app.write('receipt/index.py', app.block('python', 'get_item')),
  },
])('with the handler in $language', ({ runtime, prepare }) => {
  let customer: OrdersClient;

  beforeAll(async () => {
    await prepare();
    stack = await app.deploy('ReceiptShop', { 'https://auth.example.com': issuer.url, [NODE_RUNTIME]: runtime });
    customer = await clientOf('customer-1');
  });

  test('an order that was placed by POST is read by the route', async () => {
    expect((await customer.place({ ...ORDER, orderId: 'order-1' })).status).toBe(200);

    expect(contentsOf(await receiptFor(customer))).toEqual([200, RECEIPT]);
  });

  test('an amount of a currency without minor digits has none', async () => {
    await customer.place({ ...ORDER, items: [{ productId: 'prod1', quantity: 2, price: 150 }], shippingAmount: 1, currency: 'JPY', orderId: 'yen' });

    expect(contentsOf(await receiptFor(customer, 'yen'))).toEqual([200, { orderId: 'yen', lines: [{ product: 'prod1', amount: '300' }], total: '301 JPY' }]);
  });

  test('another customer finds no such order, and an order that does not exist is answered the same', async () => {
    const none = [404, { message: 'there is no such order' }];

    expect(contentsOf(await receiptFor(await clientOf('customer-2')))).toEqual(none);
    expect(contentsOf(await receiptFor(customer, 'order-2'))).toEqual(none);
  });

  test('staff gets the receipt of a customer, by one role or one of several, and nobody gets it by a similar role', async () => {
    const statusFor = async (roles: unknown) => (await receiptFor(await clientOf('clerk', { roles }))).status;

    expect(await statusFor('shop-staff')).toBe(200);
    expect(await statusFor(['clerk', 'shop-staff'])).toBe(200);
    expect(await statusFor(['shop-staff-trainee', 'no-shop-staff'])).toBe(404);
  });

  test('without a token nobody reaches the handler', async () => {
    expect((await receiptFor(new OrdersClient(stack.ordersUrl))).status).toBe(401);
  });
});

async function clientOf(sub: string, claims: object = {}): Promise<OrdersClient> {
  return new OrdersClient(stack.ordersUrl, await issuer.sign({ sub, ...claims }));
}

function receiptFor(client: OrdersClient, orderId = 'order-1'): Promise<Answer> {
  return client.call('GET', `/${orderId}/receipt`);
}

function contentsOf({ status, text }: Answer): [number, unknown] {
  return [status, JSON.parse(text)];
}
