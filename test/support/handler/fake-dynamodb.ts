/*
 * A DynamoDB that knows the calls of our stores and nothing else, on a port of this machine. It speaks
 * DynamoDB's JSON 1.0, so that the real SDK talks to it, and fails on demand in the ways in which a real one
 * fails. What it does not know it refuses as DynamoDB refuses what is not valid.
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LocalServer } from './local-server';
import { documentClientOf } from '../../../src/handler/order-store';

/** An attribute as it goes over the wire, such as `{ N: '109.97' }`. */
export type Attribute = Record<string, unknown>;
export type Item = Record<string, Attribute>;

/** What expressions refer to. */
interface Expressions {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, Attribute>;
}

interface Input extends Expressions {
  readonly TableName: string;
  /** PutItem's. */
  readonly Item: Item;
  /** GetItem's and UpdateItem's. */
  readonly Key: Item;
  readonly UpdateExpression: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  /** Scan's. */
  readonly ProjectionExpression: string;
  /** Query's, and some of them Scan's. */
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  /** TransactWriteItems'. */
  readonly TransactItems: readonly { readonly Put?: Input; readonly Update?: Input }[];
  /** BatchGetItem's, of one table. */
  readonly RequestItems: Readonly<Record<string, Expressions & { readonly Keys: readonly Item[]; readonly ProjectionExpression: string }>>;
}

type Operation = 'PutItem' | 'GetItem' | 'Query' | 'Scan' | 'UpdateItem' | 'TransactWriteItems' | 'BatchGetItem';

/** What happens to a request instead of a plain answer. */
export type Trouble =
  | { readonly error: string; readonly status: number }
  | { readonly answerAfterMs: number }
  | { readonly cancelled: readonly string[] }
  | 'hang'
  | 'reset'
  | 'answer-in-part-and-hang'
  | 'store-and-hang'
  | 'store-and-drop-the-answer'
  | 'refuse-without-the-old-item';

export const THROTTLED: Trouble = { error: 'ProvisionedThroughputExceededException', status: 400 };
export const INTERNAL_ERROR: Trouble = { error: 'InternalServerError', status: 500 };

const TYPE_PREFIX = 'com.amazonaws.dynamodb.v20120810#';

interface Answer {
  readonly status: number;
  readonly document: unknown;
}

export class FakeDynamoDB extends LocalServer {
  /** The stored items by their `orderId`. */
  public readonly items = new Map<string, Item>();
  /** The items of the stock table by their `productId`. */
  public readonly stock = new Map<string, Item>();
  /** Every request that came in, answered or not. */
  public readonly requests: (Input & { readonly operation: string })[] = [];

  /** How many orders a page has that asks for no number: DynamoDB's has 1 MB. */
  public pageSize = Infinity;

  private trouble: Trouble[] = [];
  private lasting?: Trouble;

  private readonly operations: Record<Operation, (input: Input) => Answer> = {
    PutItem: (input) => this.put(input),
    GetItem: (input) => this.get(input),
    Query: (input) => this.query(input),
    Scan: (input) => this.scan(input),
    UpdateItem: (input) => this.update(input),
    TransactWriteItems: (input) => this.transact(input),
    BatchGetItem: (input) => this.batchGet(input),
  };

  public constructor() {
    super();
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'GET') response.end('healthy: dynamodb.local'); // the warm-up's, which asks for nothing
        else this.take(request, response, JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
  }

  /** The next requests run into this, one each; those after them are answered. */
  public troubleOnce(...trouble: Trouble[]): void {
    this.trouble = trouble;
  }

  /** Every request runs into this, until there is none again. */
  public troubleAlways(trouble: Trouble | undefined): void {
    this.lasting = trouble;
  }

  public reset(): void {
    this.items.clear();
    this.stock.clear();
    this.requests.length = 0;
    this.trouble = [];
    this.lasting = undefined;
    this.pageSize = Infinity;
  }

