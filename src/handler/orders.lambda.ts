/*
 * The entry of the default bundle: the four standard routes.
 */
import { OPERATIONS } from './operations';
import { OrderStore } from './order-store';
import { start } from './start';

export const { handler, ready } = start({ partsOn: (client, tableName) => ({ operations: OPERATIONS, store: new OrderStore(client, tableName) }) });
