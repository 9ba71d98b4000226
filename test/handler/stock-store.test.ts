import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { newOrder, Order } from '../../src/handler/domain/order';
import { Problem } from '../../src/handler/domain/problem';
import { StatusChange } from '../../src/handler/order-store';
import { StockStore } from '../../src/handler/stock-store';
import { clientFor, FakeDynamoDB, INTERNAL_ERROR, Item } from '../support/handler/fake-dynamodb';

const MORNING = new Date('2025-03-30T08:00:00Z');
const NOON = new Date('2025-03-30T12:00:00Z');
const RULES = { tableName: 'stock', quantityAttribute: 'available' };

const dynamoDB = new FakeDynamoDB();
let store: StockStore;

beforeAll(async () => {
  await dynamoDB.start();
  store = new StockStore(clientFor(dynamoDB.endpoint), 'orders', RULES);
});

beforeEach(() => {
  dynamoDB.reset();
  fill({ mug: 5, tea: 3 });
});

afterAll(() => dynamoDB.stop());

function fill(quantities: Record<string, unknown>): void {
  for (const [productId, available] of Object.entries(quantities)) {
    dynamoDB.stock.set(productId, marshall({ productId, available }, { removeUndefinedValues: true }) as unknown as Item);
  }
}

const left = (productId: string) => dynamoDB.stock.get(productId)?.available.N;
const stored = (orderId = 'order-1') => unmarshall(dynamoDB.items.get(orderId) as never) as Order;

function orderOf(items: Record<string, number> | [string, number][], orderId = 'order-1'): Order {
  const lines = (Array.isArray(items) ? items : Object.entries(items)).map(([productId, quantity]) => ({ productId, quantity, price: 10 }));
  return newOrder({ customerId: 'ada', items: lines, currency: 'EUR', totalAmount: 10 }, orderId, MORNING);
}

