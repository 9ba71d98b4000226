/*
 * Bodies of new orders: valid ones, ones with one thing wrong, and whatever else can be sent.
 */
import * as fc from 'fast-check';
import { PLAIN, spell, Spelling } from './json-text';

/** What a client asks for; all that the handler fills in is missing. */
export type Draft = Readonly<Record<string, unknown>> & { readonly customerId: string };

/** A body, and the statuses of which it gets one whoever sends it; none when it is valid. */
export interface Body {
  readonly text: string;
  readonly refusals: readonly number[];
  /** Sent as it is; else it may be wrapped in base64. */
  readonly isBase64Encoded?: unknown;
}

const DIGITS: readonly [currency: string | undefined, digits: number][] = [[undefined, 2], ['USD', 2], ['EUR', 2], ['JPY', 0], ['KWD', 3], ['CLF', 4]];

const HOSTILE_WORDS = [
  '__proto', 'constructor', 'toString', 'valueOf', 'toJSON', 'then', 'length', 'hasOwnProperty', 'S', 'N', 'NULL', 'L', 'null', 'undefined', 'NaN', '-0',
  '1e400', '0x1F', '${jndi:ldap://x}', '<script>alert(1)</script>', '\' OR 1=1 --', '../../etc/passwd', '%00', '\\u0000', '\\', '"', ':', '#key = :value',
  '\u202Ex', '\u0301x', 'ﬀ', 'İ', '👩‍👩‍👧', '\u{10FFFF}', '\uFFFD', '\uFFFF', '\u00AD.', '\u200B.',
];

const isCleanLine = (text: string) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.trim() !== '';

function line(maxLength: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => isCleanLine(text) && [...text].length <= maxLength),
    fc.constantFrom(...HOSTILE_WORDS),
    fc.constantFrom('x'.repeat(maxLength), '😀'.repeat(maxLength)),
  );
}

function units(max: bigint): fc.Arbitrary<bigint> {
  return fc.oneof({ weight: 3, arbitrary: fc.bigInt({ min: 0n, max: 100_000n }) }, fc.bigInt({ min: 0n, max }));
}

const item = fc.record({
  productId: line(128),
  quantity: fc.integer({ min: 1, max: 1_000 }),
  price: units(10n ** 9n),
  name: fc.option(line(256), { nil: undefined }),
  sku: fc.option(line(128), { nil: undefined }),
});

interface ItemDraft {
  readonly productId: string;
  readonly quantity: number;
  /** In minor units. */
  readonly price: bigint;
  readonly name?: string;
}

