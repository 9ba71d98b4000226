/*
 * The entry of the extended bundle, which the construct chooses when a route or a prop needs it: the default bundle, which every other
 * function loads, does not grow with it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FunctionSettings, SETTINGS_FILE } from '../contract';
import { OPERATIONS } from './operations';
import { OrderStore } from './order-store';
import { customFieldMembers } from './request/custom-fields';
import { start } from './start';

const { customFields = {} } = readSettings();

export const { handler, ready } = start({ operations: OPERATIONS, Store: OrderStore, customFields: customFieldMembers(customFields) });

/** What the construct has written beside this file; it writes nothing where there is nothing to say. */
function readSettings(): FunctionSettings {
  const file = join(__dirname, SETTINGS_FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