function cancellation(overrides: Partial<StatusChange> = {}): StatusChange {
  return { orderId: 'order-1', status: 'CANCELLED', expectedVersion: 'any', changeId: 'change-1', at: NOON, ...overrides };
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

describe('a new order', () => {
  test('takes what it needs, in one transaction with its own write', async () => {
    await expect(store.create(orderOf({ mug: 2, tea: 3 }))).resolves.toBe('created');

    expect([left('mug'), left('tea')]).toEqual(['3', '0']);
    expect(stored()).toMatchObject({ stockTaken: [{ productId: 'mug', quantity: 2 }, { productId: 'tea', quantity: 3 }], modelVersion: 2 });
    expect(dynamoDB.requests.map(({ operation }) => operation)).toEqual(['TransactWriteItems']);
  });

  test('takes a product of two lines in one write, with the sum', async () => {
    await store.create(orderOf([['mug', 2], ['tea', 1], ['mug', 1]]));

    expect([left('mug'), left('tea')]).toEqual(['2', '2']);
    expect(dynamoDB.requests[0].TransactItems).toHaveLength(3);
  });

  test('asks for all old attributes of the order alone', async () => {
    await store.create(orderOf({ mug: 2 }));

    const [{ Put }, { Update }] = dynamoDB.requests[0].TransactItems;
    expect([Put!.ReturnValuesOnConditionCheckFailure, Update!.ReturnValuesOnConditionCheckFailure]).toEqual(['ALL_OLD', undefined]);
  });

  test('is rejected when less is left, at each line and with what is left, and takes nothing', async () => {
    const problem = await problemOf(store.create(orderOf([['mug', 4], ['tea', 1], ['mug', 2]])));

    expect(problem).toMatchObject({ kind: 'out-of-stock', detail: 'less is left of 2 items than the order needs', counts: 'OrdersOutOfStock' });
    expect(problem.faults).toEqual([
      { pointer: '#/items/0/quantity', available: 5, detail: 'must be at most 5, since no more are left: the lines of a product count together' },
      { pointer: '#/items/2/quantity', available: 5, detail: 'must be at most 5, since no more are left: the lines of a product count together' },
    ]);
    expect([left('mug'), left('tea'), dynamoDB.items.size]).toEqual(['5', '3', 0]);
    expect(dynamoDB.requests[1]).toMatchObject({
      operation: 'BatchGetItem',
      RequestItems: { stock: { Keys: [{ productId: { S: 'mug' } }], ConsistentRead: true, ExpressionAttributeNames: { '#0': 'productId', '#1': 'available' } } },
    });
  });

  test('is rejected when none is left', async () => {
    fill({ mug: 0 });

    expect((await problemOf(store.create(orderOf({ mug: 1 })))).faults).toEqual([
      { pointer: '#/items/0/quantity', available: 0, detail: 'must be left out, since none is left' },
    ]);
  });

  test('that is retried takes nothing again, also when nothing is left', async () => {
    await store.create(orderOf({ mug: 5 }));

    await expect(store.create(orderOf({ mug: 5 }))).resolves.toBe('replayed');
    await expect(store.create(orderOf({ mug: 1 }))).resolves.toBe('conflict');
    expect(left('mug')).toBe('0');
  });

  test('of an id that belongs to an erased order is not taken for a retry', async () => {
    await store.create(orderOf({ mug: 1 }));
    await store.erase('order-1', NOON);

    await expect(store.create(orderOf({ mug: 1 }))).resolves.toBe('erased');
    expect(left('mug')).toBe('4');
  });

  test.each<[string, unknown, string]>([
    ['that is missing', undefined, 'product "mug": its attribute available in the table stock must be a whole number from 0, got none'],
    ['that is a string', '7', 'product "mug": its attribute available in the table stock must be a whole number from 0, got {"S":"7"}'],
    ['below 0', -3, 'product "mug": its attribute available in the table stock must be a whole number from 0, got {"N":"-3"}'],
    ['that is a fraction', 0.5, 'product "mug": its attribute available in the table stock must be a whole number from 0, got {"N":"0.5"}'],
  ])('for a product with a quantity %s is a fault of the shop', async (_, available, cause) => {
    fill({ mug: available });

    const problem = await problemOf(store.create(orderOf({ tea: 1, mug: 1 })));

    expect(problem).toMatchObject({ kind: 'product-misconfigured', counts: 'ProductsMisconfigured', cause: { message: cause } });
    expect(problem.faults).toEqual([{ pointer: '#/items/1/productId', detail: 'the shop has to correct this product' }]);
    expect(left('tea')).toBe('3');
  });

  test('for a product without an item in the stock table is a fault of the shop', async () => {
    const problem = await problemOf(store.create(orderOf({ pen: 1 })));

    expect(problem).toMatchObject({ kind: 'product-misconfigured', cause: { message: 'product "pen": the table stock has no such product' } });
  });

  test('of 100 different products is not valid, since a transaction has 100 writes', async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`product-${index}`, 1]));
    fill(many(100));

    expect(await problemOf(store.create(orderOf(many(100))))).toMatchObject({
      kind: 'validation-failed', faults: [{ pointer: '#/items', detail: 'must have at most 99 different products, got 100: send a second order' }],
    });
    await expect(store.create(orderOf(many(99)))).resolves.toBe('created');
  });
});

