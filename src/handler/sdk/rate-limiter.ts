/*
 * Stands in the bundle for the rate limiter of the SDK's adaptive retries, which a client that retries in the standard way never makes.
 */
export class DefaultRateLimiter {
  public constructor() {
    throw new Error('this function is built without adaptive retries');
  }
}
