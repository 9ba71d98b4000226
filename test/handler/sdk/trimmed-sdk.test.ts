/*
 * The bundle holds a part of the SDK (docs/adr/0011-trimmed-sdk.md). What was left out is not missed: each of
 * these is the bundle that ships, in a process of its own, against servers on this machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';
import { CURL_ORDER } from '../../../tools/shared/curl-order';
import { bundleOn } from '../../support/handler/bundle-process';
import { postOrders } from '../../support/handler/fixtures';
import { ReceivedRequest, Reply, ScriptedServer } from '../../support/handler/scripted-server';

const ORDER = postOrders(CURL_ORDER);
const HOUR = 3_600_000;
const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const THROTTLED: Reply = { status: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' } };

const dynamoDB = new ScriptedServer();
const container = new ScriptedServer();
const { run } = bundleOn(dynamoDB);

beforeAll(() => container.start());
beforeEach(() => container.reset());
afterAll(() => container.stop());

describe('with credentials of the environment', () => {
  test('requests are signed by them', async () => {
    const { responses: [response] } = await run([ORDER], { AWS_ACCESS_KEY_ID: 'AKENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });

    expect(response.statusCode).toBe(200);
    expect(dynamoDB.orders[0].headers).toMatchObject({
      'authorization': expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKENV\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/),
      'x-amz-security-token': 'session',
    });
  });

  test('the signatures are those of the SDK\'s own, for one request after another', async () => {
    const credentials = { accessKeyId: 'AKENV', secretAccessKey: 'secret', sessionToken: 'session' };

    await run([ORDER, ORDER], { AWS_ACCESS_KEY_ID: 'AKENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });

    expect(dynamoDB.orders).toHaveLength(2);
    for (const request of dynamoDB.orders) expect(request.headers.authorization).toBe(await signatureOf(request, credentials));
  });

  test('they count even when a container offers others', async () => {
    await run([ORDER], { AWS_CONTAINER_CREDENTIALS_FULL_URI: container.endpoint });

    expect(container.requests).toEqual([]);
    expect(dynamoDB.orders[0].headers.authorization).toContain('Credential=fake/');
  });
});

describe('with credentials of a container, as after a restore', () => {
  const credentialsFor = (ms: number) => () => ({
    body: { AccessKeyId: `AK${container.requests.length}`, SecretAccessKey: `secret of AK${container.requests.length}`, Token: 'session', Expiration: new Date(Date.now() + ms).toISOString() },
  });
  const environment = () => ({ ...NO_KEYS, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.endpoint}/role`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token-1' });

  test('they are fetched with the token of AWS_CONTAINER_AUTHORIZATION_TOKEN, and requests are signed by them', async () => {
    container.answer(credentialsFor(HOUR));

    const { responses: [response] } = await run([ORDER], environment());

    expect(response.statusCode).toBe(200);
    expect(container.requests).toEqual([expect.objectContaining({ method: 'GET', url: '/role', headers: expect.objectContaining({ authorization: 'token-1' }) })]);
    expect(dynamoDB.orders[0].headers).toMatchObject({ 'authorization': expect.stringContaining('Credential=AK1/'), 'x-amz-security-token': 'session' });
  });

  test('the token may be in the file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names', async () => {
    container.answer(credentialsFor(HOUR));
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    writeFileSync(join(folder, 'token'), 'token-2');

    await run([ORDER], { ...environment(), AWS_CONTAINER_AUTHORIZATION_TOKEN: undefined, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'token') });
    rmSync(folder, { recursive: true });

    expect(container.requests[0].headers.authorization).toBe('token-2');
    expect(dynamoDB.orders).toHaveLength(1);
  });

  test('they are fetched once for all requests', async () => {
    container.answer(credentialsFor(HOUR));

    await run([ORDER, ORDER], environment());

    expect(container.requests).toHaveLength(1);
    expect(dynamoDB.orders).toHaveLength(2);
  });

  test('they are fetched anew when they are about to expire', async () => {
    container.answer(credentialsFor(60_000));

    await run([ORDER, ORDER], environment());

    const [first, second] = dynamoDB.orders.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization!)![1]);
    expect(second).not.toBe(first);
    for (const [index, accessKeyId] of [first, second].entries()) {
      const credentials = { accessKeyId, secretAccessKey: `secret of ${accessKeyId}`, sessionToken: 'session' };
      expect(dynamoDB.orders[index].headers.authorization).toBe(await signatureOf(dynamoDB.orders[index], credentials));
    }
  });

  test('they are asked for again when the first answer is an error', async () => {
    container.answer((request) => (container.requests[0] === request ? { status: 500 } : credentialsFor(HOUR)()));

    const { responses: [response] } = await run([ORDER], environment());

    expect(response.statusCode).toBe(200);
  });
});

test('fails with a message that names what must be set when there are no credentials', async () => {
  const { responses: [response], stdout } = await run([ORDER], NO_KEYS);

  expect(response.statusCode).toBe(500);
  expect(JSON.parse(stdout).error).toMatchObject({
    name: 'CredentialsProviderError',
    message: expect.stringMatching(/AWS_ACCESS_KEY_ID .* AWS_CONTAINER_CREDENTIALS_FULL_URI .* must be set/),
  });
});

describe('requests go', () => {
  /** Lets every TLS connection end at the server of the test, in the clear: the name that it was meant for is in the request. */
  const reroute = () => `
    const { connect } = require('node:net');
    require('node:tls').connect = () => {
      const socket = connect(${dynamoDB.port}, '127.0.0.1');
      return socket.once('connect', () => socket.emit('secureConnect'));
    };
  `;

  test.each([
    ['to the endpoint of the region', {}, 'dynamodb.eu-central-1.amazonaws.com'],
    ['to the FIPS endpoint with AWS_USE_FIPS_ENDPOINT', { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true' }, 'dynamodb-fips.us-east-1.amazonaws.com'],
    ['to the dual-stack endpoint with AWS_USE_DUALSTACK_ENDPOINT', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'dynamodb.eu-central-1.api.aws'],
    ['to the endpoint of the account that comes with the credentials', { AWS_ACCOUNT_ID: '123456789012' }, '123456789012.ddb.eu-central-1.amazonaws.com'],
    ['to the endpoint of another partition', { AWS_REGION: 'cn-north-1' }, 'dynamodb.cn-north-1.amazonaws.com.cn'],
  ])('%s, which the warm-up has opened the connection to', async (_, environment, host) => {
    const { responses: [response] } = await run([ORDER], { AWS_ENDPOINT_URL: undefined, ...environment }, reroute());

    expect(response.statusCode).toBe(200);
    expect(dynamoDB.requests.map(({ method, headers, connection }) => [method, headers.host, connection])).toEqual([['GET', host, 1], ['POST', host, 1]]);
  });

  test('to AWS_ENDPOINT_URL, or AWS_ENDPOINT_URL_DYNAMODB before it', async () => {
    await run([ORDER], { AWS_ENDPOINT_URL: container.endpoint, AWS_ENDPOINT_URL_DYNAMODB: dynamoDB.endpoint });
    await run([ORDER]);

    expect(dynamoDB.orders).toHaveLength(2);
    expect(container.requests).toEqual([]);
  });
});