const itemLists: fc.Arbitrary<readonly ItemDraft[]> = fc.oneof(
  { weight: 20, arbitrary: fc.array(item, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: item.map((each) => Array.from({ length: 100 }, () => each)) },
  // The largest amount and the largest quantity that there are.
  { weight: 1, arbitrary: fc.constantFrom([{ productId: 'p', quantity: 1, price: 999_999_999_999_999n }], [{ productId: 'p', quantity: 1_000_000, price: 999_999_999n }]) },
);

/** The one key that a plain object cannot hold. */
const metadataKey = line(64).filter((key) => key !== '__proto__');

const metadata = fc.dictionary(metadataKey, fc.oneof(fc.constant(''), line(512)), { maxKeys: 4, noNullPrototype: true });

/** What an order may say beyond what was bought. */
const details = fc.record({
  contact: fc.record({ name: line(256), email: fc.emailAddress(), tel: line(64) }, { requiredKeys: [] }),
  shippingAddress: fc.record({ name: line(256), addressLine1: line(256), city: line(256), country: fc.constantFrom('AT', 'XK') }, { requiredKeys: ['name', 'addressLine1', 'country'] }),
  note: line(1_024),
  reference: line(128),
  locale: fc.constantFrom('de', 'de-AT'),
}, { requiredKeys: [] });

/** Valid orders of a customer. */
export function draft(customerId: fc.Arbitrary<string>, orderId: fc.Arbitrary<string | undefined>): fc.Arbitrary<Draft> {
  return fc.record({
    orderId,
    customerId,
    money: fc.constantFrom(...DIGITS),
    items: itemLists,
    extras: fc.option(fc.record({ shipping: units(1_000_000n), tax: units(1_000_000n), discountPercent: fc.bigInt({ min: 0n, max: 100n }) })),
    tellsTotal: fc.boolean(),
    metadata: fc.option(metadata, { nil: undefined }),
    further: fc.oneof(fc.constant({}), details),
  }).map(({ money: [currency, digits], items, extras, tellsTotal, further, ...rest }) => {
    const amount = (minorUnits: bigint) => Number(`${minorUnits}e-${digits}`);
    const goods = items.reduce((sum, { quantity, price }) => sum + BigInt(quantity) * price, 0n);
    const isLarge = goods > 10n ** 14n; // no room for anything on top
    const { shipping = 0n, tax = 0n, discountPercent = 0n } = (isLarge ? undefined : extras) ?? {};
    const discount = (goods + shipping + tax) * discountPercent / 100n;
    return {
      ...rest,
      ...further,
      currency,
      items: items.map((each) => ({ ...each, price: amount(each.price) })),
      ...extras && { shippingAmount: amount(shipping), taxAmount: amount(tax), discountAmount: amount(discount) },
      ...tellsTotal && { totalAmount: amount(goods + shipping + tax - discount) },
    };
  });
}

export const spelling: fc.Arbitrary<Spelling> = fc.oneof(
  fc.constant(PLAIN),
  fc.record({
    isReversed: fc.boolean(),
    isSpaced: fc.boolean(),
    isEscaped: fc.boolean(),
    numbers: fc.constantFrom<Spelling['numbers'][]>('plain', 'with a zero more', 'with an exponent'),
  }),
);

const firstItem = (change: object) => ({ items }: Draft) => ({ items: [{ ...(items as object[])[0], ...change }, ...(items as object[]).slice(1)] });

const FREE_ITEM = { productId: 'free', quantity: 1, price: 0 };

/** Other valid orders that differ from the first in one thing alone; some say the same in other words. */
export const ALTERATIONS = {
  'nothing': (order: Draft) => order,
  'metadata': (order: Draft) => ({ ...order, metadata: { ...order.metadata as object, altered: 'yes' } }),
  'item name': (order: Draft) => ({ ...order, ...firstItem({ name: 'altered' })(order) }),
  'product': (order: Draft) => ({ ...order, ...firstItem({ productId: 'altered' })(order) }),
  'a free item more': (order: Draft) => ((order.items as object[]).length < 100 ? { ...order, items: [...order.items as object[], FREE_ITEM] } : order),
  'note': (order: Draft) => ({ ...order, note: 'altered' }),
  'total left out': (order: Draft) => ({ ...order, totalAmount: undefined }),
  'default currency': (order: Draft) => ({ ...order, currency: order.currency ?? 'USD' }),
} as const satisfies Record<string, (order: Draft) => Draft>;

export type Alteration = keyof typeof ALTERATIONS;

const always = (change: object) => () => change;

/** Each makes a valid order one that is not: 422. */
const FAULTS: readonly ((valid: Draft) => object)[] = [
  ...[null, 7, '', ' ', '\t', 'a\u0000b', 'a\nb', '\u007F', '\uD800', 'x\uDFFF', '\u2028', 'x'.repeat(256), ['a'], {}].map((customerId) => always({ customerId })),
  ...[undefined, null, {}, [], [null], [[]], 'items', Array.from({ length: 101 }, () => ({ productId: 'p', quantity: 1, price: 1 }))].map((items) => always({ items })),
  ...[0, -1, 1.5, '1', 1_000_001, null, true, [1], 1e21].map((quantity) => firstItem({ quantity })),
  ...[-0.01, 0.0000015, 1e-7, 1e21, 1e15, '1', 'NaN', null, [1], {}].map((price) => firstItem({ price })),
  ...[undefined, '', '\u0000', 'x'.repeat(129), 1].map((productId) => firstItem({ productId })),
  ...['', '\uD83D', 'x'.repeat(257), 1].map((name) => firstItem({ name })),
  firstItem({ colour: 'red' }),
  ...[null, [], { email: 'x' }, { phone: '1' }].map((contact) => always({ contact })),
  ...[null, {}, { name: 'x', addressLine1: 'x', country: 'UK' }].map((shippingAddress) => always({ shippingAddress })),
  ...['', 'usd', 'XAU', 'constructor', null, 1].map((currency) => always({ currency })),
  ...['', 'a b', '../x', 'x'.repeat(43), 'x'.repeat(65), 'é', 'a\u0000', 1, null].map((orderId) => always({ orderId })),
  ...['shippingAmount', 'taxAmount', 'discountAmount', 'totalAmount'].flatMap((name) => [-1, '1', null, 0.00001, 1e16].map((amount) => always({ [name]: amount }))),
  ({ totalAmount }) => ({ totalAmount: Number(totalAmount ?? 0) + 1_234_567 }),
  always({ discountAmount: 999_999_999_999 * 5, shippingAmount: 0, taxAmount: 0, totalAmount: undefined, items: [{ productId: 'p', quantity: 1, price: 1 }] }),
  ...[null, [], 'x', { a: 1 }, { 'a\nb': '' }, { '': '' }, { a: '\uDC00' }, { a: null }, { ['x'.repeat(65)]: '' }].map((faulty) => always({ metadata: faulty })),
  always({ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`key-${index}`, ''])) }),
  ...['status', 'version', 'createdAt', 'updatedAt', 'requestFingerprint', 'changeId', 'statusHistory', 'prototype', 'constructor', ''].map((name) => always({ [name]: 'x' })),
];

