/*
 * A shop whose staff lists orders by status: copies of the handler on a real table.
 */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DEADLINE_MS, HandlerCopy } from './handler-copy';
import { UPDATE_ORDER_STATUS } from '../../../src/contract';
import { withinDeadline } from '../../../src/handler/deadline';
import { erasureOperations } from '../../../src/handler/erasure-operations';
import { ListStore, listOperations } from '../../../src/handler/list-operations';
import { Operation, OPERATIONS, updateOrderStatus } from '../../../src/handler/operations';
import { StaffListStore } from '../../../src/handler/staff-list-store';

/** Orders of so many milliseconds have the same time, so that pages end among them. */
const TICK_MS = 25;

export class ListingCopy extends HandlerCopy<ListStore & StaffListStore> {
  public constructor(tableName: string, shards: number, client: DynamoDBClientConfig) {
    const staffList = { shards };
    super(client, (documents) => ({
      operations: new Map<string, Operation<ListStore & StaffListStore>>([
        ...OPERATIONS,
        ...erasureOperations(undefined, DEADLINE_MS),
        ...listOperations({ staffList, deadlineMs: DEADLINE_MS }),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateOrderStatus)],
      ]),
      store: new StaffListStore(documents, tableName, { staffList }),
      now: () => new Date(Math.floor(Date.now() / TICK_MS) * TICK_MS),
    }));
  }
}
