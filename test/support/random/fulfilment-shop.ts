/*
 * A shop with stock, a staff list, reasons, fulfilments and returns: copies of the handler on a real table.
 */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DEADLINE_MS, HandlerCopy } from './handler-copy';
import type { Stocked } from './stock-shop';
import { StaffListRules, UPDATE_ORDER_STATUS } from '../../../src/contract';
import { CALLER_PRICING } from '../../../src/handler/caller-pricing';
import { checkedCreation } from '../../../src/handler/checked-creation';
import { withinDeadline } from '../../../src/handler/deadline';
import { FulfillingStore } from '../../../src/handler/fulfilling-store';
import { fulfilmentOperations } from '../../../src/handler/fulfilment-operations';
import { Operation, OPERATIONS } from '../../../src/handler/operations';
import { updateStatusWithReason } from '../../../src/handler/reasoned-operations';
import { shopMetrics } from '../../../src/handler/shop-metrics';
import { showingOrders } from '../../../src/handler/shown-orders';

export class FulfillingCopy extends HandlerCopy<FulfillingStore> {
  public constructor({ orders, stock }: Stocked, staffList: StaffListRules, client: DynamoDBClientConfig) {
    super(client, (documents) => ({
      operations: showingOrders(new Map<string, Operation<FulfillingStore>>([
        ...OPERATIONS,
        ...checkedCreation(CALLER_PRICING, DEADLINE_MS),
        [UPDATE_ORDER_STATUS.routeKey, withinDeadline(DEADLINE_MS, updateStatusWithReason)],
        ...fulfilmentOperations(DEADLINE_MS),
      ])),
      store: new FulfillingStore(documents, orders.name, { stock: stock.rules, staffList, hasFulfilments: true }),
      metrics: shopMetrics,
      functionName: 'orders',
    }));
  }
}
