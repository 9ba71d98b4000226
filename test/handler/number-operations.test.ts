import { orderNumberOf } from '../../src/handler/domain/order-number';
import { EVERY_OPERATION } from '../../tools/openapi/scenarios';
import { listOrders } from '../support/handler/fixtures';
import { ACCESS, bodyOf, OTHER, OWNER, refusalOf, STAFF, STORED, withOrder } from '../support/handler/harness';

const NUMBER = orderNumberOf(STORED.orderId);
const shop = () => withOrder({}, { operations: EVERY_OPERATION, access: ACCESS });

test('staff finds the order of any customer by its number, however it is typed', async () => {
  for (const typed of [NUMBER, NUMBER.toLowerCase(), NUMBER.replace(/(.{4})/g, '$1-')]) {
    const answer = await shop().handleAs(STAFF, listOrders(`orderNumber=${typed}`));

    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toEqual({ orders: [expect.objectContaining({ orderId: STORED.orderId, orderNumber: NUMBER })] });
  }
});

test('a number without an order has an empty list', async () => {
  expect(bodyOf(await shop().handleAs(STAFF, listOrders(`orderNumber=${orderNumberOf('other')}`)))).toEqual({ orders: [] });
});

test.each([['the owner', OWNER], ['another customer', OTHER]])('%s is refused', async (_, caller) => {
  expect(refusalOf(await shop().handleAs(caller, listOrders(`orderNumber=${NUMBER}`)))).toEqual({
    status: 403, kind: 'forbidden', detail: 'customers may not find orders by orderNumber: they list their own',
  });
});

test('a customer lists their own orders as ever', async () => {
  expect(bodyOf(await shop().handleAs(OWNER, listOrders('')))).toMatchObject({ orders: [{ orderId: STORED.orderId }] });
});

test('fails as an unknown parameter without the option', async () => {
  expect(refusalOf(await withOrder({}, { access: ACCESS }).handleAs(STAFF, listOrders(`orderNumber=${NUMBER}`)))).toMatchObject({
    status: 400, errors: expect.arrayContaining([{ detail: 'is not a known parameter; known are customerId, limit, cursor', parameter: 'orderNumber' }]),
  });
});
