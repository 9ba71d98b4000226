// The client that openapi-typescript and openapi-fetch make, as test/consumers/clients.consumer.ts uses each.
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './orders.d.ts';

interface Shop {
  readonly url: string;
  readonly customerId: string;
  readonly token: string;
  readonly tokenWithoutScope: string;
  readonly patterns: readonly string[];
}

const shop = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Shop;

for (const pattern of shop.patterns) new RegExp(pattern, 'u');

const clientOf = (token: string) => createClient<paths>({ baseUrl: shop.url, headers: { Authorization: `Bearer ${token}` } });
const orders = clientOf(shop.token);

function got<T>(answer: { readonly data?: T; readonly error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const mug: components['schemas']['OrderItem'] = { productId: 'mug', quantity: 2, price: 29.99, name: 'Mug' };
const body: components['schemas']['OrderRequest'] = {
  customerId: shop.customerId,
  items: [mug, { productId: 'gold', quantity: 1, price: 9999999999.99 }],
  currency: 'EUR',
  metadata: { channel: 'web' },
};

const place = () => orders.POST('/orders', { params: { header: { 'Idempotency-Key': `${shop.customerId}-1` } }, body });
const placed = got(await place());
const again = await place();
await orders.POST('/orders', { body: { customerId: shop.customerId, items: [mug] } });

const path = { orderId: placed.orderId };
const read = await orders.GET('/orders/{orderId}', { params: { path } });
const order = got(read);
const etag = read.response.headers.get('ETag')!;

const pages: string[][] = [];
let cursor: string | undefined;
do {
  const page = got(await orders.GET('/orders', { params: { query: { customerId: shop.customerId, limit: 1, ...cursor !== undefined && { cursor } } } }));
  pages.push(page.orders.map(({ orderId }) => orderId));
  cursor = page.nextCursor;
} while (cursor !== undefined);

const confirmed = await orders.PATCH('/orders/{orderId}', {
  params: { path, header: { 'If-Match': etag, 'Idempotency-Key': `${shop.customerId}-2` } },
  body: { status: 'CONFIRMED' },
});

const wrong = await orders.POST('/orders', { body: { customerId: shop.customerId, items: [mug], totalAmount: 1 } });
const problem = wrong.error;
if (problem === undefined || !('type' in problem) || problem.type !== 'urn:problem-type:order-processing:validation-failed') throw new Error(JSON.stringify(wrong));
const status: 422 = problem.status;

const stranger = await clientOf('no-token').GET('/orders/{orderId}', { params: { path } });
const forbidden = await clientOf(shop.tokenWithoutScope).GET('/orders/{orderId}', { params: { path } });

console.log(JSON.stringify({
  orderIds: [placed.orderId, got(again).orderId],
  replayed: again.response.headers.get('Idempotency-Replayed'),
  read: {
    total: order.totalAmount, currency: order.currency, status: order.status, version: order.version, etag,
    item: order.items[0]!.name, channel: order.metadata?.channel, isUtc: order.createdAt.endsWith('Z'),
  },
  pages,
  confirmed: { status: got(confirmed).status, etag: confirmed.response.headers.get('ETag') },
  problem: { status, type: problem.type, pointers: problem.errors.map(({ pointer }) => pointer) },
  unauthorized: { status: stranger.response.status, message: stranger.error !== undefined && 'message' in stranger.error ? stranger.error.message : undefined },
  forbidden: forbidden.response.status,
}));