describe('a transaction that is cancelled', () => {
  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])('for %s is tried again', async (reason) => {
    dynamoDB.troubleOnce({ cancelled: ['None', reason] }, { cancelled: [reason, 'None'] });

    await expect(store.create(orderOf({ mug: 1 }))).resolves.toBe('created');
    expect(left('mug')).toBe('4');
  });

  test('is not judged by its products while another transaction has the order, which may be an earlier try', async () => {
    fill({ mug: 1 });
    dynamoDB.troubleOnce({ cancelled: ['TransactionConflict', 'ConditionalCheckFailed'] });

    await expect(store.create(orderOf({ mug: 1 }))).resolves.toBe('created');
  });

  test('says what is missing, whatever other products are held by others', async () => {
    fill({ mug: 0 });
    dynamoDB.troubleOnce({ cancelled: ['None', 'ConditionalCheckFailed', 'TransactionConflict'] });

    expect(await problemOf(store.create(orderOf({ mug: 1, tea: 1 })))).toMatchObject({ kind: 'out-of-stock', faults: [{ pointer: '#/items/0/quantity' }] });
  });

  test('for what was given back since then is tried again', async () => {
    dynamoDB.troubleOnce({ cancelled: ['None', 'ConditionalCheckFailed'] });

    await expect(store.create(orderOf({ mug: 1 }))).resolves.toBe('created');
  });

  test('ends its tries with the signal', async () => {
    dynamoDB.troubleAlways({ cancelled: ['None', 'TransactionConflict'] });

    await expect(store.create(orderOf({ mug: 1 }), AbortSignal.timeout(200))).rejects.toThrow();
    expect(dynamoDB.requests.length).toBeGreaterThan(1);
  });

  test.each<[string, string]>([
    ['TransactionInProgressException', 'store-unavailable'],
    ['ProvisionedThroughputExceededException', 'store-unavailable'],
    ['ResourceNotFoundException', 'product-misconfigured'],
    ['AccessDeniedException', 'product-misconfigured'],
  ])('as a whole by %s is %s', async (error, kind) => {
    dynamoDB.troubleAlways({ error, status: 400 });

    expect(await problemOf(store.create(orderOf({ mug: 1 })))).toMatchObject({ kind });
  });

  test('for another reason of the order is an error', async () => {
    dynamoDB.troubleOnce({ cancelled: ['ItemCollectionSizeLimitExceeded', 'None'] });

    await expect(store.create(orderOf({ mug: 1 }))).rejects.toMatchObject({ name: 'ItemCollectionSizeLimitExceeded' });
  });
});

describe('an answer that is lost', () => {
  test('takes nothing twice', async () => {
    const retrying = new StockStore(clientFor(dynamoDB.endpoint, { maxAttempts: 3 }), 'orders', RULES);
    dynamoDB.troubleOnce('store-and-drop-the-answer', INTERNAL_ERROR);

    await expect(retrying.create(orderOf({ mug: 1 }))).resolves.toBe('replayed');
    expect(left('mug')).toBe('4');
  });

  test('gives nothing back twice', async () => {
    await store.create(orderOf({ mug: 2 }));
    const retrying = new StockStore(clientFor(dynamoDB.endpoint, { maxAttempts: 3 }), 'orders', RULES);
    dynamoDB.troubleOnce({ answerAfterMs: 0 }, 'store-and-drop-the-answer');

    await expect(retrying.changeStatus(cancellation())).resolves.toMatchObject({ result: 'replayed', order: { status: 'CANCELLED', version: 2 } });
    expect(left('mug')).toBe('5');
  });
});