const inserting = (member: string) => (text: string) => text.replace(/\{/, `{${member},`);
const pricedAt = (literal: string) => (text: string) => text.replace(/("price"\s*:\s*)[\d.eE+-]+/, `$1${literal}`);
/** A number that is another one only after the last digit that a double has. */
const finer = (text: string) => text.replace(/("(?:price|quantity)"\s*:\s*\d+)(\.\d+)?/, (_, whole, fraction = '.') => `${whole}${fraction}0000000000000000000001`);
const twice = (name: string) => (text: string) => text.replace(new RegExp(`"${name}":("(?:[^"\\\\]|\\\\.)*"|[\\d.]+)`), `"${name}":$1,"${name}":$1`);
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Each makes the text of a valid order one that is refused. */
const VANDALISMS: readonly [statuses: readonly number[], (text: string) => string][] = [
  ...['1e400', '-1e400', '1e-400', '12345678901234567890', '0.1000000000000000055511151231257827', '9007199254740993'].map((literal) => (
    [[422], pricedAt(literal)] as [number[], (text: string) => string])),
  ...['NaN', 'Infinity', '0x10', '01', '1.', '.5', '+1', '1_000', 'undefined'].map((literal) => [[400], pricedAt(literal)] as [number[], (text: string) => string]),
  [[422], inserting('"__proto__":{"admin":true}')],
  [[422], inserting('"\\u005f_proto__":null')],
  [[400], inserting('"customerId":"somebody"')],
  [[400], inserting('"custome\\u0072Id":"somebody"')],
  [[400, 422], (text) => text.replace(/("customerId")/, '"x":{"a":1,"a":1},$1')],
  [[422], inserting(`"x":${nested(100)}`)],
  [[400, 422], inserting(`"x":${nested(50_000)}`)],
  [[400], () => nested(200_000)],
  [[400], (text) => text.slice(0, -1)],
  [[400], (text) => `${text}}`],
  [[400], (text) => `${text},${text}`],
  [[400], (text) => `\uFEFF\uFEFF${text}`],
  [[400], (text) => `\u0000${text}`],
  [[400], (text) => text.replace(/"/g, '\'')],
  [[400], (text) => `[${text}]`],
  [[400], (text) => JSON.stringify(text)],
  [[413], (text) => text + ' '.repeat(1024 * 1024)],
];

/** What a parser that rounds, or keeps the last of equal keys, would take for the valid order itself. */
const FORGERIES: typeof VANDALISMS = [[[422], finer], [[400], twice('customerId')], [[400], twice('price')]];

const NO_ORDERS = ['', ' ', 'null', 'true', '0', '-0', '1e400', '""', '[]', '[{}]', 'undefined', '\u0000', '<xml/>', 'customerId=1', '{', '{"', '{"a"', '\uD800'];

/** Orders with one thing wrong. */
function damaged(valid: fc.Arbitrary<Draft>): fc.Arbitrary<Body> {
  const faulty = fc.tuple(valid, fc.constantFrom(...FAULTS), spelling)
    .map(([order, fault, how]): Body => ({ text: spell({ ...order, ...fault(order) }, how), refusals: [422] }));
  const rewritten = (ways: typeof VANDALISMS) => fc.tuple(valid, fc.constantFrom(...ways))
    .map(([order, [refusals, rewrite]]): Body => ({ text: rewrite(spell(order, PLAIN)), refusals }));
  const lying = fc.oneof(
    valid.map((order): Body => ({ text: spell(order, PLAIN), isBase64Encoded: true, refusals: [400] })),
    valid.map((order): Body => ({ text: base64(spell(order, PLAIN)), isBase64Encoded: false, refusals: [400] })),
    fc.constantFrom<Body[]>(
      { text: Buffer.from([0x7B, 0xFF, 0x7D]).toString('base64'), isBase64Encoded: true, refusals: [400] },
      { text: '====', isBase64Encoded: true, refusals: [400] },
    ),
  );
  return fc.oneof(
    { weight: 6, arbitrary: faulty },
    { weight: 3, arbitrary: rewritten(VANDALISMS) },
    { weight: 2, arbitrary: rewritten(FORGERIES) },
    { weight: 1, arbitrary: lying },
    { weight: 1, arbitrary: fc.constantFrom(...NO_ORDERS).map((text): Body => ({ text, refusals: [400] })) },
  );
}

const FIELDS = ['orderId', 'customerId', 'items', 'currency', 'totalAmount', 'shippingAmount', 'taxAmount', 'discountAmount', 'metadata'];

/** Any JSON value, and any in the place of an order's fields: hardly ever valid, but nobody knows beforehand. */
const anything: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.json({ stringUnit: 'binary' }),
  fc.dictionary(fc.constantFrom(...FIELDS, '__proto__', 'constructor'), fc.jsonValue(), { maxKeys: 6 }).map((order) => JSON.stringify(order)),
  fc.record({
    customerId: fc.oneof(fc.string(), fc.jsonValue()),
    items: fc.array(fc.record({ productId: fc.string(), quantity: fc.oneof(fc.nat(9), fc.double()), price: fc.oneof(fc.nat(9), fc.double()) })),
    metadata: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.jsonValue()), { noNullPrototype: true }),
  }).map((order) => JSON.stringify(order)),
);

export type BodyPlan =
  | { readonly kind: 'valid'; readonly order: Draft; readonly spelling: Spelling }
  | { readonly kind: 'damaged'; readonly body: Body }
  | { readonly kind: 'anything'; readonly text: string };

export function bodyPlan(valid: fc.Arbitrary<Draft>): fc.Arbitrary<BodyPlan> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('valid' as const), order: valid, spelling }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('damaged' as const), body: damaged(valid) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('anything' as const), text: anything }) },
  );
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
