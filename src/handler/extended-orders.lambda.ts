/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { ErasingStore } from './erasing-store';
import { erasureOperations } from './erasure-operations';
import { OPERATIONS } from './operations';
import { start } from './start';

export const { handler, ready } = start<ErasingStore>({ operations: new Map([...OPERATIONS, ...erasureOperations()]), Store: ErasingStore });
