/*
 * New orders in an API with signed quotes: what a quote must be, who may use it, and that it becomes one order.
 */
import { createHmac } from 'node:crypto';
import type { QuoteSettings } from '../../src/contract';
import { QUOTED_FIELDS } from '../../src/contract';
import type { Order } from '../../src/handler/domain/order';
import type { HttpResponse } from '../../src/handler/http';
import { CLOCK_SKEW, MAX_LIFETIME } from '../../src/handler/quotes/quote';
import type { Authorizer } from '../support/handler/fixtures';
import { postOrders } from '../support/handler/fixtures';
import { ACCESS, ACCESS_WITH_GUESTS, bodyOf, Dependencies, Harness, NOW, OTHER, OWNER, refusalOf, STAFF } from '../support/handler/harness';
import {
  AUDIENCE, base64url, base64urlJson, claims, headerOf, Json, mirrored, newSigner, ORDER, quotedOperations, quoteOf, signed, SIGNER,
} from '../support/handler/quotes';

const OWN = { customerId: 'customer123' };
const SECOND = 1_000;
const iat = Math.floor(NOW.getTime() / SECOND);

let harness: Harness;

beforeEach(() => { open(); });

/** Opens the shop with other settings, or on other parts. Orders that were placed before stay. */
function open(settings: Partial<QuoteSettings> = {}, overrides: Partial<Dependencies> = {}): void {
  harness = new Harness({ operations: quotedOperations(settings), access: settings.guests ? ACCESS_WITH_GUESTS : ACCESS, ...overrides });
}

/** Opens the shop again on the orders that there are, at another time. */
function laterBy(seconds: number): void {
  const { orders } = harness;
  open({}, { now: () => new Date(NOW.getTime() + seconds * SECOND) });
  for (const [orderId, placed] of orders) harness.orders.set(orderId, placed);
}

async function order(body: object, caller: Authorizer | undefined = OWNER, key?: string): Promise<HttpResponse> {
  return harness.handleAs(caller, postOrders(body, { headers: { 'content-type': 'application/json', ...key && { 'idempotency-key': key } } }));
}

function stored(answer: HttpResponse): Order {
  expect(answer.statusCode).toBe(200);
  return harness.orders.get(bodyOf(answer).orderId as string)!;
}

describe('an order with a quote', () => {
  test('has the items and amounts of the quote, and the rest of the body', async () => {
    const answer = await order({ quote: quoteOf(), note: 'Ring twice' });

    expect(stored(answer)).toMatchObject({ ...OWN, ...ORDER, totalAmount: 44.88, note: 'Ring twice', priceSource: 'QUOTE', modelVersion: 2 });
    expect(stored(answer)).not.toHaveProperty('quote');
    expect(stored(answer).orderId).toHaveLength(43);
  });

  test.each(['EdDSA', 'Ed25519'])('may be signed with Ed25519, under the name %s', async (alg) => {
    const signer = newSigner('ed', 'Ed25519');
    open({ keys: [SIGNER.jwk, signer.jwk] });

    expect(await order({ quote: quoteOf(claims(), signer, { ...headerOf(signer), alg }) })).toMatchObject({ statusCode: 200 });
  });

  test('may have an empty list of discounts beside it, which says nothing', async () => {
    expect(await order({ quote: quoteOf(), discounts: [] })).toMatchObject({ statusCode: 200 });
  });

  test('gets the customer of the quote where neither caller nor body names one', async () => {
    expect(stored(await order({ quote: quoteOf(claims({ customer: 'customer9' })) }, STAFF))).toMatchObject({ customerId: 'customer9' });
  });
});

