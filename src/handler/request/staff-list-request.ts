/*
 * The query of a list of the orders of all customers, by status and time.
 */
import type { Caller } from './caller';
import { gotText } from './check';
import { FORMATS } from './formats';
import { DEFAULT_PAGE, LIST_PARAMETERS } from './list-request';
import { Parameter, readParameters } from './query-parameters';
import { OrderPosition, readCursor } from '../domain/cursor';
import { ORDER_STATUSES, OrderStatus } from '../domain/order-status';
import { Problem } from '../domain/problem';
import { isSortPosition } from '../domain/status-shard';

/** Values of `sort`: by the time of an order. */
export const SORTS = ['newest', 'oldest'] as const;

export type Sort = (typeof SORTS)[number];

export interface StaffListRequest {
  readonly status: OrderStatus;
  /** Milliseconds since 1970. */
  readonly createdFrom: number;
  /** Milliseconds since 1970. It is not part of the range. */
  readonly createdTo: number;
  readonly sort: Sort;
  readonly limit: number;
  /** Where the page before ended; `undefined` for the first page. */
  readonly after?: OrderPosition;
}

/** What the other lists do not have. */
const OWN_NAMES = ['status', 'createdFrom', 'createdTo', 'sort'] as const;

/** No order is from before 1970. After this year, texts of times are not in their order. */
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const DEFAULT_SORT: Sort = 'newest';

const STATUS_MISSING = 'is required, unless customerId lists the orders of one customer';

const TIME: Parameter<number> = {
  expected: 'a time of RFC 3339 with a zone, such as 2026-07-31T09:30:00Z',
  read: readTime,
  got: (text) => (text.includes(' ') ? `${gotText(text)}: in a query, + is written %2B` : gotText(text)),
};

/** Whether a query is that of a list by status, also one of a customer, who may not send it. A customer who sends none of its own parameters lists their own orders. */
export function asksForStaffList(query: URLSearchParams, caller: Caller): boolean {
  return OWN_NAMES.some((name) => query.has(name)) || (caller.customerId === undefined && !query.has('customerId'));
}

/** @throws Problem `forbidden` when the caller is a customer, `invalid-parameters` with all faults */
export function readStaffListRequest(query: URLSearchParams, caller: Caller): StaffListRequest {
  if (caller.customerId !== undefined) throw new Problem('forbidden', `customers may not list orders by ${OWN_NAMES.join(', ')}: they list their own`);
  if (query.has('customerId')) readParameters(query, { ...LIST_PARAMETERS, ...ownLeftOutBeside('customerId') }); // always a fault
  const range = { from: timeIn(query, 'createdFrom') ?? EARLIEST, to: timeIn(query, 'createdTo') ?? LATEST };
  const list = [query.get('status') ?? '', query.get('sort') ?? DEFAULT_SORT];
  const { status, createdFrom = EARLIEST, createdTo = LATEST, sort = DEFAULT_SORT, limit = DEFAULT_PAGE, cursor: after } = readParameters(query, {
    status: { expected: `one of ${ORDER_STATUSES.join(', ')}`, whenMissing: STATUS_MISSING, read: readStatus, got: gotText },
    createdFrom: range.from < range.to ? TIME : { ...TIME, expected: 'at least a millisecond before createdTo', read: () => undefined },
    createdTo: TIME,
    sort: { expected: `one of ${SORTS.join(', ')}`, read: (text: string) => SORTS.find((each) => each === text), got: gotText },
    limit: LIST_PARAMETERS.limit,
    cursor: {
      ...LIST_PARAMETERS.cursor,
      expected: 'the nextCursor of the page before, unchanged, beside the same other parameters',
      read: (text: string) => readPosition(text, list, range),
    },
  });
  return { status: status!, createdFrom: bounded(createdFrom), createdTo: bounded(createdTo), sort, limit, after };
}

/** The parameters of this list, as faults beside one of another list. */
export function ownLeftOutBeside(name: string): Readonly<Record<(typeof OWN_NAMES)[number], Parameter<never>>> {
  const leftOut: Parameter<never> = { expected: `left out beside ${name}`, read: () => undefined, got: gotText };
  return { status: leftOut, createdFrom: leftOut, createdTo: leftOut, sort: leftOut };
}

function readStatus(text: string): OrderStatus | undefined {
  return ORDER_STATUSES.find((each) => each === text);
}

/** The time in milliseconds. Orders have no smaller unit, so a time between two milliseconds is like the later one. */
function readTime(text: string): number | undefined {
  if (!FORMATS['date-time'].is(text)) return undefined;
  const [, seconds, fraction = '', zone] = /^(.{19})(?:\.(\d+))?(.+)$/.exec(text.toUpperCase())!;
  const isLeapSecond = seconds.endsWith('60');
  const time = Date.parse(`${isLeapSecond ? seconds.replace(/60$/, '59') : seconds}${zone}`) + (isLeapSecond ? 1_000 : 0);
  return time + Math.ceil(Number(`0.${fraction}`) * 1_000);
}

/** `undefined` for one that is left out or has a fault of its own. */
function timeIn(query: URLSearchParams, name: string): number | undefined {
  const texts = query.getAll(name);
  return texts.length === 1 ? readTime(texts[0]) : undefined;
}

/** In milliseconds since 1970; the end is not part of it. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The range of a list is not part of its cursor, so one of another range is recognised by its time. */
function readPosition(text: string, list: readonly string[], { from, to }: Range): OrderPosition | undefined {
  const position = readCursor(text, list);
  if (position === undefined || !isSortPosition(position)) return undefined;
  const time = Date.parse(position.createdAt);
  return time >= from && time < to ? position : undefined;
}

function bounded(time: number): number {
  return Math.min(Math.max(time, EARLIEST), LATEST);
}
