import { marshall } from '@aws-sdk/util-dynamodb';
import { documentOf, newOrder } from '../../src/handler/domain/order';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { NumberedStore } from '../../src/handler/numbered-store';
import { clientFor, FakeDynamoDB, Item, THROTTLED } from '../support/handler/fake-dynamodb';
import { MINIMAL_ORDER } from '../support/handler/fixtures';

const MORNING = new Date('2025-03-30T08:00:00Z');
const EVENING = new Date('2025-03-30T20:00:00Z');
const NUMBER = orderNumberOf('order-1');

const dynamoDB = new FakeDynamoDB();
let store: NumberedStore;

beforeAll(async () => {
  await dynamoDB.start();
  store = new NumberedStore(clientFor(dynamoDB.endpoint), 'orders', { hasNumbers: true });
});

beforeEach(() => dynamoDB.reset());

afterAll(() => dynamoDB.stop());

const orderOf = (orderId: string) => newOrder(MINIMAL_ORDER as never, orderId, MORNING);

test('an order is stored with its number, and is otherwise the same', async () => {
  await expect(store.create(orderOf('order-1'))).resolves.toBe('created');

  expect(dynamoDB.items.get('order-1')).toEqual(marshall({ ...orderOf('order-1'), orderNumber: NUMBER }, { removeUndefinedValues: true }));
});

test('a retry of an order from before is known again', async () => {
  dynamoDB.items.set('order-1', marshall(orderOf('order-1'), { removeUndefinedValues: true }) as unknown as Item);

  await expect(store.create(orderOf('order-1'))).resolves.toBe('replayed');
});

test('an order is found by its number, as it is now', async () => {
  await store.create(orderOf('order-1'));
  await store.create(orderOf('order-2'));

  const orders = await store.withNumber(NUMBER);

  expect(orders.map(documentOf)).toEqual([documentOf(orderOf('order-1'))]);
  expect(dynamoDB.requests.slice(2)).toMatchObject([
    { operation: 'Query', IndexName: 'OrdersByNumber', ExpressionAttributeValues: { ':number': { S: NUMBER } } },
    { operation: 'GetItem', Key: { orderId: { S: 'order-1' } }, ConsistentRead: true },
  ]);
});

test('an order that was erased is still found', async () => {
  await store.create(orderOf('order-1'));
  await store.erase('order-1', EVENING);

  await expect(store.withNumber(NUMBER)).resolves.toMatchObject([{ orderId: 'order-1', erasedAt: EVENING.toISOString() }]);
  await expect(store.erase('order-1', EVENING)).resolves.toMatchObject({ result: 'replayed' });
});

test('what another program has written as orderNumber is not shown, finds nothing and is erased', async () => {
  dynamoDB.items.set('order-2', marshall({ ...orderOf('order-2'), orderNumber: NUMBER }, { removeUndefinedValues: true }) as unknown as Item);

  await expect(store.withNumber(NUMBER)).resolves.toEqual([]);
  expect(documentOf((await store.get('order-2'))!).orderNumber).toBe(orderNumberOf('order-2'));
  await store.erase('order-2', EVENING);
  expect(dynamoDB.items.get('order-2')).not.toHaveProperty('orderNumber');
});

test('no order has a number that was never given out, nor one whose order was deleted before it was read', async () => {
  await store.create(orderOf('order-1'));
  const get = dynamoDB.items.get.bind(dynamoDB.items);
  const reading = jest.spyOn(dynamoDB.items, 'get').mockImplementation((key) => (dynamoDB.requests.at(-1)?.operation === 'GetItem' ? undefined : get(key)));

  await expect(store.withNumber(NUMBER)).resolves.toEqual([]);
  reading.mockRestore();
  await expect(store.withNumber(orderNumberOf('order-9'))).resolves.toEqual([]);
});

test.each([['the index is asked', 0], ['the order is read', 1]])('fails as unavailable when DynamoDB throttles while %s', async (_, after) => {
  await store.create(orderOf('order-1'));
  dynamoDB.troubleOnce(...Array.from({ length: after }, () => ({ answerAfterMs: 0 })), THROTTLED);

  await expect(store.withNumber(NUMBER)).rejects.toMatchObject({ name: 'Problem', kind: 'store-unavailable' });
});
