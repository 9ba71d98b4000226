import { CfnParameter, Duration, Stack, Token } from 'aws-cdk-lib';
import { OrderApiDeployment, OrderTrafficShift } from '../../src';
import { several } from '../support/refusals';

/** What CodeDeploy is told. */
function routingOf({ trafficRouting }: OrderApiDeployment) {
  const stack = new Stack();
  return stack.resolve(trafficRouting.bind(stack));
}

test('a canary is 10 percent for 20 minutes', () => {
  expect(routingOf(OrderApiDeployment.canary())).toEqual({
    type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 20 },
  });
});

test('a canary of another size', () => {
  expect(routingOf(OrderApiDeployment.canary({ percentage: 5, interval: Duration.hours(1) }))).toEqual({
    type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 5, canaryInterval: 60 },
  });
});

test('linear is 10 percent every 3 minutes', () => {
  expect(routingOf(OrderApiDeployment.linear({ percentage: undefined, interval: undefined }))).toEqual({
    type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 3 },
  });
});

test('all at once is no shift at all', () => {
  expect(routingOf(OrderApiDeployment.allAtOnce())).toEqual({ type: 'AllAtOnce' });
});

describe.each<{ factory: string; make: (shift: OrderTrafficShift) => OrderApiDeployment }>([
  { factory: 'canary', make: OrderApiDeployment.canary },
  { factory: 'linear', make: OrderApiDeployment.linear },
])('$factory', ({ factory, make }) => {
  const messageOf = (shift: OrderTrafficShift) => {
    try {
      make(shift);
      return 'not refused';
    } catch (error) {
      return String(error);
    }
  };

  test.each([0, 100, -1, 33.3, NaN])('fails for %p percent', (percentage) => {
    expect(messageOf({ percentage })).toBe(`Error: OrderApiDeployment.${factory}(): percentage must be a whole number from 1 to 99 percent, got ${percentage}`);
  });

  test.each([
    { interval: Duration.seconds(0), shown: '0 seconds' },
    { interval: Duration.seconds(90), shown: '1 minute 30 seconds' },
    { interval: Duration.minutes(2881), shown: '2 days 1 minute' },
  ])('fails for an interval of $shown', ({ interval, shown }) => {
    expect(messageOf({ percentage: 50, interval }))
      .toBe(`Error: OrderApiDeployment.${factory}(): interval must be whole minutes from 1 to 2880, got ${shown}`);
  });

  test('fails for an interval that is no Duration, where no compiler has looked', () => {
    expect(messageOf({ interval: 10 as unknown as Duration }))
      .toBe(`Error: OrderApiDeployment.${factory}(): interval must be a Duration such as Duration.minutes(20), got 10`);
  });

  test('fails for a token in another unit than minutes', () => {
    const seconds = Token.asNumber(new CfnParameter(new Stack(), 'Interval', { type: 'Number' }).valueAsNumber);
    expect(messageOf({ interval: Duration.seconds(seconds) }))
      .toBe(`Error: OrderApiDeployment.${factory}(): interval must be a Duration.minutes() where its amount is a token, got seconds`);
  });

  test('fails for all faults in one message', () => {
    expect(messageOf({ percentage: 0, interval: Duration.seconds(1) })).toBe(`Error: OrderApiDeployment.${factory}(): ${several([
      'percentage must be a whole number from 1 to 99 percent, got 0',
      'interval must be whole minutes from 1 to 2880, got 1 second',
    ], 'options')}`);
  });

  test('accepts the ends of what CodeDeploy takes', () => {
    expect(messageOf({ percentage: 1, interval: Duration.minutes(1) })).toBe('not refused');
    expect(messageOf({ percentage: 99, interval: Duration.minutes(2880) })).toBe('not refused');
  });

  test('leaves tokens to CodeDeploy', () => {
    const stack = new Stack();
    const amount = new CfnParameter(stack, 'Amount', { type: 'Number' }).valueAsNumber;
    expect(messageOf({ percentage: amount, interval: Duration.minutes(amount) })).toBe('not refused');
  });
});

describe.each(['canary', 'linear'] as const)('the options of %s', (factory) => {
  const make = (shift: unknown) => () => OrderApiDeployment[factory](shift as OrderTrafficShift);

  test('fail for one that is misspelt', () => {
    expect(make({ percent: 5 })).toThrow(`OrderApiDeployment.${factory}() must only have the options percentage, interval, got percent (did you mean percentage?)`);
  });

  test('fail for one that is misspelt and a value at once', () => {
    expect(make({ percent: 0, interval: Duration.minutes(1) })).toThrow(`OrderApiDeployment.${factory}(): ${several([
      `OrderApiDeployment.${factory}() must only have the options percentage, interval, got percent (did you mean percentage?)`,
      'percentage must be a whole number from 1 to 99 percent, got 0',
    ], 'options')}`);
  });

  test('fail for what are no options', () => {
    expect(make(5)).toThrow(`OrderApiDeployment.${factory}() must have options such as { percentage: 10 }, got 5`);
    expect(make(Duration.minutes(5))).toThrow(`OrderApiDeployment.${factory}() must have options such as { percentage: 10 }, got the object Duration`);
  });

  test('keep their defaults for null, as some languages send what is left out', () => {
    expect(routingOf(make(null)())).toEqual(routingOf(OrderApiDeployment[factory]()));
    expect(routingOf(make({ percentage: null, interval: null })())).toEqual(routingOf(OrderApiDeployment[factory]()));
  });
});

test('linear fails for steps that take longer than two days in all', () => {
  expect(() => OrderApiDeployment.linear({ percentage: 1, interval: Duration.minutes(30) })).toThrow(
    'OrderApiDeployment.linear(): percentage and interval must move all traffic within 2880 minutes, got 1 percent every 30 minutes, which take 2970',
  );
  expect(() => OrderApiDeployment.linear({ percentage: 1, interval: Duration.minutes(29) })).not.toThrow();
});
