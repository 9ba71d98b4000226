/*
 * Where a page of a customer's orders ends, and the cursor that a client holds of it. The cursor is not
 * signed: it is a place among the orders of one customer, and that customer comes from elsewhere
 * (docs/adr/0007-listing-without-a-signed-cursor.md).
 */

/** A place in the index, within one customer's orders. */
export interface OrderPosition {
  readonly createdAt: string;
  readonly orderId: string;
}

/** DynamoDB's limits on the values of a partition key and a sort key, in bytes. */
export const MAX_ORDER_ID_BYTES = 2048;
const MAX_CREATED_AT_BYTES = 1024;

export function cursorOf({ createdAt, orderId }: OrderPosition): string {
  return Buffer.from(JSON.stringify([createdAt, orderId])).toString('base64url');
}

/** The position that a cursor stands for, or `undefined` when it is none that we could have given out. */
export function readCursor(cursor: string): OrderPosition | undefined {
  const position = positionIn(cursor);
  return position && cursorOf(position) === cursor ? position : undefined;
}

/** The position at the beginning of a text that may be a cursor. */
export function positionIn(cursor: string): OrderPosition | undefined {
  const parts = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [createdAt, orderId] = parts;
  if (!isKey(createdAt, MAX_CREATED_AT_BYTES) || !isKey(orderId, MAX_ORDER_ID_BYTES)) return undefined;
  return { createdAt, orderId };
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
