/*
 * The alarms with everything filled in, and what must hold for them.
 */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER } from '../contract';
import { dropsInfo } from '../function/function-settings';
import { OrderAlarmThresholds } from '../props/order-alarm-thresholds';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown, validateWholeNumber } from '../props/validation';

/** Which alarms there are and who hears of them. */
export interface AlarmSettings {
  /** `undefined` when nobody is told. */
  readonly topic?: ITopic;
  readonly thresholds: Required<Omit<OrderAlarmThresholds, 'nothingAcceptedFor'>> & Pick<OrderAlarmThresholds, 'nothingAcceptedFor'>;
}

type AlarmProps = Pick<OrderProcessingApiProps, 'alarmTopic' | 'alarmThresholds' | 'businessMetrics' | 'applicationLogLevel' | 'deployment'>;

const COUNTS = ['minServerErrors', 'functionErrors', 'functionThrottles', 'tableThrottles'] as const;

/** `undefined` when there are no alarms: nobody is told, and no deployment is rolled back by them. */
export function resolveAlarms({ alarmTopic, alarmThresholds, deployment }: AlarmProps): AlarmSettings | undefined {
  if (!alarmTopic && !deployment) return undefined;
  return {
    topic: alarmTopic,
    thresholds: {
      serverErrorPercent: alarmThresholds?.serverErrorPercent ?? 1,
      minServerErrors: alarmThresholds?.minServerErrors ?? 3,
      latencyP99: alarmThresholds?.latencyP99 ?? Duration.seconds(2),
      functionErrors: alarmThresholds?.functionErrors ?? 3,
      functionThrottles: alarmThresholds?.functionThrottles ?? 3,
      tableThrottles: alarmThresholds?.tableThrottles ?? 10,
      nothingAcceptedFor: alarmThresholds?.nothingAcceptedFor,
    },
  };
}

export function validateAlarms(scope: Construct, props: AlarmProps, alarms: AlarmSettings | undefined, routes: readonly RouteSettings[]): string[] {
  if (!alarms) return validateThresholdsAreUsed(props);
  const { thresholds } = alarms;
  return [
    ...validateTopicRegion(scope, alarms.topic),
    ...validatePercent(thresholds.serverErrorPercent),
    ...COUNTS.flatMap((count) => validateWholeNumber(`alarmThresholds.${count}`, thresholds[count], 1, 1_000_000, 'in five minutes')),
    ...validateLatency(thresholds.latencyP99),
    ...thresholds.nothingAcceptedFor ? validateNothingAccepted(thresholds.nothingAcceptedFor, props, routes) : [],
  ];
}

function validateThresholdsAreUsed({ alarmThresholds }: AlarmProps): string[] {
  return alarmThresholds === undefined ? [] : ['alarmThresholds needs alarmTopic or deployment, since without them there are no alarms, got alarmThresholds alone'];
}

function validateTopicRegion(scope: Construct, topic: ITopic | undefined): string[] {
  const { region } = Stack.of(scope);
  if (!topic || Token.isUnresolved(region) || Token.isUnresolved(topic.env.region) || topic.env.region === region) return [];
  return [`alarmTopic must be in the stack's region ${region}, since CloudWatch tells no topic of another, got one in ${topic.env.region}`];
}

function validatePercent(value: number): string[] {
  if (Token.isUnresolved(value) || (value > 0 && value <= 100)) return [];
  return [`alarmThresholds.serverErrorPercent must be a number above 0 and at most 100, got ${shown(value)}`];
}

function validateLatency(value: Duration): string[] {
  if (typeof value.toMilliseconds !== 'function') return [`alarmThresholds.latencyP99 must be a Duration such as Duration.seconds(2), got ${shown(value)}`];
  if (value.isUnresolved()) {
    return value.unitLabel() === 'millis' ? [] : [`alarmThresholds.latencyP99 must be a Duration.millis() where its amount is a token, got ${value.unitLabel()}`];
  }
  const milliseconds = value.toMilliseconds();
  if (milliseconds >= 1 && milliseconds <= 30_000) return [];
  return [`alarmThresholds.latencyP99 must be from 1 millisecond to 30 seconds, after which API Gateway gives up, got ${value.toHumanString()}`];
}

function validateNothingAccepted(value: Duration, { businessMetrics, applicationLogLevel }: AlarmProps, routes: readonly RouteSettings[]): string[] {
  const prop = 'alarmThresholds.nothingAcceptedFor';
  return [
    ...validateQuietTime(prop, value),
    ...routes.some(({ route }) => route === CREATE_ORDER) ? [] : [`${prop} needs OrderRoute.createOrder(), since without it no order is accepted`],
    ...businessMetrics === false ? [`${prop} needs the metric OrdersAccepted, got businessMetrics false`] : [],
    ...dropsInfo(applicationLogLevel)
      ? [`${prop} needs the metric OrdersAccepted, which is lost above the level INFO, got applicationLogLevel ${applicationLogLevel}`]
      : [],
  ];
}

/** The period of a metric: whole minutes, since CloudWatch keeps data by the minute, and known at synth, as it is part of the description. */
function validateQuietTime(prop: string, value: Duration): string[] {
  if (typeof value.toMilliseconds !== 'function') return [`${prop} must be a Duration such as Duration.minutes(30), got ${shown(value)}`];
  if (value.isUnresolved()) return [`${prop} must be known at synth, since it is in the alarm's description, got a token`];
  const minutes = value.toMilliseconds() / 60_000;
  if (Number.isInteger(minutes) && minutes >= 5 && minutes <= 1_440) return [];
  return [`${prop} must be whole minutes from 5 to 1440, got ${value.toHumanString()}`];
}
