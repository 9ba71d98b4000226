/*
 * Returns: what came back of an order, and what is paid back for it. They are records: the payment provider pays back, and the stock of the shop is
 * the shop's own. No more comes back than was delivered, and no more is paid back than was paid. Pure.
 */
import type { Actor } from './actor';
import { minorDigitsOf } from './currency';
import { activeFulfilments, Circumstances, deliveredIn, FulfillableOrder, isSameRequest } from './fulfilment';
import { difference, faultsBeyond, LineQuantity, orderedIn, Quantities, refuseExcess, sumOf } from './line-quantities';
import { fromMinorUnits, toMinorUnits } from './money';
import { areReturns } from './own-lists';
import { Fault, Problem, validationProblem } from './problem';
import type { ChangeReason } from './status-change';

export const MAX_RETURNS = 50;

/** A return as a client sees it. */
export interface OrderReturn {
  readonly returnId: string;
  readonly items: readonly LineQuantity[];
  /** In the currency of the order. */
  readonly refundAmount?: number;
  readonly reason?: ChangeReason;
  /** For staff only. */
  readonly note?: string;
  readonly at: string;
  readonly by?: Actor;
}

export interface StoredReturn extends OrderReturn {
  /** Tells a retry of the request that made it from another request. Absent from an erased order. */
  readonly fingerprint?: string;
}

/** An order as an API with returns stores it. */
export interface ReturnableOrder extends FulfillableOrder {
  readonly returns?: readonly StoredReturn[];
}

/** @throws Error when another program has stored something else under the name, which is not overwritten */
function returnsOf({ returns = [] }: ReturnableOrder): readonly StoredReturn[] {
  if (areReturns<StoredReturn>(returns)) return returns;
  throw new Error('another program has written the attribute returns of this order, which belongs to the API: rename it there');
}

export type NewReturn = Omit<StoredReturn, 'at' | 'by'>;

/**
 * The returns of the order with one more, or `undefined` if the same request has made it before.
 * @throws Problem when more would come back than was delivered, or more be paid back than was paid
 */
export function withNewReturn(order: ReturnableOrder, request: NewReturn, { at, by }: Circumstances): Pick<ReturnableOrder, 'returns'> | undefined {
  const returns = returnsOf(order);
  const made = returns.find(({ returnId }) => returnId === request.returnId);
  if (made) {
    if (isSameRequest(made, request)) return undefined;
    throw new Problem('idempotency-key-reused', 'the Idempotency-Key belongs to another return of the order: retry with the same body, or use a new key');
  }
  refuseExcess([
    ...faultsBeyond(difference(delivered(order), sumOf(returns)), request, 'no more of the line was delivered and has not come back'),
    ...refundFaults(order, request),
  ]);
  if (returns.length >= MAX_RETURNS) throw new Problem('exceeds-order', `an order must have at most ${MAX_RETURNS} returns, got ${returns.length + 1}`);
  return { returns: [...returns, { ...request, at: at.toISOString(), ...by && { by } }] };
}

/** What the customer has: by the fulfilments, or all of an order that was delivered without them. */
function delivered(order: FulfillableOrder): Quantities {
  const ordered = orderedIn(order.items);
  if (activeFulfilments(order).length === 0 && order.status === 'DELIVERED') return ordered;
  const received = deliveredIn(order);
  return new Map([...ordered.keys()].map((lineNumber) => [lineNumber, received.get(lineNumber) ?? 0]));
}

/**
 * A fault if more would be paid back than was paid.
 * @throws Problem when it is no amount of the currency
 */
function refundFaults({ currency, totalAmount, returns = [] }: ReturnableOrder, { refundAmount }: NewReturn): Fault[] {
  if (refundAmount === undefined) return [];
  const digits = minorDigitsOf(currency);
  const [total, refund] = digits === undefined ? [] : [toMinorUnits(totalAmount, digits), toMinorUnits(refundAmount, digits)];
  if (total === undefined) throw validationProblem([{ detail: 'must be left out, since the total of the order is no amount of its currency', pointer: '#/refundAmount' }]);
  if (refund === undefined) {
    throw validationProblem([{ detail: `must be a decimal number from 0 with at most ${digits} digits after the point, as ${currency} has, got ${refundAmount}`, pointer: '#/refundAmount' }]);
  }
  const refunded = returns.reduce((sum, each) => sum + toMinorUnits(each.refundAmount ?? 0, digits!)!, 0n);
  if (refunded + refund <= total) return [];
  const left = fromMinorUnits(total - refunded, digits!);
  return [{ detail: `must be at most ${left}, what is left of the total, got ${refundAmount}`, pointer: '#/refundAmount' }];
}
