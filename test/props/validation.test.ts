import { Duration } from 'aws-cdk-lib';
import { accepts, failsFor } from '../support/refusals';

describe('memorySize', () => {
  failsFor([127, 10_241, 128.5, 0, -256, NaN, Infinity].map((memorySize) => ({
    name: `${memorySize}`,
    props: { memorySize },
    message: `memorySize must be a whole number from 128 to 10240 MiB, got ${memorySize}`,
  })));

  test.each([128, 10_240])('accepts %d', (memorySize) => {
    accepts({ memorySize });
  });
});

describe('timeout', () => {
  const accepted = 'timeout must be whole seconds from 1 to 900, got';

  failsFor([
    { name: '0 s', props: { timeout: Duration.seconds(0) }, message: `${accepted} 0 seconds` },
    { name: '901 s', props: { timeout: Duration.seconds(901) }, message: `${accepted} 15 minutes 1 second` },
    { name: '1,500 ms', props: { timeout: Duration.millis(1500) }, message: `${accepted} 1 second 500 millis` },
    { name: '500 ms', props: { timeout: Duration.millis(500) }, message: `${accepted} 500 millis` },
  ]);

  test.each([Duration.seconds(1), Duration.seconds(900), Duration.minutes(15), Duration.millis(2000)])('accepts %s', (timeout) => {
    accepts({ timeout });
  });
});
