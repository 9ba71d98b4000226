// The client that openapi-typescript and openapi-fetch make from orders.openApi, as test/consumers/clients.consumer.ts uses each.
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './orders.d.ts';

const { url, token } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as { readonly url: string; readonly token: string };
const orders = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

type OrderRequest = components['schemas']['OrderRequest'];

const customFields: OrderRequest['customFields'] = { costCenter: 'DE-0815', deliveryDate: '2026-12-24', gift: { ribbon: 'red' } };
const body: OrderRequest = {
  customerId: 'customer-1',
  items: [{ productId: 'ring', quantity: 1, price: 99.5, customFields: { size: 'M', engravings: ['For Ada'] } }],
  customFields,
};

const { data: placed } = await orders.POST('/orders', { body });
const { data: order } = await orders.GET('/orders/{orderId}', { params: { path: { orderId: placed!.orderId } } });
const { error: problem } = await orders.POST('/orders', { body: { ...body, customFields: { ...customFields, costCenter: 'none' } } });
if (problem === undefined || !('type' in problem) || problem.type !== 'urn:problem-type:order-processing:validation-failed') throw new Error(JSON.stringify(problem));

console.log(JSON.stringify({
  ribbon: order!.customFields?.gift?.ribbon,
  deliveryDate: order!.customFields?.deliveryDate,
  size: order!.items[0]!.customFields?.size,
  engravings: order!.items[0]!.customFields?.engravings,
  pointers: problem.errors.map(({ pointer }) => pointer),
}));
