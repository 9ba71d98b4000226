/*
 * The orders table. The only file that calls DynamoDB: its errors become our problems here.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ORDER_KEY } from '../contract';
import { Order } from './order';
import { Problem } from './problem';

/** What became of an order: stored, stored before by the same request, or its id belongs to another order. */
export type CreateResult = 'created' | 'replayed' | 'conflict';

/** Errors that say "later": DynamoDB's throttles, and a connection that failed or stayed silent. Its 5xx count too. */
const TRANSIENT_ERRORS = new Set([
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

export class OrderStore {
  public constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string) {}

  /**
   * Stores the order unless its id is taken. One write decides: there is no moment between looking and
   * storing in which a second request could come in (docs/adr/0003-one-write-idempotency.md).
   */
  public async create(order: Order): Promise<CreateResult> {
    try {
      await this.client.send(new PutCommand({
        TableName: this.tableName,
        Item: order,
        // Only a new id may be written: an order is never replaced by another one.
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': ORDER_KEY },
        // The order that was there comes back with the refusal, and tells a retry from a clash.
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }));
      return 'created';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw toProblem(error);
      return error.Item?.requestFingerprint?.S === order.requestFingerprint ? 'replayed' : 'conflict';
    }
  }
}

function toProblem(error: unknown): unknown {
  if (!isTransient(error)) return error;
  return new Problem('store-unavailable', 'try again in a moment; with an Idempotency-Key or an orderId the order is stored once', [], error);
}

function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata, $response } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0; // the response alone is there when it was no JSON
  return status >= 500 || TRANSIENT_ERRORS.has(name) || TRANSIENT_ERRORS.has(code);
}

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}
