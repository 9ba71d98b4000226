/*
 * The limits of a request as a table of docs/limits.md, from the constants that the handler checks with.
 */
import { LARGEST_AMOUNTS } from './amounts';
import { MAX_REPORTED_FAULTS } from '../../src/handler/domain/problem';
import { MAX_LENGTH } from '../../src/handler/request/idempotency-key';
import { MAX_BODY_BYTES } from '../../src/handler/request/json-body';
import { DEFAULT_PAGE, MAX_PAGE } from '../../src/handler/request/list-request';
import { LIMITS } from '../../src/handler/request/order-checks';
import { table } from '../shared/markdown';

/** The table's rows: what, and how much of it. */
const ROWS: readonly (readonly [string, string])[] = [
  ['body', `${count(MAX_BODY_BYTES)} bytes`],
  ['`items`', `1 to ${count(LIMITS.items)}`],
  ['`quantity`', `1 to ${count(LIMITS.quantity)}`],
  ['`customerId`', `1 to ${count(LIMITS.customerId)} characters`],
  ['`productId`', `1 to ${count(LIMITS.productId)} characters`],
  ['`name` of an item', `1 to ${count(LIMITS.itemName)} characters`],
  ['`orderId`', '1 to 64 letters, digits, `-` and `_`, but not 43'],
  ['amount, total', `0 to ${LARGEST_AMOUNTS}; as many digits after the point as the currency has`],
  ['`metadata`', `${count(LIMITS.metadataEntries)} entries; keys of 1 to ${count(LIMITS.metadataKey)} characters, values of 0 to ${count(LIMITS.metadataValue)}`],
  ['`Idempotency-Key`', `1 to ${count(MAX_LENGTH)} printable ASCII characters`],
  ['page of a list', `1 to ${count(MAX_PAGE)} orders, ${count(DEFAULT_PAGE)} without \`limit\``],
  ['faults in one answer', `the first ${count(MAX_REPORTED_FAULTS)}`],
];

export function limitsTable(): string {
  return table(['part of a request', 'limit'], ROWS);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
