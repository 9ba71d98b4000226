/**
 * Options of `addStaffListBackfill`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export interface StaffListBackfillOptions {
  /**
   * Maximum number of orders per second that one invocation writes, a whole number from 1 to 1,000.
   *
   * Each write is one in the table, one in the index `OrdersByCustomer` and one in `OrdersByStatus`. The latter can take 1,000 writes per second for each
   * shard and status, which new orders and changes of status use too.
   *
   * @default 100
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
   */
  readonly writesPerSecond?: number;
}
