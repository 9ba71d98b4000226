/*
 * Where a page of a list ends, and the cursor that a client holds of it. The cursor is not signed: it is a place among
 * orders that the caller may list, and whose they are comes from elsewhere (docs/adr/0007-listing-without-a-signed-cursor.md).
 */

/** A place in the index, within the orders of one customer, or of one status. */
export interface OrderPosition {
  readonly createdAt: string;
  readonly orderId: string;
}

/** DynamoDB's limits on the values of a partition key and a sort key, in bytes. */
export const MAX_ORDER_ID_BYTES = 2048;
const MAX_CREATED_AT_BYTES = 1024;

/** @param list what tells the list from others, beside its customer. A cursor of another list would leave out orders in silence. */
export function cursorOf({ createdAt, orderId }: OrderPosition, list: readonly string[] = []): string {
  return Buffer.from(JSON.stringify([createdAt, orderId, ...list])).toString('base64url');
}

/** The position that a cursor stands for, or `undefined` when it is none that we could have given out for this list. */
export function readCursor(cursor: string, list: readonly string[] = []): OrderPosition | undefined {
  const parts = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [createdAt, orderId] = parts;
  if (!isKey(createdAt, MAX_CREATED_AT_BYTES) || !isKey(orderId, MAX_ORDER_ID_BYTES)) return undefined;
  const position = { createdAt, orderId };
  return cursorOf(position, list) === cursor ? position : undefined;
}

/** Whether a table can hold it as a key: not empty, of so many bytes, and with no half of a surrogate pair, which UTF-8 has not. */
export function isKey(candidate: unknown, maxBytes: number): candidate is string {
  return typeof candidate === 'string' && candidate !== '' && !/\p{Cs}/u.test(candidate) && Buffer.byteLength(candidate) <= maxBytes;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
