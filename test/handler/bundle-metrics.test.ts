/*
 * The metrics of what ships: the lines that it writes to standard output, as CloudWatch reads them.
 */
import { bundleOn } from '../support/handler/bundle-process';
import { metricsIn } from '../support/handler/embedded-metrics';
import { FakeDynamoDB } from '../support/handler/fake-dynamodb';
import { getOrder, MINIMAL_ORDER, postOrders } from '../support/handler/fixtures';

const { run } = bundleOn(new FakeDynamoDB());

const ORDER = postOrders(MINIMAL_ORDER, { headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' } });
const EVENTS = [ORDER, ORDER, postOrders('{'), getOrder('order-1')];

/** The lines of these events, each as the names and values of its metrics. */
async function metricsOfLines(environment: NodeJS.ProcessEnv): Promise<Record<string, number>[]> {
  const { stdout } = await run(EVENTS, environment);
  return stdout.trimEnd().split('\n').map((line) => Object.fromEntries(metricsIn(JSON.parse(line)).map(({ metric, value }) => [metric, value])));
}

test('each line of a request for an order has metrics of Lambda\'s function, and nothing besides is written, not by the warm-up either', async () => {
  expect(await metricsOfLines({ AWS_LAMBDA_FUNCTION_NAME: 'shop-dev-order-processor' })).toEqual([
    { OrdersAccepted: 1, OrderValue: 10 },
    { OrdersReplayed: 1 },
    { OrdersRejected: 1 },
    {},
  ]);
});

test('with BUSINESS_METRICS false no line has any', async () => {
  expect(await metricsOfLines({ AWS_LAMBDA_FUNCTION_NAME: 'shop-dev-order-processor', BUSINESS_METRICS: 'false' })).toEqual([{}, {}, {}, {}]);
});
