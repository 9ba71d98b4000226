/*
 * The functions as AWS runs them: what ships, in Node.js of Lambda's version, driven by AWS's own runtime client.
 */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { EnvironmentVariable, EventsVariable } from '../../src/contract';
import { EVENTS_FOLDER, HANDLER_FOLDER } from '../../tools/build/bundle';
import { FakeDynamoDB } from '../support/handler/fake-dynamodb';
import { as, getOrder, jwt, listOrders, MINIMAL_ORDER, patchOrder, postOrders } from '../support/handler/fixtures';
import { ScriptedServer } from '../support/handler/scripted-server';
import { inserted, orderWith } from '../support/handler/stream-records';
import { resourcesOf } from '../support/orders-stack';
import { ExecutionEnvironment } from '../support/runtime/execution-environment';
import { Outcome, RuntimeApi } from '../support/runtime/runtime-api';

const BUS_ARN = 'arn:aws:events:eu-central-1:111111111111:event-bus/shop';

const FUNCTIONS = functionsOf(shop());

const CUSTOMER = jwt({ sub: 'customer123' });
const STAFF = jwt({ sub: 'staff-1', scope: 'orders/admin' });

const dynamoDB = new FakeDynamoDB();
const eventBridge = new ScriptedServer();
const lambda = new RuntimeApi();

let environment: ExecutionEnvironment | undefined;

beforeAll(() => Promise.all([dynamoDB.start(), eventBridge.start(), lambda.start()]));

beforeEach(() => [dynamoDB, eventBridge, lambda].forEach((server) => server.reset()));

afterEach(async () => {
  await environment?.stop();
  environment = undefined;
});

afterAll(() => Promise.all([dynamoDB.stop(), eventBridge.stop(), lambda.stop()]));

/** Every route behind an authorizer, and order events. */
function shop(): Template {
  const stack = new Stack();
  new OrderProcessingApi(stack, 'Orders', {
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] }), {
      staff: [OrderStaff.scope('orders/admin')],
    }),
    eventBus: EventBus.fromEventBusArn(stack, 'Bus', BUS_ARN),
  });
  return Template.fromStack(stack);
}

function functionsOf(template: Template) {
  const functions = Object.values(resourcesOf(template)).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const having = (variable: string) => functions.find(({ Properties }) => variable in (Properties.Environment as { Variables: object }).Variables)!;
  return { orders: having(EnvironmentVariable.ORDERS_TABLE_NAME), events: having(EventsVariable.EVENT_BUS_ARN) };
}

async function startOrders(variables: NodeJS.ProcessEnv = {}): Promise<ExecutionEnvironment> {
  environment = await ExecutionEnvironment.start({
    bundle: HANDLER_FOLDER,
    resource: FUNCTIONS.orders,
    variables: { ORDERS_TABLE_NAME: 'orders-of-the-test', AWS_ENDPOINT_URL: dynamoDB.endpoint, ...variables },
  }, lambda);
  return environment;
}

async function startEvents(): Promise<ExecutionEnvironment> {
  environment = await ExecutionEnvironment.start({
    bundle: EVENTS_FOLDER,
    resource: FUNCTIONS.events,
    variables: { AWS_ENDPOINT_URL: eventBridge.endpoint },
  }, lambda);
  return environment;
}

function answerOf({ response }: Outcome): { statusCode: number; headers: Record<string, string>; body: string } {
  return response as ReturnType<typeof answerOf>;
}

