/*
 * The orders table of an API with fulfilments: changes that depend on what an order has, under the version that was read. A part of order-store.ts
 * that only the extended bundle has.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ORDER_KEY } from '../contract';
import { pauseBeforeRetry } from './deadline';
import type { DetailedChange } from './detailed-store';
import type { Actor } from './domain/actor';
import type { ExpectedVersion } from './domain/entity-tag';
import { FulfillableOrder, refuseBesideFulfilments } from './domain/fulfilment';
import { isLegacy } from './domain/legacy-order';
import type { Order, StatusEntry } from './domain/order';
import type { OrderStatus } from './domain/order-status';
import { Problem, ProblemKind } from './domain/problem';
import { Item, orderOf } from './erasing-store';
import type { StoreOptions } from './numbered-store';
import { ChangeResult, NOT_CHANGED_YET, refusedItem, StatusChange } from './order-store';
import { alsoAppending, alsoSetting, OrderUpdate } from './order-update';
import { StaffListStore } from './staff-list-store';

/** An edit of an order, and what it depends on. */
export interface OrderEdit {
  readonly orderId: string;
  readonly expectedVersion: ExpectedVersion;
  /** Under this mark the change of status that follows is known again. */
  readonly changeId: string;
  readonly at: Date;
  readonly by?: Actor;
  /**
   * What the order gets, or `undefined` if it has it already.
   * @throws Problem when the order cannot have it
   */
  apply(order: Order): EditedAttributes | undefined;
}

/** Attributes that an edit writes, and the status that follows. */
export type EditedAttributes = { readonly status?: OrderStatus } & Readonly<Record<string, unknown>>;

export interface FulfillingOptions extends StoreOptions {
  /** Whether the status of an order follows from its fulfilments. */
  readonly hasFulfilments?: boolean;
}

export class FulfillingStore extends StaffListStore {
  private readonly hasFulfilments: boolean;

  public constructor(client: DynamoDBDocumentClient, tableName: string, { hasFulfilments = false, ...options }: FulfillingOptions = {}) {
    super(client, tableName, options);
    this.hasFulfilments = hasFulfilments;
  }

  /** Edits an order if it is at the version that the edit expects. What others have written in between is looked at anew. */
  public async edit(edit: OrderEdit, signal?: AbortSignal): Promise<ChangeResult> {
    let item = await this.read(edit.orderId, signal);
    for (let retries = 1; ; retries++) {
      if (item === undefined) return { result: 'refused' };
      const order = orderOf(item);
      const edited = applied(edit, order);
      if (typeof edited === 'string') return { result: edited, order };
      const written = await this.write(this.updateForEdit(edit, { ...order, missed: missedEntries(item, order) }, edited), signal);
      if ('order' in written) return { result: 'changed', order: written.order };
      item = written.current;
      await pauseBeforeRetry(retries, signal);
    }
  }

  /** Changes the status, unless fulfilments decide about it. The version that was looked at is part of the condition, so none is added in between. */
  public override async changeStatus(change: DetailedChange, signal?: AbortSignal): Promise<ChangeResult> {
    if (!this.hasFulfilments) return super.changeStatus(change, signal);
    for (let retries = 1; ; retries++) {
      const item = await this.read(change.orderId, signal);
      if (item === undefined) return { result: 'refused' };
      const order: FulfillableOrder = orderOf(item);
      if (order.changeId === change.changeId) return { result: 'replayed', order };
      if (!isMeant(change, order)) return { result: 'refused', order };
      refuseBesideFulfilments(order, change.status);
      const { version: expectedVersion, createdAt } = order;
      const result = await super.changeStatus({ ...change, expectedVersion, createdAt, missed: missedEntries(item, order) }, signal);
      const isOvertaken = change.expectedVersion === 'any' && result.result === 'refused' && result.order?.version !== expectedVersion;
      if (!isOvertaken) return result;
      await pauseBeforeRetry(retries, signal);
    }
  }

  private updateForEdit({ orderId, changeId, at, by }: OrderEdit, order: Order & Pick<StatusChange, 'missed'>, { status, ...attributes }: EditedAttributes): OrderUpdate {
    const { version: expectedVersion, createdAt, missed = [] } = order;
    const update = status === undefined
      ? touch(orderId, expectedVersion, at, missed)
      : this.updateOf({ orderId, status, expectedVersion, changeId, at, createdAt, missed, ...by && { by } } as DetailedChange);
    return alsoSetting<OrderUpdate>(update, attributes);
  }

  private async write(update: OrderUpdate, abortSignal?: AbortSignal): Promise<{ readonly order: Order } | { readonly current?: Item }> {
    try {
      return { order: await this.update(update, abortSignal) };
    } catch (error) {
      return { current: refusedItem(error) };
    }
  }
}

/** Problems that a client can have because it does not know the order as it is. */
const OF_OLD_VERSIONS: readonly ProblemKind[] = ['transition-not-allowed', 'exceeds-order'];

/**
 * What the order gets by an edit, or what becomes of the edit. A retry is recognised before it is refused, and HTTP asks for the version to be looked at
 * before the order is.
 * @throws Problem when the order cannot have it
 */
export function applied({ expectedVersion, apply }: OrderEdit, order: Order): EditedAttributes | 'replayed' | 'refused' {
  const isCurrent = expectedVersion === 'any' || order.version === expectedVersion;
  try {
    const edited = apply(order);
    if (edited === undefined) return 'replayed';
    return isCurrent ? edited : 'refused';
  } catch (error) {
    if (!isCurrent && error instanceof Problem && OF_OLD_VERSIONS.includes(error.kind)) return 'refused';
    throw error;
  }
}

/** Whether a change means the order as it is: another customer and another version are refused without a look at fulfilments. */
function isMeant({ customerId, expectedVersion }: DetailedChange, order: Order): boolean {
  return (customerId === undefined || order.customerId === customerId) && (expectedVersion === 'any' || order.version === expectedVersion);
}

/**
 * What reading adds to the history of an order of the template whose status somebody has set by means of their own. Its time is that of the
 * last change, so a change of ours stores it.
 */
function missedEntries({ createdAt, statusHistory }: Item, order: Order): readonly StatusEntry[] {
  return isLegacy(createdAt?.S) ? order.statusHistory.slice(1 + (statusHistory?.L?.length ?? 0)) : [];
}

/** An update that counts the version on, and leaves the status. */
function touch(orderId: string, version: number, at: Date, missed: readonly StatusEntry[]): OrderUpdate {
  const update: OrderUpdate = {
    Key: { [ORDER_KEY]: orderId },
    UpdateExpression: 'SET #version = :next, #updated = :now',
    ConditionExpression: version === 1 ? `attribute_exists(#key) AND ${NOT_CHANGED_YET}` : '#version = :version',
    ExpressionAttributeNames: { '#version': 'version', '#updated': 'updatedAt', ...version === 1 && { '#key': ORDER_KEY } },
    ExpressionAttributeValues: { ':version': version, ':next': version + 1, ':now': at.toISOString() },
  };
  return missed.reduce((extended, entry) => alsoAppending(extended, 'statusHistory', entry), update);
}
