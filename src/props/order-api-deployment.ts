import { Duration, Token } from 'aws-cdk-lib';
import { TrafficRouting } from 'aws-cdk-lib/aws-codedeploy';
import { optionNames, shown, validateOptionsOf, validateWholeNumber } from './validation';

/**
 * How much of the traffic moves to a new version of the function, and how fast.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export interface OrderTrafficShift {
  /**
   * Percent of the requests that a step moves, a whole number from 1 to 99.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  readonly percentage?: number;

  /**
   * The time between two steps, whole minutes from 1 to 2,880 (two days). From the first step to the last it may be
   * no more than 2,880 minutes either. Less than 20 minutes from the first step to the last leave the latency alarm no
   * time to go off.
   *
   * @default - 20 minutes of a canary, 3 minutes between the steps of `linear`
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
   */
  readonly interval?: Duration;
}

const OPTION_NAMES = optionNames<OrderTrafficShift>({ percentage: true, interval: true });

/** CodeDeploy's limit from the first shift of traffic to the last, which cannot be raised. */
const MAX_MINUTES = 2_880;

/**
 * How a new version of the function takes over from the old one, through CodeDeploy. A deployment that fails, or
 * during which one of the alarms fires, is rolled back by itself.
 *
 * A value that CodeDeploy would refuse fails when the object is made.
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
   * Moves a part of the requests, waits, and then moves the rest: 10 percent for 20 minutes by default.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static canary(shift: OrderTrafficShift = {}): OrderApiDeployment {
    const { percentage, interval } = settleShift('canary', shift, Duration.minutes(20));
    return new OrderApiDeployment(TrafficRouting.timeBasedCanary({ percentage, interval }));
  }

  /**
   * Moves the same part of the requests again and again until all are moved: 10 percent every 3 minutes by default,
   * which takes 27 minutes.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static linear(shift: OrderTrafficShift = {}): OrderApiDeployment {
    const { percentage, interval } = settleShift('linear', shift, Duration.minutes(3));
    return new OrderApiDeployment(TrafficRouting.timeBasedLinear({ percentage, interval }));
  }

  /**
   * Moves all requests at once. The deployment is over before an alarm can fire because of it; one that has fired
   * before still stops it.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   */
  public static allAtOnce(): OrderApiDeployment {
    return new OrderApiDeployment(TrafficRouting.allAtOnce());
  }

  private constructor(
    /**
     * The same in CodeDeploy's terms.
     * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
     */
    public readonly trafficRouting: TrafficRouting,
  ) {}
}

function settleShift(factory: string, shift: OrderTrafficShift, defaultInterval: Duration) {
  const [optionFault] = validateOptionsOf(`OrderApiDeployment.${factory}()`, shift, OPTION_NAMES, '{ percentage: 10 }');
  if (optionFault !== undefined) throw new Error(optionFault);
  const { percentage, interval } = { percentage: shift?.percentage ?? 10, interval: shift?.interval ?? defaultInterval }; // null is like none
  const stepFaults = [...validateWholeNumber('percentage', percentage, 1, 99, 'percent'), ...validateInterval(interval)];
  const faults = stepFaults.length === 0 && factory === 'linear' ? validateWholeShift(percentage, interval) : stepFaults;
  if (faults.length > 0) throw new Error(`OrderApiDeployment.${factory}(): ${faults.join('; ')}`);
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

/** CodeDeploy counts from the first step to the last: 10 percent take nine intervals. */
function validateWholeShift(percentage: number, interval: Duration): string[] {
  if (Token.isUnresolved(percentage) || interval.isUnresolved()) return [];
  const minutes = (Math.ceil(100 / percentage) - 1) * interval.toMinutes();
  return minutes <= MAX_MINUTES
    ? []
    : [`percentage and interval must move all traffic within ${MAX_MINUTES} minutes, got ${percentage} percent every ${interval.toHumanString()}, which take ${minutes}`];
}
