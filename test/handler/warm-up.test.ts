/*
 * The warm-up from both sides: what the platform and DynamoDB see of the bundle that ships, and what the handler
 * goes through.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CallerRule } from '../../src/contract';
import { compact } from '../../src/handler/fast-properties';
import { createHandler, HttpResponse, RequestLog } from '../../src/handler/http';
import { OPERATIONS } from '../../src/handler/operations';
import { documentClientOf, OrderStore } from '../../src/handler/order-store';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';
import { warmUp } from '../../src/handler/warm-up';
import { accessRules } from '../../tools/openapi/access-rules';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { bundleOn } from '../support/handler/bundle-process';
import { postOrders } from '../support/handler/fixtures';
import { withServer } from '../support/handler/local-server';
import { Script, ScriptedServer, WELL } from '../support/handler/scripted-server';

const ORDER = postOrders(CURL_ORDER);
const BOUND_MS = 1_000;

const dynamoDB = new ScriptedServer();
const { run } = bundleOn(dynamoDB);

describe('before the first event, the bundle', () => {
  test('opens the connection that the first order uses', async () => {
    await run([ORDER]);

    expect(dynamoDB.requests.map(({ method, url, connection }) => `${method} ${url} on ${connection}`)).toEqual(['GET / on 1', 'POST / on 1']);
  });

  test.each<[string, CallerRule]>([
    ['a claim', { customerIdClaim: 'customer_id' }],
    ['the claim of the principal', { customerIdClaim: 'sub' }],
    ['a claim, and staff a scope', { customerIdClaim: 'customer_id', staff: [{ scope: 'orders/admin' }] }],
    ['no claim, and others do', {}],
    ['no claim, and callers have one', { callerIdClaim: 'partner' }],
  ])('gets as far when customers have %s: a rehearsal that is refused would not learn where DynamoDB is', async (_, rule) => {
    await run([], { ACCESS: JSON.stringify([{ routes: ['POST /orders'], ...rule }]) });

    expect(dynamoDB.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /']);
  });

  test('lets the platform wait until that is done', async () => {
    dynamoDB.answer(() => ({ delayMs: 300 }));

    const { loadMs } = await run([]);

    expect(loadMs).toBeGreaterThan(300);
  });

  test('writes nothing', async () => {
    await run([]);

    expect(dynamoDB.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('needs no permission: what it sends is not signed and holds no credentials', async () => {
    await run([], { AWS_SESSION_TOKEN: 'session' });

    expect(dynamoDB.requests.map(({ headers, body }) => ({ names: Object.keys(headers).sort(), body }))).toEqual([{ names: ['connection', 'host'], body: '' }]);
  });

  test('logs nothing, and no metric, which would be a log line', async () => {
    const { stdout, stderr } = await run([]);

    expect([stdout, stderr]).toEqual(['', '']);
  });
});

describe('never fails the function, and says nothing,', () => {
  const unreachable = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };

  test.concurrent.each<[string, NodeJS.ProcessEnv, Script]>([
    ['when nobody listens', unreachable, WELL],
    ['when the endpoint is no URL', { AWS_ENDPOINT_URL: 'nowhere' }, WELL],
    ['when the region is missing', { AWS_REGION: undefined, AWS_EC2_METADATA_DISABLED: 'true' }, WELL],
    ['when the region is none', { AWS_REGION: '-', AWS_ENDPOINT_URL: undefined }, WELL],
    ['when there are no credentials', { AWS_ACCESS_KEY_ID: undefined }, WELL],
    ['when DynamoDB resets the connection', {}, () => 'reset'],
    ['when DynamoDB answers with an error', {}, () => ({ status: 500 })],
    ['when DynamoDB answers that it is somewhere else', {}, () => ({ status: 301, headers: { location: '/elsewhere' } })],
    ['when DynamoDB does not answer', {}, () => 'silence'],
    ['when the answer has no end', {}, () => 'no-end'],
  ])('%s', (_, environment, script) => withServer(new ScriptedServer(), async (server) => {
    server.answer(script);

    const { exitCode, stdout, stderr } = await run([], { AWS_ENDPOINT_URL: server.endpoint, ...environment });

    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  }));

  test('and a first order after it is stored all the same', async () => {
    dynamoDB.answer(({ method }) => (method === 'GET' ? 'reset' : {}));

    const { responses: [response] } = await run([ORDER]);

    expect(response.statusCode).toBe(200);
  });

  test.each([
    ['throws', () => { throw new Error('broken'); }],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('when the handler %s', async (_, handler) => {
    await expect(warmUp({ client: clientFor(dynamoDB.endpoint), handlerOn: () => handler })).resolves.toBeUndefined();
  });
});

describe('takes no longer than its bound', () => {
  test.each<[string, Script]>([
    ['when DynamoDB does not answer', () => 'silence'],
    ['when the answer has no end', () => 'no-end'],
  ])('%s, and leaves that connection alone afterwards', async (_, script) => {
    dynamoDB.answer((request) => (request.method === 'GET' ? script(request) : {}));

    const { responses: [response], waits } = await run([ORDER]);

    expect(waits).toEqual([BOUND_MS]);
    expect(response.statusCode).toBe(200);
    expect(dynamoDB.requests.map(({ method, connection }) => [method, connection])).toEqual([['GET', 1], ['POST', 2]]);
  });

  test('when the handler does not come to an end', async () => {
    const warmedUp = warmUp({ client: clientFor(dynamoDB.endpoint), handlerOn: () => () => new Promise(() => undefined), timeoutMs: 50 });

    await expect(Promise.race([warmedUp.then(() => 'warmed up'), sleep(500, 'longer')])).resolves.toBe('warmed up');
  });

  test('and sends nothing once that is over', async () => {
    const container = await new ScriptedServer().start();
    const credentials = { AccessKeyId: 'late', SecretAccessKey: 'late', Token: 'late', Expiration: new Date(Date.now() + 3_600_000).toISOString() };
    container.answer(() => ({ delayMs: 1.5 * BOUND_MS, body: credentials }));

    const { waits } = await run([], { AWS_ACCESS_KEY_ID: undefined, AWS_CONTAINER_CREDENTIALS_FULL_URI: container.endpoint });
    await container.stop();

    expect(waits).toEqual([BOUND_MS]);
    expect(container.requests).toHaveLength(1);
    expect(dynamoDB.requests).toEqual([]);
  });
});

describe('the rehearsal', () => {
  async function rehearse(rule: CallerRule = {}) {
    const answers: HttpResponse[] = [];
    const logs: RequestLog[] = [];
    const clients: DynamoDBClient[] = [];
    const client = clientFor(dynamoDB.endpoint);
    await warmUp({
      client,
      callerClaim: rule.customerIdClaim ?? rule.callerIdClaim,
      handlerOn: (rehearsal) => {
        clients.push(rehearsal);
        const handler = createHandler({
          operations: OPERATIONS,
          store: new OrderStore(documentClientOf(rehearsal), 'orders'),
          problems: PROBLEMS,
          access: accessRules(rule),
          now: () => new Date(),
          newId: () => 'order-1',
          canReadOrders: true,
          log: (line) => { logs.push(line); },
        });
        return async (...event) => answers.push(await handler(...event));
      },
    });
    return { answers, logs, clients, client };
  }

  test.each<[string, CallerRule]>([
    ['every caller is trusted', {}],
    ['customers have a claim', { customerIdClaim: 'customer_id' }],
    ['callers have a claim', { callerIdClaim: 'partner' }],
    ['the claim is the principal\'s own', { customerIdClaim: 'sub' }],
    ['there is staff too', { customerIdClaim: 'customer_id', staff: [{ scope: 'orders/admin' }] }],
  ])('goes through the whole handler once, to an order that counts as stored, when %s', async (_, rule) => {
    const { answers, logs } = await rehearse(rule);

    expect(answers).toEqual([expect.objectContaining({ statusCode: 200 })]);
    expect(logs).toEqual([expect.objectContaining({ outcome: 'created' })]);
    expect(dynamoDB.orders).toEqual([]);
  });

  test('leaves the client of the orders as it was', async () => {
    const { client, clients: [rehearsal] } = await rehearse();

    expect(client.config.requestHandler).not.toBe(rehearsal.config.requestHandler);
    await new OrderStore(documentClientOf(client), 'orders').create({ orderId: 'order-1' } as never);
    expect(dynamoDB.orders).toHaveLength(1);
  });
});

test('the settings that the SDK copies for each request are laid out so that V8 copies them fast', () => {
  const settings = Object.assign({}, ...Array.from({ length: 60 }, (_, index) => ({ [`setting${index}`]: index })));
  setFlagsFromString('--allow-natives-syntax');
  const hasFastProperties = runInThisContext('(object) => %HasFastProperties(object)');
  expect(hasFastProperties(settings)).toBe(false);

  compact(settings);

  expect(hasFastProperties(settings)).toBe(true);
  expect(Object.keys(settings)).toHaveLength(60);
});

function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' } });
}
