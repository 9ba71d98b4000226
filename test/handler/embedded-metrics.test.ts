import { MAX_MINOR_UNITS } from '../../src/handler/domain/money';
import { Problem } from '../../src/handler/domain/problem';
import { Datum, metricsIn } from '../support/handler/embedded-metrics';
import { getOrder, MINIMAL_ORDER, postOrders } from '../support/handler/fixtures';
import { brokenStore, Harness, NOW, patch, withOrder } from '../support/handler/harness';

const functionName = 'shop-dev-order-processor';

function counting(overrides: ConstructorParameters<typeof Harness>[0] = {}): Harness {
  return new Harness({ functionName, ...overrides });
}

/** The metrics of each line so far, each line as it comes out of the function. */
function metricsOf({ logs }: Harness): Datum[][] {
  return logs.map((line) => metricsIn(JSON.parse(JSON.stringify(line))));
}

const count = (metric: string): Datum => ({ namespace: 'OrderProcessingApi', metric, unit: 'Count', value: 1, dimensions: { FunctionName: functionName } });
const value = (amount: number, currency: string): Datum => (
  { namespace: 'OrderProcessingApi', metric: 'OrderValue', unit: 'None', value: amount, dimensions: { FunctionName: functionName, Currency: currency } }
);

describe('a request for an order', () => {
  test('that is accepted counts, and so does its value', async () => {
    const harness = counting();

    await harness.post(MINIMAL_ORDER);

    expect(metricsOf(harness)).toEqual([[count('OrdersAccepted'), value(10, 'USD')]]);
    expect(harness.logs[0]._aws?.Timestamp).toBe(NOW.getTime());
  });

  test('that comes again counts as a replay, and its value not once more', async () => {
    const harness = counting();

    for (let time = 0; time < 3; time++) await harness.post(MINIMAL_ORDER, { 'idempotency-key': 'key-1' });

    expect(metricsOf(harness)).toEqual([[count('OrdersAccepted'), value(10, 'USD')], [count('OrdersReplayed')], [count('OrdersReplayed')]]);
  });

  test('by a direct invocation counts too', async () => {
    const harness = counting();

    await harness.handle(MINIMAL_ORDER);

    expect(metricsOf(harness)).toEqual([[count('OrdersAccepted'), value(10, 'USD')]]);
  });

  test.each<[string, unknown]>([
    ['malformed', postOrders('{')],
    ['not valid', postOrders({})],
    ['of another content type', postOrders(MINIMAL_ORDER, { headers: { 'content-type': 'text/plain' } })],
    ['wrong in its total', postOrders({ ...MINIMAL_ORDER, totalAmount: 11 })],
  ])('that is %s counts as rejected', async (_, event) => {
    const harness = counting();

    await harness.handle(event);

    expect(metricsOf(harness)).toEqual([[count('OrdersRejected')]]);
  });

  test('under a known id with other contents counts as rejected', async () => {
    const harness = counting();

    await harness.post({ ...MINIMAL_ORDER, orderId: 'order-1' });
    await harness.post({ ...MINIMAL_ORDER, orderId: 'order-1', customerId: 'customer124' });

    expect(metricsOf(harness)[1]).toEqual([count('OrdersRejected')]);
  });

  test.each([
    ['an error', new Error('broken')],
    ['a table that does not answer', new Problem('store-unavailable', 'later')],
  ])('that ends in %s counts as nothing: it is in the API\'s 5xx', async (_, error) => {
    const harness = counting(brokenStore(error));

    await harness.post(MINIMAL_ORDER);

    expect(metricsOf(harness)).toEqual([[]]);
    expect(JSON.stringify(harness.logs)).not.toContain(functionName);
  });
});

describe('the value', () => {
  test.each([
    ['JPY', 1500, '1500'],
    ['USD', 0.1, '0.1'],
    ['KWD', 12.345, '12.345'],
    ['CLF', 0.0001, '0.0001'],
    ['USD', 0, '0'],
    ['JPY', Number(MAX_MINOR_UNITS), '999999999999999'],
    ['USD', 9_999_999_999_999.99, '9999999999999.99'],
  ])('of %s %d is in the line digit by digit', async (currency, price, digits) => {
    const harness = counting();

    await harness.post({ ...MINIMAL_ORDER, currency, items: [{ productId: 'prod1', quantity: 1, price }] });

    expect(metricsOf(harness)).toEqual([[count('OrdersAccepted'), value(price, currency)]]);
    expect(JSON.stringify(harness.logs[0])).toContain(`"OrderValue":${digits}}`);
  });

  test('is the total, with shipping, tax and discount', async () => {
    const harness = counting();

    await harness.post({ ...MINIMAL_ORDER, currency: 'EUR', shippingAmount: 4.99, taxAmount: 2.5, discountAmount: 1 });

    expect(metricsOf(harness)[0][1]).toEqual(value(16.49, 'EUR'));
  });
});

test('the other routes have no metrics', async () => {
  const harness = withOrder({}, { functionName });

  await harness.handle(getOrder('order-1'));
  await harness.handle(patch('CONFIRMED', { 'idempotency-key': 'key-1' }));
  await harness.handle(patch('CONFIRMED', { 'idempotency-key': 'key-1' }));
  await harness.handle(getOrder('order-2'));
  await harness.handle(postOrders(MINIMAL_ORDER, { routeKey: 'DELETE /orders' }));

  expect(harness.logs.map(({ status }) => status)).toEqual([200, 200, 200, 404, 404]);
  expect(metricsOf(harness)).toEqual([[], [], [], [], []]);
});

test('without a function\'s name there are no metrics', async () => {
  const harness = new Harness();

  await harness.post(MINIMAL_ORDER);

  expect(metricsOf(harness)).toEqual([[]]);
});

test('of an order the line has its value and currency, and nothing else that a customer wrote', async () => {
  const harness = counting();
  const S = 'SENTINEL';

  await harness.post(
    { customerId: S, items: [{ productId: S, quantity: 1, price: 10, name: S }], metadata: { [S]: S } },
    { 'idempotency-key': S },
  );

  expect(metricsOf(harness)[0]).toHaveLength(2);
  expect(JSON.stringify(harness.logs[0])).not.toContain(S);
});

describe('the check of the format', () => {
  const line = async () => {
    const harness = counting();
    await harness.post(MINIMAL_ORDER);
    return JSON.parse(JSON.stringify(harness.logs[0]));
  };

  test.each<[string, (line: any) => void]>([
    ['a metric without its member', (it) => delete it.OrdersAccepted],
    ['a dimension without its member', (it) => delete it.Currency],
    ['a metric as text', (it) => { it.OrderValue = '10'; }],
    ['a dimension that is a number', (it) => { it.FunctionName = 1; }],
    ['an empty dimension', (it) => { it.FunctionName = ''; }],
    ['a time in seconds', (it) => { it._aws.Timestamp = NOW.getTime() / 1000; }],
    ['another time than the line\'s', (it) => { it._aws.Timestamp += 1; }],
    ['no dimension sets', (it) => { it._aws.CloudWatchMetrics[0].Dimensions = []; }],
    ['dimensions that are no sets', (it) => { it._aws.CloudWatchMetrics[0].Dimensions = ['FunctionName']; }],
    ['a unit that CloudWatch does not know', (it) => { it._aws.CloudWatchMetrics[1].Metrics[0].Unit = 'USD'; }],
    ['no namespace', (it) => delete it._aws.CloudWatchMetrics[0].Namespace],
  ])('fails for %s', async (_, spoil) => {
    const spoilt = await line();
    spoil(spoilt);

    expect(() => metricsIn(spoilt)).toThrow();
  });
});
