import { newOrder } from '../../src/handler/domain/order';
import { orderNumberOf } from '../../src/handler/domain/order-number';
import { summaryOf } from '../../src/handler/domain/order-summary';
import { listOperations } from '../../src/handler/list-operations';
import { OPERATIONS } from '../../src/handler/operations';
import { EVERY_OPERATION } from '../../tools/openapi/scenarios';
import { listOrders } from '../support/handler/fixtures';
import { ACCESS, bodyOf, NOW, OTHER, OWNER, refusalOf, REQUEST, STAFF, STORED, withOrder } from '../support/handler/harness';

const shop = () => withOrder({}, { operations: EVERY_OPERATION, access: ACCESS });

test('staff lists the orders of all customers as summaries', async () => {
  const answer = await shop().handleAs(STAFF, listOrders('status=PROCESSING'));

  expect(answer.statusCode).toBe(200);
  expect(bodyOf(answer)).toEqual({ orders: [summaryOf(STORED)] });
});

test('a page with more to come has a cursor, with which the next page begins', async () => {
  const harness = shop();
  harness.orders.set('order-2', newOrder({ ...REQUEST, customerId: 'customer124' }, 'order-2', NOW));
  const first = bodyOf(await harness.handleAs(STAFF, listOrders('status=PROCESSING&limit=1')));
  const second = bodyOf(await harness.handleAs(STAFF, listOrders(`status=PROCESSING&limit=1&cursor=${first.nextCursor}`)));

  expect([first.orders, second.orders]).toMatchObject([[{ orderId: 'order-2' }], [{ orderId: STORED.orderId }]]);
  expect(second.nextCursor).toBeUndefined();
});

test.each([['the owner', OWNER], ['another customer', OTHER]])('%s is refused', async (_, caller) => {
  expect(refusalOf(await shop().handleAs(caller, listOrders('status=PROCESSING')))).toEqual({
    status: 403, kind: 'forbidden', detail: 'customers may not list orders by status, createdFrom, createdTo, sort: they list their own',
  });
});

test('a customer lists their own orders as ever, and staff those of a customer, with their items', async () => {
  expect(bodyOf(await shop().handleAs(OWNER, listOrders('')))).toMatchObject({ orders: [{ items: REQUEST.items }] });
  expect(bodyOf(await shop().handleAs(STAFF, listOrders('customerId=customer123')))).toMatchObject({ orders: [{ items: REQUEST.items }] });
});

test('fails without customerId and status', async () => {
  expect(refusalOf(await shop().handleAs(STAFF, listOrders('')))).toMatchObject({
    status: 400, errors: [{ detail: 'is required, unless customerId lists the orders of one customer', parameter: 'status' }],
  });
});

test('fails beside an order number, with all faults', async () => {
  const number = orderNumberOf(STORED.orderId);

  expect(refusalOf(await shop().handleAs(STAFF, listOrders(`orderNumber=${number}&status=PROCESSING&sort=oldest`)))).toMatchObject({
    status: 400,
    errors: [
      { detail: 'must be left out beside orderNumber, got "PROCESSING"', parameter: 'status' },
      { detail: 'must be left out beside orderNumber, got "oldest"', parameter: 'sort' },
    ],
  });
});

test('fails as unknown parameters without the list', async () => {
  const numbersOnly = withOrder({}, { operations: new Map([...OPERATIONS, ...listOperations({ hasNumbers: true })]), access: ACCESS });

  expect(refusalOf(await numbersOnly.handleAs(STAFF, listOrders('customerId=customer123&status=PROCESSING')))).toMatchObject({
    status: 400, errors: [{ detail: 'is not a known parameter; known are customerId, limit, cursor', parameter: 'status' }],
  });
});

test('an order number is an unknown parameter of an API that lists by status only', async () => {
  const listOnly = withOrder({}, { operations: new Map([...OPERATIONS, ...listOperations({ staffList: { shards: 1 } })]), access: ACCESS });

  expect(refusalOf(await listOnly.handleAs(STAFF, listOrders('status=PROCESSING&orderNumber=1EB60M8AWD0P4')))).toMatchObject({
    status: 400, errors: [expect.objectContaining({ parameter: 'orderNumber' })],
  });
});
