/*
 * The entry of the default bundle: the four standard routes.
 */
import { OPERATIONS } from './operations';
import { OrderStore } from './order-store';
import { STANDARD_PROBLEMS } from './problem-kinds';
import { start } from './start';

export const { handler, ready } = start({
  problems: STANDARD_PROBLEMS,
  partsOn: (client, tableName) => ({ operations: OPERATIONS, store: new OrderStore(client, tableName) }),
});
