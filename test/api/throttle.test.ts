import { accepts, failsFor, several } from '../support/refusals';

describe('throttle', () => {
  const both = 'throttle must have both rateLimit (requests per second) and burstLimit (requests), got';
  const rate = 'throttle.rateLimit must be a number of requests per second above 0, got';
  const burst = 'throttle.burstLimit must be a whole number from 1 to 2147483647 requests, got';

  failsFor([
    { name: 'a rate alone', props: { throttle: { rateLimit: 100 } }, message: `${both} no burstLimit` },
    { name: 'a burst alone', props: { throttle: { burstLimit: 50 } }, message: `${both} no rateLimit` },
    { name: 'no rate and no burst', props: { throttle: {} }, message: `${both} neither` },
    { name: 'a burst of undefined', props: { throttle: { rateLimit: 100, burstLimit: undefined } }, message: `${both} no burstLimit` },
    ...[0, -1, NaN, Infinity].map((rateLimit) => ({
      name: `a rate of ${rateLimit}`, props: { throttle: { rateLimit, burstLimit: 50 } }, message: `${rate} ${rateLimit}`,
    })),
    ...[0, -1, NaN, Infinity, 1.5].map((burstLimit) => ({
      name: `a burst of ${burstLimit}`, props: { throttle: { rateLimit: 100, burstLimit } }, message: `${burst} ${burstLimit}`,
    })),
    { name: 'rate and burst at once', props: { throttle: { rateLimit: 0, burstLimit: 0 } }, message: several([`${rate} 0`, `${burst} 0`]) },
  ]);

  test.each([{ rateLimit: 0.1, burstLimit: 1 }, { rateLimit: 20_000, burstLimit: 10_000 }])('accepts %j', (throttle) => {
    accepts({ throttle });
  });
});
