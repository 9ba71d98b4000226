/**
 * How many environments of the function are kept initialised, so that no order waits for a cold start. Each of them
 * is billed for as long as it is kept.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 * @example
 * import { OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   provisionedConcurrency: { minCapacity: 5, maxCapacity: 50, utilizationTarget: 0.5 },
 * });
 */
export interface OrderProvisionedConcurrency {
  /**
   * Environments that are always there, a whole number from 1.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   */
  readonly minCapacity: number;

  /**
   * Environments that Application Auto Scaling may go up to, a whole number from `minCapacity`. Requests beyond
   * them are not refused: they start environments of their own.
   *
   * @default - `minCapacity`: the number is fixed
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html
   */
  readonly maxCapacity?: number;

  /**
   * The share of the environments that should be at work, from 0.1 to 0.9; above it more are added, below it
   * some are given back. Needs `maxCapacity`. Lambda sends an environment at most 10 requests a second, which keep it at
   * work for about a tenth of the time: a high target follows bursts and slow answers, and not a steady rate.
   *
   * @default 0.7
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   */
  readonly utilizationTarget?: number;
}
