/*
 * Quantities of the lines of an order: what a fulfilment or a return has of each. Pure.
 */
import type { OrderItem } from './order';
import { Fault, problemOf } from './problem';

/** A quantity of a line of an order. */
export interface LineQuantity {
  /** Position in the items of the order, from 1. */
  readonly lineNumber: number;
  readonly quantity: number;
}

/** Something that has quantities of lines, such as a parcel. */
export interface WithLines {
  readonly items: readonly LineQuantity[];
}

/** Quantities by line number. */
export type Quantities = ReadonlyMap<number, number>;

/** What an order has of each line. What another program has stored as no line, or without a quantity, has nothing. */
export function orderedIn(items: unknown): Quantities {
  const lines: readonly (OrderItem | null | undefined)[] = Array.isArray(items) ? items : [];
  return new Map(lines.map((line, index) => [index + 1, quantityOf(line)]));
}

function quantityOf(line: OrderItem | null | undefined): number {
  const quantity = line?.quantity;
  return Number.isSafeInteger(quantity) && quantity! > 0 ? quantity! : 0;
}

/** Whether there is something of each line. */
export function haveAllLines(quantities: Quantities): boolean {
  return quantities.size > 0 && [...quantities.values()].every((quantity) => quantity > 0);
}

/** What these have together of each line. */
export function sumOf(parts: readonly WithLines[]): Quantities {
  const sum = new Map<number, number>();
  for (const { lineNumber, quantity } of parts.flatMap(({ items }) => items)) sum.set(lineNumber, (sum.get(lineNumber) ?? 0) + quantity);
  return sum;
}

/** What is left of each line. */
export function difference(all: Quantities, taken: Quantities): Quantities {
  return new Map([...all].map(([lineNumber, quantity]) => [lineNumber, quantity - (taken.get(lineNumber) ?? 0)]));
}

/** The lines of which something is there. */
export function linesOf(quantities: Quantities): LineQuantity[] {
  return [...quantities].filter(([, quantity]) => quantity > 0).map(([lineNumber, quantity]) => ({ lineNumber, quantity }));
}

export function isNothing(quantities: Quantities): boolean {
  return linesOf(quantities).length === 0;
}

/**
 * A fault for each line that asks for more than is there.
 * @param why why there is no more of a line; completes the sentence "must be at most 2, since …"
 */
export function faultsBeyond(left: Quantities, { items }: WithLines, why: string): Fault[] {
  return items.flatMap(({ lineNumber, quantity }, index): Fault[] => {
    const available = Math.max(0, left.get(lineNumber) ?? 0);
    if (!left.has(lineNumber)) return [{ detail: `must be a line of the order, 1 to ${left.size}, got ${lineNumber}`, pointer: `#/items/${index}/lineNumber` }];
    return quantity <= available ? [] : [{ detail: `must be at most ${available}, since ${why}, got ${quantity}`, pointer: `#/items/${index}/quantity`, available }];
  });
}

/** @throws Problem when there are any of what an order does not allow */
export function refuseExcess(faults: readonly Fault[]): void {
  if (faults.length > 0) throw problemOf('exceeds-order', 'request', faults);
}