  private take(request: IncomingMessage, response: ServerResponse, input: Input): void {
    const operation = String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
    this.requests.push({ operation, ...input });
    const trouble = this.trouble.shift() ?? this.lasting;
    if (trouble === 'hang') return;
    if (trouble === 'reset') {
      request.socket.resetAndDestroy();
    } else if (trouble === 'answer-in-part-and-hang') {
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': '1000' }).write('{"Item":');
    } else if (trouble === 'store-and-hang') {
      this.perform(operation, input);
    } else if (trouble === 'store-and-drop-the-answer') {
      this.perform(operation, input);
      request.socket.resetAndDestroy();
    } else if (trouble === 'refuse-without-the-old-item') {
      send(response, conditionFailed());
    } else if (trouble && 'answerAfterMs' in trouble) {
      setTimeout(() => send(response, this.perform(operation, input)), trouble.answerAfterMs);
    } else if (trouble && 'cancelled' in trouble) {
      send(response, cancelled(trouble.cancelled.map((Code) => ({ Code }))));
    } else if (trouble) {
      send(response, failure(trouble.status, trouble.error, `fake ${trouble.error}`));
    } else {
      send(response, this.perform(operation, input));
    }
  }

  private perform(operation: string, input: Input): Answer {
    try {
      return this.operations[operation as Operation](input);
    } catch (error) {
      return failure(400, 'ValidationException', String(error));
    }
  }

  private put(input: Input): Answer {
    const key = input.Item.orderId.S as string;
    const oldItem = this.items.get(key);
    if (!holds(input, oldItem)) return refused(input, oldItem);
    this.items.set(key, input.Item);
    return { status: 200, document: {} };
  }

  private get({ Key }: Input): Answer {
    return { status: 200, document: { Item: this.items.get(Key.orderId.S as string) } };
  }

  /** The orders of one customer, newest first; those of one moment by their id, as the index has it. */
  private query(input: Input): Answer {
    if (input.IndexName === 'OrdersByNumber') return this.queryByNumber(input);
    if (input.IndexName === 'OrdersByStatus') return this.queryByStatus(input);
    if (input.IndexName !== 'OrdersByCustomer' || input.ScanIndexForward !== false) throw new Error('the fake knows the index by customer, newest first');
    const position = ({ createdAt, orderId }: Item) => `${createdAt.S} ${orderId.S}`;
    const start = input.ExclusiveStartKey && position(input.ExclusiveStartKey);
    const found = [...this.items.values()]
      .filter((item) => holds({ ...input, ConditionExpression: input.KeyConditionExpression }, item))
      .filter((item) => start === undefined || position(item) < start)
      .sort((a, b) => (position(a) < position(b) ? 1 : -1))
      .slice(0, input.Limit ?? this.pageSize);
    const last = found.length === (input.Limit ?? this.pageSize) ? found[found.length - 1] : undefined;
    const LastEvaluatedKey = last && { customerId: last.customerId, createdAt: last.createdAt, orderId: last.orderId };
    return { status: 200, document: { Items: found, Count: found.length, LastEvaluatedKey } };
  }

  /** The keys of the orders with a number. */
  private queryByNumber(input: Input): Answer {
    const isFound = (item: Item) => holds({ ...input, ConditionExpression: input.KeyConditionExpression }, item);
    const Items = [...this.items.values()].filter(isFound).slice(0, input.Limit).map(({ orderId, orderNumber }) => ({ orderId, orderNumber }));
    return { status: 200, document: { Items, Count: Items.length } };
  }

  /** The orders of a shard within a range of sort keys. The filter is applied to those that were read, which the limit counts. */
  private queryByStatus(input: Input): Answer {
    const { ExpressionAttributeValues: values = {}, Limit = this.pageSize, ScanIndexForward: isForward = true, ExclusiveStartKey: start } = input;
    if (input.KeyConditionExpression !== '#statusShard = :statusShard AND #sortKey BETWEEN :from AND :to') throw new Error('the fake knows one query by status');
    const [from, to] = [values[':from'].S as string, values[':to'].S as string];
    if (from > to) throw new Error('the lower bound is above the upper one');
    const keyOf = (item: Item) => item.createdAtOrderId.S as string;
    const isAfter = (item: Item) => start === undefined || (isForward ? keyOf(item) > keyOf(start) : keyOf(item) < keyOf(start));
    const read = [...this.items.values()]
      .filter((item) => item.createdAtOrderId && isEqual(item.statusShard, values[':statusShard']))
      .filter((item) => keyOf(item) >= from && keyOf(item) <= to && isAfter(item))
      .sort((a, b) => (isForward === keyOf(a) < keyOf(b) ? -1 : 1))
      .slice(0, Limit);
    const last = read.length === Limit ? read[read.length - 1] : undefined;
    const LastEvaluatedKey = last && { orderId: last.orderId, statusShard: last.statusShard, createdAtOrderId: last.createdAtOrderId };
    const Items = read.filter((item) => holds({ ...input, ConditionExpression: input.FilterExpression }, item)).map(({ items: _, ...item }) => item);
    return { status: 200, document: { Items, Count: Items.length, LastEvaluatedKey } };
  }

  /** The orders as they were stored, one after the other. */
  private scan({ ExclusiveStartKey: start, Limit = this.pageSize, ...input }: Input): Answer {
    const ids = [...this.items.keys()];
    const begin = start ? ids.indexOf(start.orderId.S as string) + 1 : 0;
    const found = ids.slice(begin, begin + Limit);
    const LastEvaluatedKey = begin + Limit > ids.length ? undefined : { orderId: { S: found.at(-1) } };
    return { status: 200, document: { Items: found.map((id) => projected(this.items.get(id)!, input)), Count: found.length, LastEvaluatedKey } };
  }

  private update(input: Input): Answer {
    const { table, key } = this.placeOf(input.Key);
    const oldItem = table.get(key);
    if (!holds(input, oldItem)) return refused(input, oldItem);
    const item = updated(input, { ...input.Key, ...oldItem });
    table.set(key, item);
    return { status: 200, document: { Attributes: item } };
  }

  /** All of the writes or none. */
  private transact({ TransactItems: writes }: Input): Answer {
    const inputs = writes.map(({ Put, Update }) => Put ?? Update!);
    const places = inputs.map(({ Item: item, Key }) => this.placeOf(item ?? Key));
    if (places.length > 100 || new Set(places.map(({ key }) => key)).size < places.length) throw new Error('a transaction has at most 100 writes of different items');
    const reasons = inputs.map((input, index) => {
      const oldItem = places[index].table.get(places[index].key);
      if (holds(input, oldItem)) return { Code: 'None' };
      return { Code: 'ConditionalCheckFailed', Item: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? oldItem : undefined };
    });
    if (reasons.some(({ Code }) => Code !== 'None')) return cancelled(reasons);
    for (const { Put, Update } of writes) {
      if (Put) this.put(Put);
      else this.update(Update!);
    }
    return { status: 200, document: {} };
  }

  private batchGet({ RequestItems }: Input): Answer {
    const Responses = Object.fromEntries(Object.entries(RequestItems).map(([name, { Keys, ...expressions }]) => {
      const found = Keys.map((keys) => this.placeOf(keys)).map(({ table, key }) => table.get(key)).filter((item) => item !== undefined);
      return [name, found.map((item) => projected(item, expressions))];
    }));
    return { status: 200, document: { Responses, UnprocessedKeys: {} } };
  }

  private placeOf({ orderId, productId }: Item): { readonly table: Map<string, Item>; readonly key: string } {
    return orderId ? { table: this.items, key: orderId.S as string } : { table: this.stock, key: productId.S as string };
  }
}

/** The SDK's own client for the fake: quick to give up, unless told otherwise. */
export function clientFor(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return documentClientOf(new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
    maxAttempts: 1,
    ...config,
  }));
}