describe('a quote that is none', () => {
  const header = headerOf(SIGNER);
  const [head, payload, signature] = quoteOf().split('.');
  const p384 = { ...newSigner('key-1'), alg: 'ES384' };
  const stranger = newSigner('key-1');
  const hmac = (input: string) => base64url(createHmac('sha256', JSON.stringify(SIGNER.jwk)).update(input).digest());
  const hs256 = `${base64urlJson({ ...header, alg: 'HS256' })}.${payload}`;

  test.each<[string, unknown, string | RegExp]>([
    ['no text', 7, 'must be a string, got a number'],
    ['an unknown kid', quoteOf(claims(), newSigner('key-2')), '#/kid of the header must be that of a key of this API, got "key-2"'],
    ['the signature of another key', quoteOf(claims(), stranger), 'must be as the key "key-1" has signed it, got another signature'],
    ['the algorithm none', `${base64urlJson({ ...header, alg: 'none' })}.${payload}.AA`, '#/alg of the header must be ES256 with this key, got "none"'],
    ['no signature', `${head}.${payload}.`, 'must be a JWS: three parts in base64url without padding, with a point between them, got a part that is empty or no base64url'],
    ['the public key as a secret', `${hs256}.${hmac(hs256)}`, '#/alg of the header must be ES256 with this key, got "HS256"'],
    ['the algorithm of another curve', quoteOf(claims(), p384, headerOf(p384)), '#/alg of the header must be ES256 with this key, got "ES384"'],
    ['the algorithm of a key of another kind', quoteOf(claims(), SIGNER, { ...header, alg: 'EdDSA' }), '#/alg of the header must be ES256 with this key, got "EdDSA"'],
    ['a header crit', quoteOf(claims(), SIGNER, { ...header, crit: ['exp'] }), '#/crit of the header is not a known field; known are alg, kid, typ'],
    ['a header jwk', quoteOf(claims(), stranger, { ...header, jwk: stranger.jwk }), '#/jwk of the header is not a known field; known are alg, kid, typ'],
    ['a header x5u', quoteOf(claims(), SIGNER, { ...header, x5u: 'https://evil.example' }), '#/x5u of the header is not a known field; known are alg, kid, typ'],
    ['no typ', quoteOf(claims(), SIGNER, { alg: 'ES256', kid: 'key-1' }), '#/typ of the header is required'],
    ['the typ of another token', quoteOf(claims(), SIGNER, { ...header, typ: 'JWT' }), '#/typ of the header must be order-quote+jwt, got "JWT"'],
    ['junk in base64url', `${head}.${payload}!.${signature}`, /^must be a JWS/],
    ['a line break in base64url', `${head}.${payload}\n.${signature}`, /^must be a JWS/],
    ['padding', `${head}.${payload}.${signature}==`, /^must be a JWS/],
    ['the alphabet of base64', `${head}.${payload}.${'+/'.repeat(43)}`, /^must be a JWS/],
    ['bits after the last byte', `${head}.${payload}.${signature.slice(0, -1)}${signature.endsWith('B') ? 'C' : 'B'}`, /^must be a JWS/],
    ['four parts', `${quoteOf()}.AA`, 'must be a JWS: three parts in base64url without padding, with a point between them, got 4 parts'],
    ['a DER signature', `${head}.${payload}.${base64url(signed(`${head}.${payload}`, SIGNER, 'der'))}`, /^must have a signature of 64 bytes \(that of JWS, not DER\), got 7[0-2]$/],
    ['other claims than those signed', `${head}.${base64urlJson(claims({ jti: 'other' }))}.${signature}`, 'must be as the key "key-1" has signed it, got another signature'],
    ['claims that are no JSON', quoteOf('{'), /^must have claims in JSON: /],
    ['a claim twice', quoteOf(JSON.stringify(claims()).replace('{', '{"jti":"first",')), /^must have claims in JSON: /],
    ['an audience of another API', quoteOf(claims({ aud: 'orders-prod' })), `#/aud of the claims must be "${AUDIENCE}", got "orders-prod"`],
    ['several audiences', quoteOf(claims({ aud: [AUDIENCE] })), `#/aud of the claims must be "${AUDIENCE}", got an array`],
    ['no jti', quoteOf(claims({ jti: undefined })), '#/jti of the claims is required'],
    ['no exp', quoteOf(claims({ exp: undefined })), '#/exp of the claims is required'],
    ['an exp in fractions of a second', quoteOf(claims({ exp: iat + 0.5 })), `#/exp of the claims must be a time in whole seconds since 1970, got ${iat + 0.5}`],
    ['too long a lifetime', quoteOf(claims({ iat, exp: iat + MAX_LIFETIME + 1 })), '#/exp of the claims must be 1 to 86400 seconds after iat, got 86401'],
    ['no lifetime', quoteOf(claims({ iat, exp: iat })), '#/exp of the claims must be 1 to 86400 seconds after iat, got 0'],
    ['a time before it was issued', quoteOf(claims({ iat: iat + CLOCK_SKEW + 1 })), /^must be issued by a clock that is at most 60 s ahead/],
    ['another claim', quoteOf(claims({ nbf: iat })), '#/nbf of the claims is not a known field; known are aud, iat, exp, jti, customer, order'],
    ['no order', quoteOf(claims({ order: undefined })), '#/order of the claims is required'],
    ['no currency', quoteOf(claims({ order: { items: ORDER.items } })), '#/order/currency of the claims is required'],
    ['a field in its order that stands beside it', quoteOf(claims({ order: { ...ORDER, note: 'x' } })), /^#\/order\/note of the claims is not a known field/],
    ['a price that is none', quoteOf(claims({ order: { ...ORDER, items: [{ productId: 'shirt', quantity: 1, price: -1 }] } })), /^#\/order\/items\/0\/price of the claims must be a decimal number/],
    ['a number that a double rounds', quoteOf(JSON.stringify(claims()).replace('19.99', '19.990000000000000001')), /^#\/order\/items\/0\/price of the claims must be .* that a double does not hold exactly/],
    ['a wrong total', quoteOf(claims({ order: { ...ORDER, totalAmount: 1 } })), /^#\/order\/totalAmount of the claims must be 44.88/],
    ['another customer', quoteOf(claims({ customer: 'customer124' })), 'must be used by the customer for whom it was issued, got another one'],
  ])('fails with %s', async (_, quote, detail) => {
    const refusal = refusalOf(await order({ quote }));

    expect(refusal).toMatchObject({ status: 422, kind: 'quote-not-valid', errors: [{ pointer: '#/quote' }] });
    expect((refusal.errors as { detail: string }[])[0].detail)[typeof detail === 'string' ? 'toBe' : 'toMatch'](detail);
    expect(harness.orders.size).toBe(0);
  });

  test('is told with all faults of the rest of the body', async () => {
    const { errors } = refusalOf(await order({ quote: 'x', contact: { email: 'nobody' }, items: [] as unknown[], currency: 'EUR' }));

    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['#/quote', '#/currency', '#/contact/email']);
  });
});

describe('who may use a quote', () => {
  test.each<[string, Authorizer | undefined, object]>([
    ['the customer for whom it was issued', OWNER, {}],
    ['staff, for that customer', STAFF, OWN],
  ])('%s', async (_, caller, body) => {
    expect(stored(await order({ quote: quoteOf(claims({ customer: 'customer123' })), ...body }, caller))).toMatchObject(OWN);
  });

  test.each<[string, Authorizer | undefined, object, number]>([
    ['another customer', OTHER, {}, 422],
    ['another customer in the name of the first one', OTHER, OWN, 403],
    ['staff for another customer', STAFF, { customerId: 'customer124' }, 422],
  ])('not %s', async (_, caller, body, status) => {
    const answer = await order({ quote: quoteOf(claims({ customer: 'customer123' })), ...body }, caller);

    expect(answer.statusCode).toBe(status);
    if (status === 422) expect(answer.body).not.toContain('customer123');
  });

  test('a customer and a guest need one', async () => {
    const body = { ...OWN, ...ORDER };
    expect(refusalOf(await order(body))).toMatchObject({ status: 422, kind: 'validation-failed' });
    expect((refusalOf(await order(body)).errors as { pointer: string }[])[0]).toMatchObject({ pointer: '#/quote' });

    open({ guests: true });
    expect(refusalOf(await order(body, undefined))).toMatchObject({ status: 422, kind: 'validation-failed' });
    expect(stored(await order({ ...OWN, quote: quoteOf() }, undefined))).toMatchObject({ priceSource: 'QUOTE' });
  });

  test('staff may set prices without one', async () => {
    expect(stored(await order({ ...OWN, ...ORDER }, STAFF))).toMatchObject({ totalAmount: 44.88, priceSource: 'STAFF' });
  });
});

test.each(QUOTED_FIELDS)('fails with %s beside the quote', async (name) => {
  const value = name === 'items' ? ORDER.items : name === 'discounts' ? [{ code: 'FREE', amount: 1 }] : 1;

  expect(refusalOf(await order({ quote: quoteOf(), [name]: value }))).toMatchObject({
    status: 422, kind: 'validation-failed', errors: [{ detail: 'must be left out, since the quote decides about it', pointer: `#/${name}` }],
  });
});

describe('a quote becomes one order', () => {
  test('fails with an id of the client, or an idempotency key', async () => {
    expect(refusalOf(await order({ quote: quoteOf(), orderId: 'order-1' }))).toMatchObject({ status: 422, errors: [{ pointer: '#/orderId' }] });
    expect(refusalOf(await order({ quote: quoteOf() }, OWNER, 'key'))).toMatchObject({ status: 422, errors: [{ pointer: '#/quote' }] });
  });

  test('when it is sent twice, also by somebody else for the same customer', async () => {
    const first = await order({ quote: quoteOf() });
    const again = await order({ quote: quoteOf(), ...OWN }, STAFF);

    expect(again).toMatchObject({ statusCode: 200, body: first.body, headers: { 'Idempotency-Replayed': 'true' } });
    expect(harness.orders.size).toBe(1);
  });

  test.each<[string, () => string]>([
    ['signed again', () => quoteOf()],
    ['with the mirrored signature', () => mirrored(quoteOf())],
    ['issued again, later', () => quoteOf(claims({ iat, exp: iat + 900 }))],
    ['with its claims in another order', () => quoteOf(Object.fromEntries(Object.entries(claims()).reverse()))],
  ])('%s', async (_, quote) => {
    const first = await order({ quote: quoteOf() });

    expect(await order({ quote: quote() })).toMatchObject({ statusCode: 200, body: first.body, headers: { 'Idempotency-Replayed': 'true' } });
  });

  test.each<[string, Json]>([
    ['other contents beside it', { quote: quoteOf(), note: 'other' }],
    ['other contents in a quote of the same jti', { quote: quoteOf(claims({ order: { ...ORDER, shippingAmount: 0 } })) }],
  ])('fails when it is used twice, with %s', async (_, body) => {
    await order({ quote: quoteOf() });

    expect(refusalOf(await order(body))).toMatchObject({ status: 409, kind: 'quote-used' });
    expect(harness.orders.size).toBe(1);
  });

  test('another jti, or another audience, is another order', async () => {
    const first = stored(await order({ quote: quoteOf() }));
    const second = stored(await order({ quote: quoteOf(claims({ jti: 'quote-2' })) }));
    open({ audience: 'orders-prod' });
    const third = stored(await order({ quote: quoteOf(claims({ aud: 'orders-prod' })) }));

    expect(new Set([first, second, third].map(({ orderId }) => orderId)).size).toBe(3);
  });
});

describe('an expired quote', () => {
  test('is refused, to the second', async () => {
    laterBy(600);
    expect(refusalOf(await order({ quote: quoteOf() }))).toMatchObject({ status: 409, kind: 'quote-expired', errors: [{ pointer: '#/quote' }] });

    laterBy(599);
    expect(await order({ quote: quoteOf() })).toMatchObject({ statusCode: 200 });
  });

  test('of an order that exists is a replay', async () => {
    const first = await order({ quote: quoteOf() });
    laterBy(86_400);

    expect(await order({ quote: quoteOf() })).toMatchObject({ statusCode: 200, body: first.body, headers: { 'Idempotency-Replayed': 'true' } });
    expect(refusalOf(await order({ quote: quoteOf(), note: 'other' }))).toMatchObject({ kind: 'quote-used' });
  });

  test('that was issued a moment ago by a clock that is ahead is accepted', async () => {
    expect(await order({ quote: quoteOf(claims({ iat: iat + CLOCK_SKEW })) })).toMatchObject({ statusCode: 200 });
  });
});
