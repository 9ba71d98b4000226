/*
 * `OrderPrices.signedQuotes()`: what it refuses at synth, and what the function gets.
 */
import { generateKeyPairSync, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Token } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderRoute } from '../../src';
import { validateSignedQuotes } from '../../src/prices/quote-keys';
import { newSigner } from '../support/handler/quotes';

const { jwk: P256 } = newSigner('key-1');
const { jwk: ED25519 } = newSigner('key-2', 'Ed25519');
const jwkOf = (type: 'ec' | 'rsa', options: object) => ({ ...(generateKeyPairSync(type as 'rsa', options as { modulusLength: number }).publicKey.export({ format: 'jwk' })), kid: 'k' });

const refusals = (keys: unknown, audience: unknown = 'orders') => validateSignedQuotes({ keys: keys as object[], audience: audience as string });
const KEY = 'keys[0] of OrderPrices.signedQuotes()';
const TYPES = `${KEY} must have the kty EC with the crv P-256, or OKP with Ed25519`;

test.each<[string, unknown, string]>([
  ['no list', P256, "keys of OrderPrices.signedQuotes() must be a list of public JSON Web Keys such as [{ kty: 'EC', crv: 'P-256', x, y, kid }], got another object"],
  ['no key', [], 'keys of OrderPrices.signedQuotes() must be 1 to 10 public JSON Web Keys, got 0'],
  ['a text in place of a key', ['-----BEGIN PUBLIC KEY-----'], `${KEY} must be a public JSON Web Key such as { kty: 'EC', crv: 'P-256', x, y, kid }, got "-----BEGIN PUBLIC KEY-----"`],
  ['a private part', [{ ...P256, d: 'secret' }], `${KEY} must be a public JSON Web Key, got one with the private member d: replace that key, since it may be in a repository or a log`],
  ['a symmetric key', [{ kty: 'oct', k: 'secret', kid: 'k' }], `${KEY} must be a public JSON Web Key, got one with the private member k: replace that key, since it may be in a repository or a log`],
  ['an RSA key', [jwkOf('rsa', { modulusLength: 2048 })], `${TYPES}, got "RSA"`],
  ['the curve P-384', [jwkOf('ec', { namedCurve: 'P-384' })], `${TYPES}, got "EC" with "P-384"`],
  ['the curve secp256k1', [jwkOf('ec', { namedCurve: 'secp256k1' })], `${TYPES}, got "EC" with "secp256k1"`],
  ['no kid', [{ ...P256, kid: undefined }], `kid of ${KEY} must be 1 to 128 printable ASCII characters without spaces, which each quote names, got none`],
  ['a kid twice', [P256, { ...ED25519, kid: P256.kid }], 'keys of OrderPrices.signedQuotes() must each have a kid of their own, got "key-1" more than once'],
  ['a short x', [{ ...P256, x: 'AQ' }], `x of ${KEY} must be 32 bytes in base64url without padding, got 2 characters`],
  ['no y', [{ ...P256, y: undefined }], `y of ${KEY} must be 32 bytes in base64url without padding, got none`],
  ['a point off the curve', [{ ...P256, x: P256.kty === 'EC' ? P256.y : '' }], `x and y of ${KEY} must be a point of the curve P-256, got another one: export the public key again`],
  ['an x of Ed25519 off the curve', [{ ...ED25519, x: Buffer.alloc(32, 2).toString('base64url') }], `x of ${KEY} must be a point of the curve Ed25519, got another one: export the public key again`],
  ['zeros', [{ ...ED25519, x: 'A'.repeat(43) }], `x of ${KEY} must be a point of the curve Ed25519, got another one: export the public key again`],
  ['another alg', [{ ...P256, alg: 'ES384' }], `alg of ${KEY} must be ES256, got "ES384"`],
  ['a key for encryption', [{ ...P256, use: 'enc' }], `use of ${KEY} must be sig, got "enc"`],
  ['a key for signing only', [{ ...P256, key_ops: ['sign'] }], `key_ops of ${KEY} must include verify, got ["sign"]`],
  ['a token as x', [{ ...P256, x: Token.asString({ Ref: 'A' }) }], `x of ${KEY} must be 32 bytes in base64url without padding, got a token`],
])('fails with %s', (_, keys, message) => {
  expect(refusals(keys)).toEqual([message]);
  expect(refusals(keys).join()).not.toContain('secret');
});

test.each<[string, unknown, string]>([
  ['none', undefined, 'none'], ['a space', 'my orders', '"my orders"'], ['a list', ['a'], '["a"]'],
])('fails with an audience that is %s', (_, audience, got) => {
  expect(validateSignedQuotes({ keys: [P256], audience: audience as string })).toEqual([
    `audience of OrderPrices.signedQuotes() must be a name of this API such as 'orders-prod', 1 to 255 printable ASCII characters without spaces, got ${got}`,
  ]);
});

test('fails with an audience that is a token', () => {
  expect(refusals([P256], Token.asString({ Ref: 'A' }))).toEqual([
    'audience of OrderPrices.signedQuotes() must be known at synth, since the settings file of the function has it, got a token',
  ]);
});

test('fails without options, and with a misspelt one', () => {
  expect(validateSignedQuotes(undefined as never)).toEqual([expect.stringMatching(/must have options such as .* got none$/)]);
  expect(validateSignedQuotes({ keys: [P256], audiense: 'a' } as never)).toEqual([expect.stringContaining('got audiense (did you mean audience?)')]);
});

test('fails in an API that creates no orders', () => {
  expect(() => new OrderProcessingApi(new Stack(), 'Orders', {
    prices: OrderPrices.signedQuotes({ keys: [P256], audience: 'orders' }),
    routes: [OrderRoute.getOrder()],
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  })).toThrow('prices must be left out without OrderRoute.createOrder(), since nothing else has prices of its own, got OrderPrices.signedQuotes()');
});

test.each([[true, OrderAccess.guests()], [undefined, OrderAccess.staff(new HttpIamAuthorizer())]])('the function gets the public members of the keys (guests: %s)', (guests, access) => {
  const app = new App();
  new OrderProcessingApi(new Stack(app, 'Shop'), 'Orders', {
    prices: OrderPrices.signedQuotes({ keys: [{ ...P256, use: 'sig', alg: 'ES256' }, { ...ED25519, alg: 'Ed25519' }], audience: 'orders' }), access,
  });
  const { directory } = app.synth();
  const file = readdirSync(directory).map((name) => join(directory, name, 'settings.json')).find(existsSync)!;

  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ quotes: { audience: 'orders', keys: [P256, ED25519], ...guests && { guests } } });
});

/** Node.js verifies what nobody has signed under these keys, so they must not get in. */
test.each([
  ['01'.padEnd(64, '0')], ['00'.padEnd(64, '0')], ['ec'.padEnd(62, 'f') + '7f'], ['c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'], ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
])('fails with the key %s of Ed25519, under which anybody can sign', (hex) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', kid: 'k', x: Buffer.from(hex, 'hex').toString('base64url') };
  const ofNobody = Buffer.concat([Buffer.from('01'.padEnd(64, '0'), 'hex'), Buffer.alloc(32)]);
  const messages = Array.from({ length: 200 }, (_, index) => Buffer.from(`message ${index}`));

  expect(messages.some((message) => verify(undefined, message, { key: jwk as object, format: 'jwk' } as never, ofNobody))).toBe(true);
  expect(refusals([jwk])).toEqual([`x of ${KEY} must be a point of the curve Ed25519, got another one: export the public key again`]);
});
