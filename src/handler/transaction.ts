/*
 * A transaction of an order and of products: it is tried again where that helps, and else says what has cancelled it.
 */
import { CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { pauseBeforeRetry } from './deadline';
import { toProblem } from './order-store';

export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Why a transaction was cancelled: the reason of its first write, which is about the order, and those of the others. */
export interface Cancellation {
  readonly ofOrder: CancellationReason;
  readonly ofProducts: readonly CancellationReason[];
}

/** Reasons that pass: another transaction has the item, or it is used too often in this second. */
const PASSING: readonly unknown[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** Makes all of the writes or none of them, and returns the reasons when one of them is refused. The signal ends the tries. */
export async function transact(
  client: DynamoDBDocumentClient, order: Write, products: readonly Write[], signal?: AbortSignal,
): Promise<Cancellation | undefined> {
  for (let retries = 1; ; retries++) {
    const cancellation = await write(client, [order, ...products], signal);
    if (cancellation === undefined || !isPassing(cancellation)) return cancellation;
    await pauseBeforeRetry(retries, signal);
  }
}

async function write(client: DynamoDBDocumentClient, TransactItems: Write[], abortSignal?: AbortSignal): Promise<Cancellation | undefined> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems }), { abortSignal });
    return undefined;
  } catch (error) {
    const [ofOrder, ...ofProducts] = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
    if (ofOrder === undefined) throw error;
    return { ofOrder, ofProducts };
  }
}

/** The order decides first: while another transaction has it, that may be an earlier try of the same request, and nothing can be said of the products. */
function isPassing({ ofOrder, ofProducts }: Cancellation): boolean {
  if (PASSING.includes(ofOrder.Code)) return true;
  return !isRefusal(ofOrder) && !ofProducts.some(isRefusal);
}

/** Whether a write is a reason for the cancellation that does not pass by itself. */
export function isRefusal({ Code }: CancellationReason): boolean {
  return Code !== 'None' && !PASSING.includes(Code);
}

/** The item that was there when the condition of the order did not hold, if there was one; any other refusal is thrown as the error that it is. */
export function refusedOrder({ Code, Message, Item }: CancellationReason): CancellationReason['Item'] {
  if (Code === 'ConditionalCheckFailed') return Item;
  throw toProblem(Object.assign(new Error(Message), { name: Code === 'ValidationError' ? 'ValidationException' : Code }));
}
