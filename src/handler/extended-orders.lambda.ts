/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { ORDER_NUMBERS_VARIABLE } from '../contract';
import { keptCustomFields } from './domain/custom-fields';
import { ErasingStore } from './erasing-store';
import { erasureOperations } from './erasure-operations';
import { NUMBER_OPERATIONS } from './number-operations';
import { NumberedStore } from './numbered-store';
import { Operation, OPERATIONS } from './operations';
import { customFieldMembers } from './request/custom-fields';
import { readSettings } from './settings-file';
import { start, Started } from './start';

const { customFields: rules = {} } = readSettings();
const customFields = customFieldMembers(rules);
const operations = new Map([...OPERATIONS, ...erasureOperations(keptCustomFields(rules))]);

export const { handler, ready } = process.env[ORDER_NUMBERS_VARIABLE] === 'true' ? withNumbers() : withoutNumbers();

function withNumbers(): Started {
  const more = new Map<string, Operation<NumberedStore>>([...operations, ...NUMBER_OPERATIONS]);
  return start<NumberedStore>({ operations: more, Store: NumberedStore, customFields });
}

function withoutNumbers(): Started {
  return start<ErasingStore>({ operations, Store: ErasingStore, customFields });
}
