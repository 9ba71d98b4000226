/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { keptCustomFields } from './domain/custom-fields';
import { ErasingStore } from './erasing-store';
import { erasureOperations } from './erasure-operations';
import { OPERATIONS } from './operations';
import { customFieldMembers } from './request/custom-fields';
import { readSettings } from './settings-file';
import { start } from './start';

const { customFields = {} } = readSettings();

export const { handler, ready } = start<ErasingStore>({
  operations: new Map([...OPERATIONS, ...erasureOperations(keptCustomFields(customFields))]),
  Store: ErasingStore,
  customFields: customFieldMembers(customFields),
});
