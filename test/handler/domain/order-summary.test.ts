import { newOrder, Order } from '../../../src/handler/domain/order';
import { orderNumberOf } from '../../../src/handler/domain/order-number';
import { summaryOf } from '../../../src/handler/domain/order-summary';
import { FULL_ORDER } from '../../../tools/shared/full-order';
import { MINIMAL_ORDER } from '../../support/handler/fixtures';

const NOW = new Date('2025-03-30T08:00:00.123Z');
const full = newOrder(FULL_ORDER as never, 'order-1', NOW);

test('a summary has the ids, the status, the amount and the times of an order, and neither items nor personal data', () => {
  expect(summaryOf({ ...full, erasedAt: NOW.toISOString() })).toEqual({
    orderId: 'order-1',
    orderNumber: orderNumberOf('order-1'),
    customerId: full.customerId,
    status: 'PROCESSING',
    currency: full.currency,
    totalAmount: full.totalAmount,
    reference: full.reference,
    purchaseOrderNumber: full.purchaseOrderNumber,
    createdAt: '2025-03-30T08:00:00.123Z',
    updatedAt: '2025-03-30T08:00:00.123Z',
    version: 1,
    erasedAt: '2025-03-30T08:00:00.123Z',
  });
});

test('of what the order does not have, the summary has nothing', () => {
  expect(Object.keys(summaryOf(newOrder(MINIMAL_ORDER as never, 'order-1', NOW)))).not.toEqual(expect.arrayContaining(['reference']));
});

test('what another program has written under a later name stays behind', () => {
  const order = { ...newOrder(MINIMAL_ORDER as never, 'order-1', NOW), reference: 'theirs', fulfilmentStatus: 'theirs', statusShard: 'PROCESSING#00' } as Order;

  expect(summaryOf(order)).toEqual(summaryOf(newOrder(MINIMAL_ORDER as never, 'order-1', NOW)));
  expect(summaryOf({ ...order, modelVersion: 2 })).toMatchObject({ reference: 'theirs' });
  expect(summaryOf({ ...order, modelVersion: 2 })).not.toHaveProperty('fulfilmentStatus');
});

test('how much is shipped stands in the summary of every order, also of one that uses nothing else of later models', () => {
  const order = newOrder(MINIMAL_ORDER as never, 'order-1', NOW);

  expect(order).not.toHaveProperty('modelVersion');
  expect(summaryOf({ ...order, fulfilmentStatus: 'PARTIAL' } as Order)).toMatchObject({ fulfilmentStatus: 'PARTIAL' });
});