describe('a cancelled order', () => {
  beforeEach(() => store.create(orderOf({ mug: 2, tea: 1 })));

  test('gives back what it has taken, in one transaction, and holds nothing any more', async () => {
    const answer = await store.changeStatus(cancellation());

    expect([left('mug'), left('tea')]).toEqual(['5', '3']);
    const { stockTaken, ...order } = stored();
    expect(stockTaken).toBeUndefined();
    expect(answer).toEqual({ result: 'changed', order });
    expect(order).toMatchObject({ status: 'CANCELLED', version: 2, changeId: 'change-1', updatedAt: NOON.toISOString() });
    expect(order.statusHistory.map(({ status }) => status)).toEqual(['PROCESSING', 'CANCELLED']);
    expect(dynamoDB.requests.slice(1).map(({ operation }) => operation)).toEqual(['GetItem', 'TransactWriteItems']);
  });

  test('gives back once, whoever cancels it again', async () => {
    await store.changeStatus(cancellation());

    await expect(store.changeStatus(cancellation())).resolves.toMatchObject({ result: 'replayed', order: { version: 2 } });
    await expect(store.changeStatus(cancellation({ changeId: 'change-2' }))).resolves.toMatchObject({ result: 'refused', order: { status: 'CANCELLED' } });
    expect(left('mug')).toBe('5');
  });

  test('gives back nothing of a product that is gone, and says so', async () => {
    dynamoDB.stock.delete('mug');

    await expect(store.changeStatus(cancellation())).resolves.toMatchObject({
      result: 'changed',
      notice: { counts: 'StockNotReturned', error: { message: 'nothing is given back of "mug": the table stock has no such product with a number in available' } },
    });
    expect([left('tea'), dynamoDB.stock.has('mug'), stored().status]).toEqual(['3', false, 'CANCELLED']);
  });

  test('is read again when somebody else changes it in between', async () => {
    const get = dynamoDB.items.get.bind(dynamoDB.items);
    const spy = jest.spyOn(dynamoDB.items, 'get').mockImplementationOnce((key) => {
      const item = get(key);
      dynamoDB.items.set(key, { ...item, version: { N: '2' }, status: { S: 'CONFIRMED' } });
      return item;
    });

    await expect(store.changeStatus(cancellation())).resolves.toMatchObject({ result: 'changed', order: { version: 3 } });
    spy.mockRestore();
    expect(left('mug')).toBe('5');
  });

  test.each<[string, Partial<StatusChange>]>([
    ['another version', { expectedVersion: 7 }],
    ['another customer', { customerId: 'grace' }],
  ])('is not cancelled for %s, and gives nothing back', async (_, change) => {
    await expect(store.changeStatus(cancellation(change))).resolves.toMatchObject({ result: 'refused', order: { status: 'PROCESSING' } });
    expect(left('mug')).toBe('3');
  });

  test('gives back for its own customer and at the version that is expected', async () => {
    await expect(store.changeStatus(cancellation({ customerId: 'ada', expectedVersion: 1 }))).resolves.toMatchObject({ result: 'changed' });
    expect(left('mug')).toBe('5');
  });

  test('gives back after its erasure too', async () => {
    await store.erase('order-1', NOON);

    await expect(store.changeStatus(cancellation())).resolves.toMatchObject({ result: 'changed', order: { erasedAt: NOON.toISOString(), version: 3 } });
    expect([left('mug'), left('tea')]).toEqual(['5', '3']);
  });
});

test('any other change of the status takes and gives nothing', async () => {
  await store.create(orderOf({ mug: 2 }));

  await expect(store.changeStatus(cancellation({ status: 'CONFIRMED' }))).resolves.toMatchObject({ result: 'changed' });
  expect([left('mug'), stored().stockTaken]).toEqual(['3', [{ productId: 'mug', quantity: 2 }]]);
});

test('an order from before the stock gives nothing back, also where another program has written an attribute of that name', async () => {
  const item = marshall({ ...orderOf({ mug: 2 }), stockTaken: [{ productId: 'mug', quantity: 2 }] }, { removeUndefinedValues: true });
  dynamoDB.items.set('order-1', item as unknown as Item);

  await expect(store.changeStatus(cancellation())).resolves.toMatchObject({ result: 'changed' });
  expect(left('mug')).toBe('5');
});

test('there is no order to cancel', async () => {
  await expect(store.changeStatus(cancellation())).resolves.toEqual({ result: 'refused' });
});

test('without stock, an order is stored and cancelled as ever', async () => {
  const plain = new StockStore(clientFor(dynamoDB.endpoint), 'orders');

  await expect(plain.create(orderOf({ pen: 1 }))).resolves.toBe('created');
  await expect(plain.changeStatus(cancellation())).resolves.toMatchObject({ result: 'changed' });
  expect(dynamoDB.requests.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem']);
});