type Clause = [form: RegExp, holds: (attribute: Attribute | undefined, operands: (Attribute | undefined)[]) => boolean];

/** The conditions of which the store makes its own. */
const CLAUSES: Clause[] = [
  [/^attribute_not_exists\((#\w+)\)$/, (attribute) => attribute === undefined],
  [/^attribute_exists\((#\w+)\)$/, (attribute) => attribute !== undefined],
  [/^(#\w+) = (:\w+)$/, (attribute, operands) => operands.some((operand) => isEqual(attribute, operand))],
  [/^\((#\w+) = (:\w+) OR attribute_not_exists\(\1\)\)$/, (attribute, operands) => attribute === undefined || operands.some((operand) => isEqual(attribute, operand))],
  [/^(#\w+) >= (:\w+)$/, (attribute, [operand]) => attribute?.N !== undefined && Number(attribute.N) >= Number(operand!.N)],
  [/^attribute_type\((#\w+), (:\w+)\)$/, (attribute, [operand]) => attribute !== undefined && operand!.S as string in attribute],
  [/^(#\w+) IN \((:\w+(?:, :\w+)*)\)$/, (attribute, operands) => operands.some((operand) => isEqual(attribute, operand))],
];

function holds(input: Expressions, item: Item | undefined): boolean {
  return input.ConditionExpression?.split(' AND ').every((text) => {
    const clause = CLAUSES.find(([form]) => form.test(text));
    if (!clause) throw new Error(`the fake does not know the condition ${text}`);
    const [, name, operands = ''] = clause[0].exec(text)!;
    return clause[1](item?.[nameOf(name, input)], operands.split(', ').filter(Boolean).map((operand) => valueOf(operand, input)));
  }) ?? true;
}

function projected(item: Item, expressions: Expressions & { readonly ProjectionExpression: string }): Item {
  const names = expressions.ProjectionExpression.split(', ').map((placeholder) => nameOf(placeholder, expressions));
  return Object.fromEntries(Object.entries(item).filter(([attribute]) => names.includes(attribute)));
}

function isEqual(a: Attribute | undefined, b: Attribute | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The assignments that the stores make: to a value, to more or less, to a list with an entry more. And one attribute that goes. */
function updated(input: Input, item: Item): Item {
  const [assignments, removed] = input.UpdateExpression.replace(/^SET /, '').split(' REMOVE ');
  const changes = assignments.split(/, (?=#\w+ = )/).map((assignment) => {
    const [, name, expression] = /^(#\w+) = (.*)$/.exec(assignment) ?? [];
    if (name === undefined) throw new Error(`the fake does not know the update ${input.UpdateExpression}`);
    return [nameOf(name, input), assigned(name, expression, input, item)];
  });
  const changed = { ...item, ...Object.fromEntries(changes) };
  if (removed !== undefined) delete changed[nameOf(removed, input)];
  return changed;
}

function assigned(name: string, expression: string, input: Input, item: Item): Attribute {
  const attribute = item[nameOf(name, input)];
  const value = (index: number) => valueOf(expression.match(/:\w+/g)![index], input);
  switch (expression.replace(/:\w+/g, ':')) {
    case ':':
      return value(0);
    case `${name} - :`:
      return { N: String(Number(attribute!.N) - Number(value(0).N)) };
    case `${name} + :`:
      return { N: String(Number(attribute!.N) + Number(value(0).N)) };
    case `if_not_exists(${name}, :)`:
      return attribute ?? value(0);
    case `if_not_exists(${name}, :) + :`:
      return { N: String(Number((attribute ?? value(0)).N) + Number(value(1).N)) };
    case `list_append(if_not_exists(${name}, :), :)`:
      return { L: [...(attribute ?? value(0)).L as Attribute[], ...value(1).L as Attribute[]] };
    default:
      throw new Error(`the fake does not know the update ${expression}`);
  }
}

function nameOf(placeholder: string, { ExpressionAttributeNames: names = {} }: Expressions): string {
  if (names[placeholder] === undefined) throw new Error(`${placeholder} names no attribute`);
  return names[placeholder];
}

function valueOf(placeholder: string, { ExpressionAttributeValues: values = {} }: Expressions): Attribute {
  if (values[placeholder] === undefined) throw new Error(`${placeholder} has no value`);
  return values[placeholder];
}

function refused({ ReturnValuesOnConditionCheckFailure: returned }: Input, oldItem: Item | undefined): Answer {
  return conditionFailed(returned === 'ALL_OLD' ? oldItem : undefined);
}

function conditionFailed(Item?: Item): Answer {
  return failure(400, 'ConditionalCheckFailedException', 'The conditional request failed', { Item });
}

function failure(status: number, error: string, message: string, more = {}): Answer {
  return { status, document: { __type: TYPE_PREFIX + error, message, ...more } };
}

function send(response: ServerResponse, { status, document }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(document));
}

function cancelled(CancellationReasons: readonly { readonly Code: string; readonly Item?: Item }[]): Answer {
  return failure(400, 'TransactionCanceledException', 'Transaction cancelled', { CancellationReasons });
}
