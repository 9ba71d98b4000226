/*
 * Deployments of the extended bundle, one for each kind of `prices` and for `stock`, beside the default bundle. All take the same order, as far as the
 * deployment lets a caller decide it. And its lists.
 */
import { generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesIn, Contender, OrderRequest, OURS, OwnBundle, PLAIN_REQUEST } from './contenders';
import { BENCH_CACHE } from './paths';
import {
  FunctionSettings, PRODUCTS_VARIABLE, ProductsRules, QuoteKey, SETTINGS_FILE, STAFF_LIST_VARIABLE, StaffListRules, STOCK_VARIABLE, StockRules,
} from '../../src/contract';
import { EXTENDED_FOLDER, HANDLER_FOLDER } from '../build/bundle';
import { CURL_ORDER } from '../shared/curl-order';

const PRODUCTS: ProductsRules = { tableName: 'products', priceAttribute: 'price', currency: CURL_ORDER.currency };
const STOCK: StockRules = { tableName: 'stock', quantityAttribute: 'available' };

const WITH_PRODUCTS = { [PRODUCTS_VARIABLE]: JSON.stringify(PRODUCTS) };
const WITH_STOCK = { [STOCK_VARIABLE]: JSON.stringify(STOCK) };

/** The order without what the shop decides. */
const UNPRICED: OrderRequest = {
  ...PLAIN_REQUEST,
  body: { customerId: CURL_ORDER.customerId, items: CURL_ORDER.items.map(({ productId, quantity }) => ({ productId, quantity })) },
};

export async function prepareDeployments(): Promise<OwnBundle[]> {
  const extended = { module: join(EXTENDED_FOLDER, 'index.mjs'), bytes: bytesIn(EXTENDED_FOLDER) };
  return [
    { ...OURS, title: 'the default bundle', bytes: bytesIn(HANDLER_FOLDER) },
    { ...extended, id: 'extended', title: 'the extended bundle, with neither' },
    { ...extended, id: 'table', title: 'prices from a table', environment: WITH_PRODUCTS, request: UNPRICED },
    { ...extended, id: 'quotes', title: 'signed quotes', ...prepareQuotes() },
    { ...extended, id: 'stock', title: 'stock', environment: WITH_STOCK },
    { ...extended, id: 'table and stock', title: 'prices from a table, and stock', environment: { ...WITH_PRODUCTS, ...WITH_STOCK }, request: UNPRICED },
  ];
}

/** A list of the extended bundle. */
export interface ListContender extends Contender {
  /** Queries of DynamoDB for a page. */
  readonly queries: number;
  /** Orders on it. */
  readonly limit: number;
}

/** The list of one customer, and the list by status at the default number of shards and at the largest. */
export const LISTS: readonly ListContender[] = [20, 100].flatMap((limit) => [
  listOf('one customer', 1, limit, `customerId=customer123&limit=${limit}`),
  ...[4, 32].map((shards) => {
    const rules: StaffListRules = { shards };
    const list = listOf(`all customers by status, ${shards} shards`, shards, limit, `status=CONFIRMED&limit=${limit}`);
    return { ...list, environment: { [STAFF_LIST_VARIABLE]: JSON.stringify(rules) } };
  }),
]);

function listOf(title: string, queries: number, limit: number, query: string): ListContender {
  return { id: `${title}, ${limit}`, title, queries, limit, query, module: join(EXTENDED_FOLDER, 'index.mjs') };
}

const AUDIENCE = 'bench';
const KID = 'key-1';

/** A copy of the bundle with a key in its settings, and an order with a quote that this key has signed. */
function prepareQuotes(): Pick<OwnBundle, 'module' | 'request'> {
  const folder = join(BENCH_CACHE, 'quotes');
  rmSync(folder, { recursive: true, force: true });
  cpSync(EXTENDED_FOLDER, folder, { recursive: true });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: KID } as QuoteKey;
  const settings: FunctionSettings = { quotes: { audience: AUDIENCE, keys: [key] } };
  writeFileSync(join(folder, SETTINGS_FILE), JSON.stringify(settings));
  // A quote has its own identity: an idempotency key beside it would be a second one.
  return { module: join(folder, 'index.mjs'), request: { headers: {}, body: { customerId: CURL_ORDER.customerId, quote: quoteSignedWith(privateKey) } } };
}

/** Valid for as long as a quote may be, which is longer than a benchmark takes. */
function quoteSignedWith(key: KeyObject): string {
  const { items, currency } = CURL_ORDER;
  const issuedAt = Math.floor(Date.now() / 1_000);
  const header = { alg: 'ES256', kid: KID, typ: 'order-quote+jwt' };
  const claims = { aud: AUDIENCE, iat: issuedAt, exp: issuedAt + 24 * 60 * 60, jti: 'quote-1', order: { items, currency } };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
