/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { ORDER_NUMBERS_VARIABLE } from '../contract';
import { ErasingStore } from './erasing-store';
import { erasureOperations } from './erasure-operations';
import { NUMBER_OPERATIONS } from './number-operations';
import { NumberedStore } from './numbered-store';
import { Operation, OPERATIONS } from './operations';
import { start, Started } from './start';

export const { handler, ready } = process.env[ORDER_NUMBERS_VARIABLE] === 'true' ? withNumbers() : withoutNumbers();

function withNumbers(): Started {
  return start<NumberedStore>({ operations: new Map<string, Operation<NumberedStore>>([...OPERATIONS, ...erasureOperations(), ...NUMBER_OPERATIONS]), Store: NumberedStore });
}

function withoutNumbers(): Started {
  return start<ErasingStore>({ operations: new Map([...OPERATIONS, ...erasureOperations()]), Store: ErasingStore });
}
