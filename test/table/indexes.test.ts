import { CREATE_ORDER, GET_ORDER, LIST_ORDERS, UPDATE_ORDER_STATUS } from '../../src/contract';
import { indexesFor } from '../../src/table/indexes';

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

test('finding orders by number has an index of their keys besides', () => {
  expect(indexesFor([{ route: LIST_ORDERS, callers: 'staff', byOrderNumber: true }])).toEqual([
    expect.objectContaining({ indexName: 'OrdersByCustomer' }),
    { indexName: 'OrdersByNumber', partitionKey: { name: 'orderNumber', type: 'S' }, projectionType: 'KEYS_ONLY' },
  ]);
});

test('listing by status has an index of what a list shows besides', () => {
  expect(indexesFor([{ route: LIST_ORDERS, callers: 'staff', staffList: { shards: 4 } }])).toEqual([
    expect.objectContaining({ indexName: 'OrdersByCustomer' }),
    {
      indexName: 'OrdersByStatus',
      partitionKey: { name: 'statusShard', type: 'S' },
      sortKey: { name: 'createdAtOrderId', type: 'S' },
      projectionType: 'INCLUDE',
      // An index cannot be changed: this list is fixed for ever.
      nonKeyAttributes: [
        'status', 'customerId', 'currency', 'totalAmount', 'createdAt', 'updatedAt', 'version', 'modelVersion', 'erasedAt', 'priceSource', 'reference',
        'purchaseOrderNumber', 'fulfilmentStatus', 'paymentStatus',
      ],
    },
  ]);
});
