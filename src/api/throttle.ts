/*
 * How many requests the stage lets through.
 */
import { Token } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { validateWholeNumber } from '../props/validation';

/** The account quotas of API Gateway: no limit of our own, but a visible one that can be lowered. */
export const DEFAULT_THROTTLE: ThrottleSettings = { rateLimit: 10_000, burstLimit: 5_000 };

/** Whether the stage lets through what the account has by default. Another number has been thought about, a higher one too. */
export function isAtQuota({ rateLimit }: ThrottleSettings): boolean {
  return rateLimit === DEFAULT_THROTTLE.rateLimit;
}

export function validateThrottle(throttle: ThrottleSettings | undefined): string[] {
  if (throttle === undefined) return [];
  const { rateLimit, burstLimit } = throttle;
  if (rateLimit === undefined || burstLimit === undefined) {
    // API Gateway reads a missing half as 0 and refuses every request.
    return [`throttle must have both rateLimit (requests per second) and burstLimit (requests), got rateLimit ${rateLimit} and burstLimit ${burstLimit}`];
  }
  const badRate = !Token.isUnresolved(rateLimit) && !(Number.isFinite(rateLimit) && rateLimit > 0);
  return [
    ...badRate ? [`throttle.rateLimit must be a number of requests per second above 0, got ${rateLimit}`] : [],
    ...validateWholeNumber('throttle.burstLimit', burstLimit, 1, 2_147_483_647, 'requests'),
  ];
}
