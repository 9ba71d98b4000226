/*
 * Throttling of the stage.
 */
import { Token } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { shown, validateWholeNumber } from '../props/validation';

/** Default throttle: the account quotas of API Gateway. It limits nothing further, but is visible and can be lowered. */
export const DEFAULT_THROTTLE: ThrottleSettings = { rateLimit: 10_000, burstLimit: 5_000 };

/** Whether the rate limit of the stage is the default quota of an account. Any other number, even a higher one, is a decision of the app. */
export function isAtQuota({ rateLimit }: ThrottleSettings): boolean {
  return rateLimit === DEFAULT_THROTTLE.rateLimit;
}

export function validateThrottle(throttle: ThrottleSettings | undefined): string[] {
  if (throttle === undefined) return [];
  const { rateLimit, burstLimit } = throttle;
  if (rateLimit === undefined || burstLimit === undefined) {
    // API Gateway reads a missing half as 0 and refuses every request.
    const got = rateLimit === burstLimit ? 'neither' : `no ${rateLimit === undefined ? 'rateLimit' : 'burstLimit'}`;
    return [`throttle must have both rateLimit (requests per second) and burstLimit (requests), got ${got}`];
  }
  const badRate = !Token.isUnresolved(rateLimit) && !(Number.isFinite(rateLimit) && rateLimit > 0);
  return [
    ...badRate ? [`throttle.rateLimit must be a number of requests per second above 0, got ${shown(rateLimit)}`] : [],
    ...validateWholeNumber('throttle.burstLimit', burstLimit, 1, 2_147_483_647, 'requests'),
  ];
}
