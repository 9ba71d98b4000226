import { Token } from 'aws-cdk-lib';
import { kindOf, optionNames, shown, validateOptionsOf, validateWholeNumber } from './validation';
import { SHARD_COUNTS, StaffListRules } from '../contract';

/**
 * Options of `OrderStaffList.byStatus()`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-gsi-sharding.html
 */
export interface StaffListOptions {
  /**
   * Number of shards of each status in the index, a power of two from 1 to 32.
   *
   * A shard takes about 1,000 writes per second. A new order is one write, and a change of status is two. Each page of the list reads all shards, so
   * more of them make a page more expensive. The number can be raised at any time. To lower it, set `readShards`.
   *
   * @default 4
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
   */
  readonly shards?: number;

  /**
   * Number of shards that a list reads after `shards` was lowered, a whole number from 2 to 32 and above `shards`.
   *
   * It is the number of shards of the deployment before. Without it, a list lacks orders whose shard is no longer read. The construct cannot detect
   * that `shards` was lowered.
   *
   * @default - the number in `shards`
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-gsi-sharding.html
   */
  readonly readShards?: number;
}

const FACTORY = 'OrderStaffList.byStatus()';

const DEFAULT_SHARDS = 4;
const MAX_SHARDS = Math.max(...SHARD_COUNTS);

const OPTIONS = optionNames<StaffListOptions>({ shards: true, readShards: true });

/**
 * List of the orders of all customers for staff.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 * @example
 * import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaffList } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: [OrderRoute.createOrder(), OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })],
 *   access: OrderAccess.staff(new HttpIamAuthorizer()),
 * });
 */
export class OrderStaffList {
  /**
   * Orders by status and time, with `GET /orders?status=…&createdFrom=…&createdTo=…&sort=…`.
   *
   * The table gets the global secondary index `OrdersByStatus`, which holds what the list shows of an order: neither its items nor personal data.
   * CloudFormation adds one index per deployment to an existing table. Orders that were created before are listed after their next change of
   * status.
   *
   * @param options the shards of the index
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
   */
  public static byStatus(options: StaffListOptions = {}): OrderStaffList {
    return new OrderStaffList(options);
  }

  private readonly rule: StaffListRules;
  private readonly faults: string[];

  private constructor(options: StaffListOptions) {
    this.faults = validateShards(options);
    const { shards = DEFAULT_SHARDS, readShards } = this.faults.length === 0 ? options ?? {} : {}; // plain JavaScript may pass null
    this.rule = { shards, readShards };
  }

  /** @internal */
  public get _rule(): StaffListRules {
    return this.rule;
  }

  /** @internal */
  public get _faults(): string[] {
    return this.faults;
  }
}

function validateShards(options: StaffListOptions): string[] {
  const faults = validateOptionsOf(FACTORY, options, OPTIONS, '{ shards: 4 }');
  if (faults.length > 0 || options === undefined || options === null) return faults;
  const { shards = DEFAULT_SHARDS, readShards } = options;
  const unknown = Object.entries({ shards, readShards }).filter(([, count]) => Token.isUnresolved(count)).map(([name]) => name);
  if (unknown.length > 0) return unknown.map((name) => `${name} of ${FACTORY} must be known at synth, since the list cannot be read with every number, got a token`);
  const ofShards = SHARD_COUNTS.includes(shards)
    ? []
    : [`shards of ${FACTORY} must be 1, 2, 4, 8, 16 or 32, got ${typeof shards === 'object' ? kindOf(shards) : shown(shards)}`];
  const ofReadShards = validateWholeNumber(`readShards of ${FACTORY}`, readShards, 2, MAX_SHARDS, 'shards');
  const ofEach = [...ofShards, ...ofReadShards];
  return ofEach.length > 0 ? ofEach : validateAbove(shards, readShards);
}

/** Fewer than are written would hide orders, and as many are read anyway. */
function validateAbove(shards: number, readShards: number | undefined): string[] {
  if (readShards === undefined || readShards > shards) return [];
  return [`readShards of ${FACTORY} must be above shards, which is ${shards}, or left out, got ${readShards}`];
}
