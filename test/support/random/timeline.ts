/*
 * The life of one order, told from what is in the table at the end: what it looked like at each version, and from
 * when to when it can have been at it. Each answer is held against that: it must tell of a version that the order
 * can have had between the request and the answer.
 */
import { mayLandUnseen } from './fault-injection';
import { Fields } from './orders';
import type { PatchAsked } from './requests';
import type { Exchange } from './run';
import type { StatusEntry } from '../../../src/handler/domain/order';
import { orderNumberOf } from '../../../src/handler/domain/order-number';
import type { OrderStatus } from '../../../src/handler/domain/order-status';

/** Where no order is yet. */
export const NOT_THERE = 0;

export type Patch = Exchange & { readonly request: { readonly asked: PatchAsked } };

/** The version that a successful answer to a change tells of. */
export function versionIn(exchange: Exchange): number {
  return JSON.parse(exchange.answer!.body).version;
}

export function isReplay({ answer }: Exchange): boolean {
  return answer?.headers['Idempotency-Replayed'] === 'true';
}

/** What is the same for a change and its retry, and for no other change. */
export function markOf({ request: { asked: { orderId, status, version, key }, caller }, requestId }: Patch): string {
  return key === undefined ? requestId : JSON.stringify([caller.identity, key, orderId, status, version ?? NOT_THERE]);
}

export class Timeline {
  public readonly history: readonly StatusEntry[];
  public readonly customerId: string;
  public readonly createdAt: string;

  /** For each version, the requests that may have made it: the one that was told so, or else those that may not have heard. */
  private readonly makers: readonly (readonly Exchange[])[];
  /** What clients have seen, by the time at which they had. */
  private readonly sightings: { readonly at: number; readonly version: number }[] = [];

  /** @param fields all that the item holds */
  public constructor(private readonly fields: Fields, creators: readonly Exchange[], patches: readonly Patch[]) {
    this.history = fields.statusHistory as readonly StatusEntry[];
    this.customerId = fields.customerId as string;
    this.createdAt = fields.createdAt as string;
    this.makers = [[], creators, ...this.history.slice(1).map((entry, index) => makersOf(index + 2, entry.status, patches))];
  }

  public get lastVersion(): number {
    return this.history.length;
  }

  public makersOf(version: number): readonly Exchange[] {
    return this.makers[version] ?? [];
  }

  /** `undefined` where the history is too short for the version. */
  public statusAt(version: number): OrderStatus | undefined {
    return this.history[version - 1]?.status;
  }

  /** The order as a client sees it at a version. */
  public documentAt(version: number): Fields {
    const { requestFingerprint, changeId, modelVersion, ...document } = this.fields;
    const statusHistory = this.history.slice(0, version);
    const last = statusHistory.at(-1);
    return { ...document, orderNumber: orderNumberOf(document.orderId as string), statusHistory, status: last?.status, updatedAt: last?.at, version };
  }

  /** A client has seen the order at this version. */
  public see({ to }: Exchange, version: number): void {
    this.sightings.push({ at: to, version });
  }

  /** The versions that the order can have been at during an exchange. */
  public during({ from, to }: Exchange): number[] {
    const least = this.sightings.reduce((known, { at, version }) => (at < from && version > known ? version : known), NOT_THERE);
    let most = least;
    while (most < this.lastVersion && this.makersOf(most + 1).some((maker) => maker.from < to)) most++;
    return Array.from({ length: most - least + 1 }, (_, index) => least + index);
  }

  /** Whether the order was certainly there before a request was sent. */
  public isKnownBefore({ from }: Exchange): boolean {
    return this.sightings.some(({ at }) => at < from);
  }
}

function makersOf(version: number, status: OrderStatus, patches: readonly Patch[]): Exchange[] {
  const told = patches.filter((patch) => patch.answer?.statusCode === 200 && !isReplay(patch) && versionIn(patch) === version);
  if (told.length > 0) return told;
  return patches.filter(({ request: { asked, injectedFault } }) => (
    asked.status === status && injectedFault !== undefined && mayLandUnseen(injectedFault)
  ));
}
