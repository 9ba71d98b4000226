/*
 * The transport that stands in for the SDK's: against servers on this machine. What becomes of its errors in the
 * handler is in bundle.test.ts.
 */
import { Agent } from 'node:http';
import { AddressInfo, createServer, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector, Timeouts } from '../../../src/handler/sdk/http-handler';
import { ScriptedServer } from '../../support/handler/scripted-server';

const server = new ScriptedServer();
const transports: NodeHttpHandler[] = [];

beforeAll(() => server.start());

afterEach(() => {
  transports.splice(0).forEach((each) => each.destroy());
  server.reset();
});

afterAll(() => server.stop());

function transport(timeouts: Timeouts = {}): NodeHttpHandler {
  transports.push(NodeHttpHandler.create(timeouts));
  return transports[transports.length - 1];
}

function request(changes: Partial<ConstructorParameters<typeof HttpRequest>[0]> = {}): HttpRequest {
  return new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port: server.port, method: 'POST', path: '/', ...changes });
}

async function answerTo(sent: HttpRequest, through = transport()) {
  const { response: { statusCode, headers, body } } = await through.handle(sent);
  return { statusCode, headers, body: Buffer.from(await streamCollector(body as Readable)).toString() };
}

test('a request goes out as it is, and the answer comes back whole', async () => {
  server.answer(() => ({ status: 418, headers: { 'x-amzn-requestid': 'id-1' }, body: 'ü'.repeat(100_000) }));

  const answer = await answerTo(request({ path: '/role', query: { a: 'b c' }, headers: { 'x-amz-target': 'PutItem', 'content-length': '3' }, body: 'ü!' }));

  expect(server.requests).toEqual([expect.objectContaining({ method: 'POST', url: '/role?a=b%20c', body: 'ü!' })]);
  expect(server.requests[0].headers).toMatchObject({ 'x-amz-target': 'PutItem', 'content-length': '3' });
  expect(answer).toMatchObject({ statusCode: 418, headers: { 'x-amzn-requestid': 'id-1' }, body: JSON.stringify('ü'.repeat(100_000)) });
});

test('its Host is where it goes to, or what the SDK says', async () => {
  await answerTo(request());
  await answerTo(request({ headers: { host: 'dynamodb.us-east-1.amazonaws.com' } }));

  expect(server.requests.map(({ headers }) => headers.host)).toEqual([`127.0.0.1:${server.port}`, 'dynamodb.us-east-1.amazonaws.com']);
});

test('requests one after another share a connection', async () => {
  const through = transport();

  for (let i = 0; i < 3; i++) await answerTo(request(), through);

  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
});

test('an address of IPv6 may have its brackets, as in a URL', async () => {
  await answerTo(request({ hostname: '[127.0.0.1]' }));

  expect(server.requests).toHaveLength(1);
});

test('nothing is left to wait for once an answer was read', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();

  await answerTo(request(), transport({ connectionTimeout: 60_000, requestTimeout: 60_000 }));
  await new Promise((resolve) => setImmediate(resolve));

  expect(timers()).toBeLessThanOrEqual(before + 1); // the agent's own, of the connection that it keeps
});

test('a handler that is one already is taken as it is', () => {
  const own = transport();

  expect(NodeHttpHandler.create(own)).toBe(own);
});

describe('fails with a TimeoutError, which the SDK tries again,', () => {
  const TIMEOUT = { name: 'TimeoutError', code: 'ETIMEDOUT', message: 'no whole answer within 50 ms' };

  test('when there is no answer', async () => {
    server.answer(() => 'silence');

    await expect(answerTo(request(), transport({ requestTimeout: 50 }))).rejects.toMatchObject(TIMEOUT);
  });

  test('when an answer has no end, and lets go of that connection', async () => {
    server.answer(() => (server.requests.length === 1 ? 'no-end' : {}));
    const through = transport({ requestTimeout: 1_000 });

    await expect(answerTo(request(), through)).rejects.toMatchObject({ ...TIMEOUT, message: 'no whole answer within 1000 ms' });
    await answerTo(request(), through);

    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test('when TLS does not come about', async () => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;

    await expect(answerTo(request({ protocol: 'https:', port }), transport({ connectionTimeout: 1_000, requestTimeout: 50 }))).rejects.toMatchObject(TIMEOUT);
    await new Promise((resolve) => silent.close(resolve));
  });

  test('when there is no connection, which is asked for sooner', async () => {
    // On this machine a connection is made at once, or refused.
    jest.spyOn(Agent.prototype, 'createConnection' as never).mockReturnValue(Object.assign(new Socket(), { connecting: true }) as never);

    await expect(answerTo(request(), transport({ connectionTimeout: 50, requestTimeout: 5_000 })))
      .rejects.toMatchObject({ ...TIMEOUT, message: 'no connection within 50 ms' });
    jest.restoreAllMocks();
  });
});

test('fails with the error as it is when the connection breaks, whose code the SDK knows', async () => {
  server.answer(() => 'reset');

  await expect(answerTo(request())).rejects.toMatchObject({ name: 'Error', code: 'ECONNRESET' });
});

test('fails with the error as it is when nobody listens', async () => {
  await expect(answerTo(request({ port: 1 }))).rejects.toMatchObject({ name: 'Error', code: 'ECONNREFUSED' });
});

test('fails when it is called off', async () => {
  server.answer(() => 'silence');
  const controller = new AbortController();
  const sent = transport().handle(request(), { abortSignal: controller.signal });

  controller.abort();

  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
});
