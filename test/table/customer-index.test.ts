import { CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS } from '../../src/contract';
import { indexesFor } from '../../src/table/customer-index';

test('listing has an index of whole orders by customer and time', () => {
  expect(indexesFor([CREATE_ORDER, LIST_ORDERS].map((route) => ({ route, callers: 'staff' })))).toEqual([{
    indexName: 'OrdersByCustomer',
    partitionKey: { name: 'customerId', type: 'S' },
    sortKey: { name: 'createdAt', type: 'S' },
  }]);
});

test('no other route pays for an index', () => {
  expect(indexesFor([CREATE_ORDER, GET_ORDER, UPDATE_ORDER_STATUS].map((route) => ({ route, callers: 'staff' })))).toBeUndefined();
});
