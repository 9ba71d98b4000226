/*
 * The orders that a newcomer finds in the back office: a handful in several states, each brought there through the API.
 */
import type { People } from './people';
import { placeOrder } from './started';
import { CommandFailed } from '../shared/processes';

interface FirstOrder {
  /** An order of Ann if it has none. */
  readonly guest?: { readonly name: string; readonly email: string };
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  readonly note?: string;
  /** What is done with it then, by whom. */
  readonly steps: readonly Step[];
}

interface Step {
  readonly by: 'kim' | 'sam';
  readonly method: 'PATCH' | 'POST';
  /** Below the order; `{parcel}` is the id of its last parcel. */
  readonly path?: string;
  readonly body: object;
}

interface OrderAnswer {
  readonly fulfilments?: readonly { readonly fulfilmentId: string }[];
}

const ADDRESS = { addressLine1: '12 Example Street', city: 'Springfield', postalCode: '12345', country: 'US' };

const confirm: Step = { by: 'kim', method: 'PATCH', body: { status: 'CONFIRMED' } };
const pack = (...quantities: readonly number[]): Step => (
  { by: 'sam', method: 'POST', path: '/fulfilments', body: { items: quantities.map((quantity, index) => ({ lineNumber: index + 1, quantity })).filter(({ quantity }) => quantity > 0) } }
);
const parcel = (body: object): Step => ({ by: 'sam', method: 'PATCH', path: '/fulfilments/{parcel}', body });
const ship = (trackingNumber: string): Step => (
  parcel({ status: 'SHIPPED', carrier: 'Example Parcels', trackingNumber, trackingUrl: `https://parcels.example.com/${trackingNumber}` })
);
const deliver = parcel({ status: 'DELIVERED' });

const FIRST_ORDERS: readonly FirstOrder[] = [
  {
    items: [{ productId: 'notebook-a5', quantity: 2 }, { productId: 'pencil-hb', quantity: 3 }],
    steps: [
      confirm, pack(1, 3), ship('EX-1001'), deliver, pack(1), ship('EX-1002'), deliver,
      { by: 'kim', method: 'POST', path: '/returns', body: { items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 12.1, reason: 'customer', note: 'A corner was bent.' } },
    ],
  },
  { guest: { name: 'Lee Example', email: 'lee@example.com' }, items: [{ productId: 'notebook-a5', quantity: 1 }], steps: [confirm, pack(1), ship('EX-1003')] },
  {
    guest: { name: 'Max Example', email: 'max@example.com' },
    items: [{ productId: 'pencil-hb', quantity: 20 }],
    steps: [{ by: 'kim', method: 'PATCH', body: { status: 'CANCELLED', reason: 'payment-declined', note: 'The bank declined it three times.' } }],
  },
  { items: [{ productId: 'notebook-a5', quantity: 3 }, { productId: 'pencil-hb', quantity: 2 }], note: 'Ring twice', steps: [confirm, pack(2)] },
  { guest: { name: 'Noor Example', email: 'noor@example.com' }, items: [{ productId: 'pencil-hb', quantity: 6 }], steps: [] },
  { items: [{ productId: 'notebook-a5', quantity: 1 }], steps: [] },
];

/** Where an order is, and its last parcel; without one the id is empty. */
export interface FirstOrderPlace {
  readonly orderId: string;
  readonly fulfilmentId: string;
}

export async function placeFirstOrders(ordersUrl: string, people: People): Promise<FirstOrderPlace[]> {
  const places: FirstOrderPlace[] = [];
  for (const order of FIRST_ORDERS) places.push(await placeFirstOrder(ordersUrl, people, order));
  return places;
}

async function placeFirstOrder(ordersUrl: string, people: People, { guest, steps, ...order }: FirstOrder): Promise<FirstOrderPlace> {
  const contact = guest ?? { name: 'Ann Example', email: 'ann@example.com' };
  const customerId = guest ? `guest-${guest.email.split('@')[0]}` : people.ann;
  const { orderId } = await placeOrder(ordersUrl, { customerId, ...order, contact, shippingAddress: { name: contact.name, ...ADDRESS } });
  let fulfilmentId = '';
  for (const { by, method, path = '', body } of steps) {
    const { fulfilments = [] } = await change(`${ordersUrl}/${orderId}${path.replace('{parcel}', fulfilmentId)}`, method, await people.staff(by), body);
    fulfilmentId = fulfilments[fulfilments.length - 1]?.fulfilmentId ?? '';
  }
  return { orderId, fulfilmentId };
}

async function change(url: string, method: string, token: string, body: object): Promise<OrderAnswer> {
  const headers = { 'Content-Type': 'application/json', 'Authorization': `Bearer ${token}`, 'If-Match': '*' };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (response.status !== 200) throw new CommandFailed(`${method} ${url} was answered with ${response.status}: ${answer}`);
  return JSON.parse(answer);
}