describe('the function behind the routes', () => {
  test('is initialised before it asks for an event, with its connection to DynamoDB open and nothing stored or written', async () => {
    await startOrders();
    await lambda.initialised();

    expect(lambda.initErrors).toEqual([]);
    expect(await dynamoDB.openConnections()).toBe(1);
    expect(dynamoDB.requests).toEqual([]);
    expect(environment!.stdout).toBe('');
  });

  test('answers on each route', async () => {
    await startOrders();
    const created = answerOf(await lambda.invoke(as(CUSTOMER, postOrders(MINIMAL_ORDER, { headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' } }))));
    const { orderId } = JSON.parse(created.body);
    const read = answerOf(await lambda.invoke(as(CUSTOMER, getOrder(orderId))));
    const listed = answerOf(await lambda.invoke(as(CUSTOMER, listOrders())));
    const confirmed = answerOf(await lambda.invoke(as(STAFF, patchOrder(orderId, { status: 'CONFIRMED' }, { 'if-match': read.headers.ETag }))));

    expect([created, read, listed, confirmed].map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(JSON.parse(read.body)).toMatchObject({ ...MINIMAL_ORDER, orderId, status: 'PROCESSING' });
    expect(JSON.parse(listed.body)).toEqual({ orders: [JSON.parse(read.body)] });
    expect(JSON.parse(confirmed.body)).toMatchObject({ orderId, status: 'CONFIRMED', version: 2 });
  });

  test('hands its answer over whole, not as a stream', async () => {
    await startOrders();
    const { headers } = await lambda.invoke(as(CUSTOMER, listOrders()));

    expect(headers).toMatchObject({ 'content-type': expect.stringMatching(/^application\/json/), 'content-length': expect.stringMatching(/^\d+$/) });
    expect(headers).not.toHaveProperty('lambda-runtime-function-response-mode');
  });

  test('writes one line of JSON for each request, with the id of the invocation and the name of the function, which the client leaves as it is', async () => {
    await startOrders();
    const { requestId } = await lambda.invoke(as(CUSTOMER, postOrders(MINIMAL_ORDER)));
    const refused = await lambda.invoke(as(CUSTOMER, postOrders('not JSON')));

    expect(environment!.lines).toEqual([
      expect.objectContaining({ level: 'INFO', requestId, status: 200, outcome: 'created', FunctionName: 'orders', OrdersAccepted: 1 }),
      expect.objectContaining({ level: 'WARN', requestId: refused.requestId, status: 400, outcome: 'malformed-request' }),
    ]);
    expect(environment!.stderr).toBe('');
  });

  test('takes a direct invocation as an order', async () => {
    await startOrders();
    const { statusCode, body } = answerOf(await lambda.invoke(MINIMAL_ORDER));

    expect(statusCode).toBe(200);
    expect([...dynamoDB.items.keys()]).toEqual([JSON.parse(body).orderId]);
  });

  test('fails a direct invocation that meets a 5xx, and answers the same over HTTP', async () => {
    await startOrders();
    await lambda.initialised();
    dynamoDB.troubleAlways({ error: 'ResourceNotFoundException', status: 400 });
    const direct = await lambda.invoke(MINIMAL_ORDER);
    const http = await lambda.invoke(as(CUSTOMER, postOrders(MINIMAL_ORDER)));

    expect(direct.error).toMatchObject({ errorType: 'FailedInvocation', errorMessage: expect.stringContaining('the order is not known to be taken') });
    expect(answerOf(http).statusCode).toBe(500);
  });

  test('goes on with the next invocation after one that has failed', async () => {
    await startOrders();
    await lambda.initialised();
    dynamoDB.troubleOnce({ error: 'ResourceNotFoundException', status: 400 });
    const outcomes = [await lambda.invoke(MINIMAL_ORDER), await lambda.invoke(MINIMAL_ORDER)];

    expect(outcomes.map(({ error, response }) => [error !== undefined, response !== undefined])).toEqual([[true, false], [false, true]]);
  });

  test.each([
    ['a queue', { Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(MINIMAL_ORDER) }] }],
    ['a bus', { 'version': '0', 'source': 'shop.orders', 'detail-type': 'OrderCreated', 'detail': MINIMAL_ORDER }],
    ['the table\'s stream', { Records: [inserted(orderWith('a'))] }],
  ])('fails an event of %s, of which nothing is stored', async (_, event) => {
    await startOrders();
    const { error } = await lambda.invoke(event);

    expect(error).toBeDefined();
    expect(dynamoDB.items.size).toBe(0);
    expect(environment!.stdout).not.toContain('customer123');
  });

  test.each([
    ['version 1.0 of the payload', { version: '1.0' }],
    ['a payload that is not known', {}],
  ])('answers an HTTP event with %s as a route that is not there', async (_, version) => {
    await startOrders();
    const event = { ...version, httpMethod: 'POST', resource: '/orders', body: JSON.stringify(MINIMAL_ORDER), requestContext: {} };

    expect(answerOf(await lambda.invoke(event)).statusCode).toBe(404);
  });

  test('says to Lambda why it cannot be initialised, and ends', async () => {
    const started = await startOrders({ ORDERS_TABLE_NAME: '' });

    expect(await started.ended()).not.toBe(0);
    expect(lambda.initErrors).toEqual([expect.objectContaining({ errorType: 'Error', errorMessage: 'the environment variable ORDERS_TABLE_NAME must be set' })]);
    expect(lambda.isInitialised).toBe(false);
  });

  test('takes a payload of the size that Lambda takes at most', async () => {
    await startOrders();
    const body = JSON.stringify({ ...MINIMAL_ORDER, padding: 'x'.repeat(6_000_000) });

    expect(answerOf(await lambda.invoke(as(CUSTOMER, postOrders(body)))).statusCode).toBe(413);
  });
});

describe('the function that publishes order events', () => {
  const records = ['a', 'b', 'c'].map((orderId) => inserted(orderWith(orderId)));

  test('publishes a batch of the stream and gives nothing back', async () => {
    await startEvents();
    eventBridge.answer(() => ({ body: { FailedEntryCount: 0, Entries: records.map((_, index) => ({ EventId: String(index) })) } }));
    const { response } = await lambda.invoke({ Records: records });

    expect(response).toEqual({ batchItemFailures: [] });
    expect(JSON.parse(eventBridge.requests[0].body).Entries).toEqual(records.map(() => expect.objectContaining({ EventBusName: BUS_ARN, DetailType: 'OrderCreated' })));
    expect(environment!.lines).toEqual([expect.objectContaining({ level: 'INFO', outcome: 'published', records: 3 })]);
    expect(environment!.stderr).toBe('');
  });

  test('gives back the batch from the first record that could not be published', async () => {
    await startEvents();
    eventBridge.answer(() => ({ body: { FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }, { EventId: '3' }] } }));
    const { response } = await lambda.invoke({ Records: records });

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: records[1].dynamodb.SequenceNumber }] });
  });
});
