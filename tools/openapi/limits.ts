/*
 * The limits of a request as a table of docs/limits.md, from the constants that the handler checks with.
 */
import { LARGEST_AMOUNTS } from './amounts';
import { MAX_FULFILMENT_ITEMS, MAX_FULFILMENTS } from '../../src/handler/domain/fulfilment';
import { PRICE_DIGITS } from '../../src/handler/domain/money';
import { MAX_RETURNS } from '../../src/handler/domain/order-return';
import { MAX_REPORTED_FAULTS } from '../../src/handler/domain/problem';
import { MAX_NOTE } from '../../src/handler/request/detailed-status-request';
import { FULFILMENT_LIMITS } from '../../src/handler/request/fulfilment-request';
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
  ['`sku` of an item', `1 to ${count(LIMITS.sku)} characters`],
  ['`name` of an item', `1 to ${count(LIMITS.itemName)} characters`],
  ['`note` of an item', `1 to ${count(LIMITS.itemNote)} characters`],
  ['`price` of an item', `0 to ${LARGEST_AMOUNTS}; at most ${PRICE_DIGITS} digits after the point, and no more in quantity × price than the currency has`],
  ['lines of an address, `name` of a contact', `1 to ${count(LIMITS.addressLine)} characters`],
  ['`postalCode`', `1 to ${count(LIMITS.postalCode)} characters`],
  ['`email`', `1 to ${count(LIMITS.email)} characters`],
  ['`tel`', `1 to ${count(LIMITS.tel)} characters`],
  ['`discounts`', `0 to ${count(LIMITS.discounts)}; codes of 1 to ${count(LIMITS.discountCode)} characters`],
  ['`note`', `1 to ${count(LIMITS.note)} characters`],
  ['`purchaseOrderNumber`, `reference`', `1 to ${count(LIMITS.reference)} characters`],
  ['`locale`', `1 to ${count(LIMITS.locale)} characters`],
  ['`orderId`', '1 to 64 letters, digits, `-` and `_`, but not 43'],
  ['amount, total', `0 to ${LARGEST_AMOUNTS}; as many digits after the point as the currency has`],
  ['`metadata`', `${count(LIMITS.metadataEntries)} entries; keys of 1 to ${count(LIMITS.metadataKey)} characters, values of 0 to ${count(LIMITS.metadataValue)}`],
  ['all fields of an order', `${count(LIMITS.bytes)} bytes as DynamoDB counts them`],
  ['`note` of a change or a return', `1 to ${count(MAX_NOTE)} characters`],
  ['fulfilments of an order', `${count(MAX_FULFILMENTS)}, with ${count(MAX_FULFILMENT_ITEMS)} entries of \`items\` together`],
  ['`carrier`, `trackingNumber`, `trackingUrl`', `1 to ${count(FULFILMENT_LIMITS.carrier)}, ${count(FULFILMENT_LIMITS.trackingNumber)} and ${count(FULFILMENT_LIMITS.trackingUrl)} characters`],
  ['returns of an order', count(MAX_RETURNS)],
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