test('a request that was throttled is sent again after a pause, and after a longer one the next time', async () => {
  dynamoDB.answer(({ method }) => (method === 'POST' && dynamoDB.orders.length < 3 ? THROTTLED : {}));

  const { responses: [response], waits } = await run([ORDER], {}, 'Math.random = () => 0.9;'); // the pauses have chance in them

  expect(response.statusCode).toBe(200);
  expect(waits).toEqual([900, 1_800]);
});

test('a clock that is an hour behind is corrected by the answer that refuses the signature', async () => {
  const serverTime = new Date(Date.now() + HOUR);
  const refused = { status: 400, headers: { date: serverTime.toUTCString() }, body: { __type: 'com.amazon.coral.service#InvalidSignatureException', message: 'Signature expired' } };
  dynamoDB.answer(({ method }) => (method === 'POST' && dynamoDB.orders.length === 1 ? refused : {}));

  const { responses: [response] } = await run([ORDER]);

  expect(response.statusCode).toBe(200);
  const signedAt = dynamoDB.orders.map(({ headers }) => String(headers['x-amz-date']).slice(0, 'yyyymmddThh'.length));
  expect(signedAt[0]).not.toBe(signedAt[1]);
  expect(signedAt[1]).toBe(serverTime.toISOString().replace(/[-:]/g, '').slice(0, 'yyyymmddThh'.length));
});

/** What the SDK's own signature of a request is that was signed as it came in. */
async function signatureOf({ method, url, headers, body }: ReceivedRequest, credentials: AwsCredentialIdentity): Promise<string> {
  const signed = /SignedHeaders=(\S+),/.exec(headers.authorization!)![1].split(';').map((name) => [name, String(headers[name])]);
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date']))!;
  const signingDate = new Date(`${date.replace(/(..)(..)$/, '-$1-$2')}T${time.replace(/(..)(?=.)/g, '$1:')}Z`);
  const signer = new SignatureV4({ service: 'dynamodb', region: 'eu-central-1', credentials, sha256: Sha256 });
  const request = new HttpRequest({ method, path: url, headers: Object.fromEntries(signed), body, protocol: 'http:', hostname: '127.0.0.1' });
  return (await signer.sign(request, { signingDate })).headers.authorization;
}
