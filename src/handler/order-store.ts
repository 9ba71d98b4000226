/*
 * The orders table, as far as the default bundle uses it. Errors of DynamoDB become our problems here.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { CUSTOMER_INDEX, ORDER_KEY } from '../contract';
import type { OrderPosition } from './domain/cursor';
import type { ExpectedVersion } from './domain/entity-tag';
import { normalizeOrder } from './domain/legacy-order';
import type { Order, StatusEntry } from './domain/order';
import { OrderStatus, statusesBefore } from './domain/order-status';
import { Fault, Problem, RETRY_SAFELY } from './domain/problem';
import type { ListRequest } from './request/list-request';

/** What became of an order: stored, stored before by the same request, or its id belongs to another order, or to an erased one. */
export type CreateResult = 'created' | 'replayed' | 'conflict' | 'erased';

/** Some of a customer's orders, newest first. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** Where the page ends, when there may be more. */
  readonly next?: OrderPosition;
}

/** A change of an order's status, and what it depends on. */
export interface StatusChange {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly expectedVersion: ExpectedVersion;
  /** The only customer whose order may be changed; `undefined` for every customer's. */
  readonly customerId?: string;
  /** Under this mark the change is known again. */
  readonly changeId: string;
  readonly at: Date;
  /** When the order was created, where the order has been read. */
  readonly createdAt?: string;
  /** What its stored history lacks, where the order has been read: somebody has set its status by means of their own. */
  readonly missed?: readonly StatusEntry[];
}

/** What the log says of a request that was met. */
export interface Notice {
  /** Name of a metric that counts it. */
  readonly counts: string;
  /** What the shop has to mend, although the request was met. */
  readonly error?: Error;
}

/** What became of a change: made, made before by the same request, or refused by the order as it stood then, if there is one. */
export type ChangeResult =
  | { readonly result: 'changed' | 'replayed'; readonly order: Order; readonly notice?: Notice }
  | { readonly result: 'refused'; readonly order?: Order };

/** `IN` needs an operand, and no order has this status. */
const NO_STATUS = '';

/** What holds of the version of an order that nobody has changed yet; one of the template's has none stored. */
export const NOT_CHANGED_YET = '(#version = :version OR attribute_not_exists(#version))';

/** A number that JSON does not carry, which the template alone took, is shown as text: a BigInt would be the end of the answer. */
export function wrapNumbers(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(Math.trunc(number)) ? number : digits;
}

/** The client that a store needs: one that stores an object by its members alone, also when one of them is named `constructor`. */
export function documentClientOf(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { convertClassInstanceToMap: true }, unmarshallOptions: { wrapNumbers } });
}

export class OrderStore {
  public constructor(protected readonly client: DynamoDBDocumentClient, protected readonly tableName: string) {}

  /**
   * Stores the order unless its id is taken. One write decides: there is no moment between looking and
   * storing in which a second request could come in (docs/adr/0003-one-write-idempotency.md).
   */
  public async create(order: Order, abortSignal?: AbortSignal): Promise<CreateResult> {
    try {
      await this.client.send(new PutCommand({ TableName: this.tableName, ...putOf(order) }), { abortSignal });
      return 'created';
    } catch (error) {
      const { requestFingerprint, erasedAt } = refusedItem(error) ?? {};
      return resultBeside(order.requestFingerprint, requestFingerprint?.S, erasedAt);
    }
  }

  public async get(orderId: string, abortSignal?: AbortSignal): Promise<Order | undefined> {
    const { Item } = await orProblem(this.client.send(new GetCommand({
      TableName: this.tableName,
      Key: { [ORDER_KEY]: orderId },
      ConsistentRead: true, // who has just placed or changed an order sees it
    }), { abortSignal }));
    return Item && normalizeOrder(Item as Order);
  }

  /** Always within one customer's orders: that is what makes a forged position harmless. */
  public async list({ customerId, limit, after }: ListRequest): Promise<OrderPage> {
    const { Items = [], LastEvaluatedKey: last } = await orProblem(this.client.send(new QueryCommand({
      TableName: this.tableName,
      IndexName: CUSTOMER_INDEX.indexName,
      KeyConditionExpression: '#customer = :customer',
      ExpressionAttributeNames: { '#customer': CUSTOMER_INDEX.partitionKey },
      ExpressionAttributeValues: { ':customer': customerId },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: after && { ...after, [CUSTOMER_INDEX.partitionKey]: customerId },
    })));
    return { orders: (Items as Order[]).map(normalizeOrder), next: last && { createdAt: last.createdAt, orderId: last.orderId } };
  }

  /**
   * Changes the status, if the order is still as the change expects it. One write decides here too; when it is
   * refused, the order as it stood comes back with the refusal.
   */
  public async changeStatus(change: StatusChange, abortSignal?: AbortSignal): Promise<ChangeResult> {
    try {
      return { result: 'changed', order: await this.update(this.updateOf(change), abortSignal) };
    } catch (error) {
      const item = refusedItem(error);
      const order = item && normalizeOrder(unmarshall(item, { wrapNumbers }) as Order);
      // The SDK sends a write again whose answer was lost, and so may the client: the change is there already.
      return order?.changeId === change.changeId ? { result: 'replayed', order } : { result: 'refused', order };
    }
  }

