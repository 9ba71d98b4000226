/**
 * Provisioned concurrency of the function: initialized execution environments, which answer without a cold start.
 *
 * It is billed as long as it is configured.
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
   * Minimum number of provisioned execution environments, a whole number from 1.
   *
   * Without `maxCapacity` it is the fixed number.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   */
  readonly minCapacity: number;

  /**
   * Maximum number of provisioned execution environments for Application Auto Scaling, a whole number from `minCapacity`.
   *
   * Requests above it are not rejected: Lambda starts on-demand execution environments for them.
   *
   * @default - `minCapacity`, without auto scaling
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html
   */
  readonly maxCapacity?: number;

  /**
   * Target utilization of the provisioned concurrency for auto scaling, from 0.1 to 0.9.
   *
   * Above the target Application Auto Scaling adds environments, below it removes some. Needs `maxCapacity`. Lambda sends an environment at
   * most 10 requests per second, which use it about a tenth of the time. A high target therefore reacts to bursts and slow responses, and
   * not to a steady rate.
   *
   * @default 0.7
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   */
  readonly utilizationTarget?: number;
}
