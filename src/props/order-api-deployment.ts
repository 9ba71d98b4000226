import { Duration, Token } from 'aws-cdk-lib';
import { TrafficRouting } from 'aws-cdk-lib/aws-codedeploy';
import { asMeant, optionNames, refuse, shown, validateOptionsOf, validateWholeNumber } from './validation';

/**
 * Traffic shift of a canary or linear deployment: percentage and interval of its steps.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export interface OrderTrafficShift {
  /**
   * Percentage of the traffic that each step shifts, a whole number from 1 to 99.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  readonly percentage?: number;

  /**
   * Interval between two steps, whole minutes from 1 to 2,880 (two days).
   *
   * All steps together take at most 2,880 minutes. With less than 20 minutes from the first step to the last, the latency alarm has no time
   * to trigger.
   *
   * @default - 20 minutes for `canary()`, 3 minutes for `linear()`
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
   */
  readonly interval?: Duration;
}

const OPTION_NAMES = optionNames<OrderTrafficShift>({ percentage: true, interval: true });

/** Quota of CodeDeploy for the time from the first shift of traffic to the last, which cannot be raised. */
const MAX_MINUTES = 2_880;

/**
 * Gradual deployment of new function versions with CodeDeploy.
 *
 * CodeDeploy rolls back a deployment that fails, or during which one of the alarms goes into ALARM.
 *
 * A value that CodeDeploy would reject fails when the object is created.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { OrderApiDeployment, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   alarms: { actions: [new SnsAction(new Topic(this, 'OnCall'))] },
 *   deployment: OrderApiDeployment.canary({ percentage: 5, interval: Duration.minutes(30) }),
 * });
 */
export class OrderApiDeployment {
  /**
   * Canary deployment: shifts a percentage of the traffic, waits, and shifts the rest.
   *
   * The default is 10 percent for 20 minutes.
   *
   * @param shift percentage and interval
   * @throws if `percentage` or `interval` is out of range
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static canary(shift: OrderTrafficShift = {}): OrderApiDeployment {
    const { percentage, interval } = resolveShift('canary', shift, Duration.minutes(20));
    return new OrderApiDeployment(TrafficRouting.timeBasedCanary({ percentage, interval }));
  }

  /**
   * Linear deployment: shifts the same percentage of the traffic in each interval.
   *
   * The default is 10 percent every 3 minutes, which takes 27 minutes.
   *
   * @param shift percentage and interval
   * @throws if `percentage` or `interval` is out of range, or if all steps take longer than 2,880 minutes
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static linear(shift: OrderTrafficShift = {}): OrderApiDeployment {
    const { percentage, interval } = resolveShift('linear', shift, Duration.minutes(3));
    return new OrderApiDeployment(TrafficRouting.timeBasedLinear({ percentage, interval }));
  }

  /**
   * All-at-once deployment: shifts all traffic in one step.
   *
   * The deployment ends before it can trigger an alarm. An alarm that is already in ALARM stops it.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static allAtOnce(): OrderApiDeployment {
    return new OrderApiDeployment(TrafficRouting.allAtOnce());
  }

  private constructor(
    /**
     * Traffic routing of the CodeDeploy deployment configuration.
     *
     * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
     */
    public readonly trafficRouting: TrafficRouting,
  ) {}
}

function resolveShift(factory: string, shift: OrderTrafficShift, defaultInterval: Duration) {
  const name = `OrderApiDeployment.${factory}()`;
  const optionFaults = validateOptionsOf(name, shift, OPTION_NAMES, '{ percentage: 10 }');
  const meant = asMeant(shift ?? {}, OPTION_NAMES);
  const { percentage, interval } = { percentage: meant.percentage ?? 10, interval: meant.interval ?? defaultInterval }; // null is like undefined
  const stepFaults = [...validateWholeNumber('percentage', percentage, 1, 99, 'percent'), ...validateInterval(interval)];
  const faults = stepFaults.length === 0 && factory === 'linear' ? validateWholeShift(percentage, interval) : stepFaults;
  refuse(faults.length === 0 ? '' : `${name}:`, [...optionFaults, ...faults], 'options'); // the message of an unknown option has the name already
  return { percentage, interval };
}

function validateInterval(interval: Duration): string[] {
  if (typeof interval.toMilliseconds !== 'function') return [`interval must be a Duration such as Duration.minutes(20), got ${shown(interval)}`];
  if (interval.isUnresolved()) {
    return interval.unitLabel() === 'minutes' ? [] : [`interval must be a Duration.minutes() where its amount is a token, got ${interval.unitLabel()}`];
  }
  const milliseconds = interval.toMilliseconds();
  if (milliseconds % 60_000 === 0 && milliseconds >= 60_000 && milliseconds <= MAX_MINUTES * 60_000) return [];
  return [`interval must be whole minutes from 1 to ${MAX_MINUTES}, got ${interval.toHumanString()}`];
}

/** CodeDeploy counts the time from the first step to the last: steps of 10 percent have nine intervals between them. */
function validateWholeShift(percentage: number, interval: Duration): string[] {
  if (Token.isUnresolved(percentage) || interval.isUnresolved()) return [];
  const minutes = (Math.ceil(100 / percentage) - 1) * interval.toMinutes();
  return minutes <= MAX_MINUTES
    ? []
    : [`percentage and interval must move all traffic within ${MAX_MINUTES} minutes, got ${percentage} percent every ${interval.toHumanString()}, which take ${minutes}`];
}