  /** The order as the update leaves it. As it stood, it comes back with the refusal. */
  protected async update(update: Omit<UpdateCommandInput, 'TableName'>, abortSignal?: AbortSignal): Promise<Order> {
    const { Attributes } = await this.client.send(new UpdateCommand({
      TableName: this.tableName,
      ...update,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }), { abortSignal });
    return normalizeOrder(Attributes as Order);
  }

  /** The update of an order by a change, if the order is still as the change expects it. */
  protected updateOf({ orderId, status, expectedVersion, customerId, changeId, at, missed = [] }: StatusChange) {
    const timestamp = at.toISOString();
    const sources = statusesBefore(status).length > 0 ? statusesBefore(status) : [NO_STATUS];
    const sourceValues = Object.fromEntries(sources.map((source, index) => [`:source${index}`, source]));
    return {
      Key: { [ORDER_KEY]: orderId },
      // An order of the template has neither version nor history: it begins them here, and reading adds what was before.
      UpdateExpression: 'SET #status = :status, #history = list_append(if_not_exists(#history, :none), :entry), '
        + '#updated = :now, #version = if_not_exists(#version, :one) + :one, #change = :change',
      ConditionExpression: [
        // An update would make an order that is not there; and only from these statuses the new one can follow.
        `attribute_exists(#key) AND #status IN (${Object.keys(sourceValues).join(', ')})`,
        // No change of somebody else in between is overwritten.
        ...expectedVersion === 'any' ? [] : [expectedVersion === 1 ? NOT_CHANGED_YET : '#version = :version'],
        // A customer changes no order but their own.
        ...customerId === undefined ? [] : ['#customer = :customer'],
      ].join(' AND '),
      ExpressionAttributeNames: {
        '#key': ORDER_KEY,
        '#status': 'status',
        '#history': 'statusHistory',
        '#updated': 'updatedAt',
        '#version': 'version',
        '#change': 'changeId',
        ...customerId !== undefined && { '#customer': CUSTOMER_INDEX.partitionKey },
      },
      ExpressionAttributeValues: {
        ':status': status,
        ':none': [],
        ':entry': [...missed, { status, at: timestamp }],
        ':now': timestamp,
        ':one': 1,
        ':change': changeId,
        ...sourceValues,
        ...expectedVersion !== 'any' && { ':version': expectedVersion },
        ...customerId !== undefined && { ':customer': customerId },
      },
    };
  }
}

/** The write of a new order. */
export function putOf(order: Order) {
  return {
    Item: order,
    // Only a new id may be written: an order is never replaced by another one.
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': ORDER_KEY },
    // The order that was there comes back with the refusal, and tells a retry from a clash.
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}

/** What became of a request with a fingerprint, by that of the order which has its id, and whether this one is erased. */
export function resultBeside(fingerprint: string, placed: string | undefined, erasedAt: unknown): CreateResult {
  if (placed === fingerprint) return 'replayed';
  return erasedAt ? 'erased' : 'conflict';
}

/** The item that was there when a write's condition did not hold, if there was one; any other error is thrown on. */
export function refusedItem(error: unknown): ConditionalCheckFailedException['Item'] {
  if (!(error instanceof ConditionalCheckFailedException)) throw toProblem(error);
  return error.Item;
}

/** DynamoDB's word for an order that a change would make larger than an item may be; a new order is far smaller. */
const TOO_LARGE = /^Item size\b.* exceeded/;

const TOO_LARGE_FAULT: Fault = { detail: 'must leave the order at most 400 KB, got more: send less text, or remove what other programs have stored in it', pointer: '#' };

/** The answer to a call; an error becomes a problem of ours, where it is one. */
export function orProblem<T>(call: Promise<T>): Promise<T> {
  return call.catch((error) => { throw toProblem(error); });
}

export function toProblem(error: unknown): unknown {
  const { name, message } = error as Error;
  if (name === 'ValidationException' && TOO_LARGE.test(message)) {
    return new Problem('validation-failed', 'the order has no room for this change', [TOO_LARGE_FAULT], error);
  }
  if (!isTransient(error)) return error;
  return new Problem('store-unavailable', RETRY_SAFELY, [], error);
}

/** Beside every 5xx: that the request took too long, came too early, or was one too many. */
const LATER = [408, 425, 429];

const LATER_BY_NAME = /^(?:TransactionConflict|TransactionInProgress|KMSThrottling|KMSInternal)Exception$/;

/** The codes of Node.js for a connection that failed, and for an answer that is no HTTP; not those of a wrong call (`ERR_…`). */
const LOST_CONNECTION = /^(?!ERR_)(?:E[A-Z_]+|HPE_\w+)$/;

/** What says "later": an error of DynamoDB's own, what the SDK tries again, and a transaction of somebody else's that holds the order. */
function isTransient(error: unknown): boolean {
  const sdkError = error as SdkError;
  const status = sdkError.$metadata?.httpStatusCode ?? sdkError.$response?.statusCode ?? 0; // the response alone is there when it was no JSON
  return status >= 500 || LATER.includes(status) || isThrottlingError(sdkError) || isTransientError(sdkError)
    || LATER_BY_NAME.test(sdkError.name) || LOST_CONNECTION.test((error as NodeJS.ErrnoException).code ?? '');
}
