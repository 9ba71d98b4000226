/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { OPERATIONS } from './operations';
import { OrderStore } from './order-store';
import { start } from './start';

export const { handler, ready } = start({ operations: OPERATIONS, Store: OrderStore });
