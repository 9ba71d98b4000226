/*
 * The alarms with everything filled in, and what must hold for them.
 */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RouteSettings } from '../api/route-settings';
import { CREATE_ORDER } from '../contract';
import { isDropped } from '../function/function-settings';
import { classWithoutMetrics } from '../function/orders-log-group';
import { OrderAlarmOptions } from '../props/order-alarm-options';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown, validateWholeNumber } from '../props/validation';

/** Which alarms there are and what they run. */
export interface AlarmSettings {
  readonly actions: readonly IAlarmAction[];
  readonly thresholds: Required<Omit<OrderAlarmOptions, 'actions' | 'nothingAcceptedFor'>> & Pick<OrderAlarmOptions, 'nothingAcceptedFor'>;
}

type AlarmProps = Pick<OrderProcessingApiProps, 'alarms' | 'businessMetrics' | 'applicationLogLevel' | 'deployment' | 'handlerLogGroup' | 'eventBus'>;

const COUNTS = ['minServerErrors', 'functionErrors', 'functionThrottles', 'tableThrottles'] as const;

/** How many actions CloudWatch takes for each state of an alarm. */
const MAX_ACTIONS = 5;

/** `undefined` when there are no alarms: nobody asks for them, and no deployment is rolled back by them. */
export function resolveAlarms({ alarms, deployment }: AlarmProps): AlarmSettings | undefined {
  if (alarms === undefined && !deployment) return undefined;
  return {
    actions: alarms?.actions ?? [],
    thresholds: {
      serverErrorPercent: alarms?.serverErrorPercent ?? 1,
      minServerErrors: alarms?.minServerErrors ?? 3,
      latencyP99: alarms?.latencyP99 ?? Duration.seconds(2),
      functionErrors: alarms?.functionErrors ?? 3,
      functionThrottles: alarms?.functionThrottles ?? 3,
      tableThrottles: alarms?.tableThrottles ?? 10,
      nothingAcceptedFor: alarms?.nothingAcceptedFor ?? undefined,
    },
  };
}

export function validateAlarms(scope: Construct, props: AlarmProps, settings: AlarmSettings | undefined, routes: readonly RouteSettings[]): string[] {
  const { alarms } = props;
  if (!settings) return [];
  const { thresholds } = settings;
  return [
    ...validateActions(scope, alarms?.actions),
    ...validatePercent(thresholds.serverErrorPercent),
    ...COUNTS.flatMap((count) => validateWholeNumber(`alarms.${count}`, thresholds[count], 1, 1_000_000, 'in five minutes')),
    ...validateLatency(thresholds.latencyP99),
    ...thresholds.nothingAcceptedFor === undefined ? [] : validateNothingAccepted(thresholds.nothingAcceptedFor, props, routes),
    ...validateSkippedEvents(props),
  ];
}

/** What the business metrics need, where the app asks for them. */
export function validateBusinessMetrics({ businessMetrics, applicationLogLevel, handlerLogGroup }: AlarmProps): string[] {
  if (businessMetrics !== true) return [];
  const logGroupClass = classWithoutMetrics(handlerLogGroup);
  return [
    ...logGroupClass === undefined ? [] : [`businessMetrics needs a handlerLogGroup of the class STANDARD, since CloudWatch takes no metrics out of others, got ${logGroupClass}`],
    ...isDropped('WARN', applicationLogLevel)
      ? [`businessMetrics needs lines of the levels INFO and WARN, which have the metrics, got applicationLogLevel ${applicationLogLevel}`]
      : [],
  ];
}

/** The alarm on events that could not be made counts lines of the level ERROR. */
function validateSkippedEvents({ eventBus, applicationLogLevel }: AlarmProps): string[] {
  if (eventBus === undefined || !isDropped('ERROR', applicationLogLevel)) return [];
  return [`alarms with eventBus needs lines of the level ERROR, by which one of them finds orders without an event, got applicationLogLevel ${applicationLogLevel}`];
}

function validateActions(scope: Construct, actions: unknown): string[] {
  if (actions === undefined || actions === null) return [];
  if (!Array.isArray(actions)) return [`alarms.actions must be a list of alarm actions such as [new SnsAction(topic)], got ${shown(actions)}`];
  return [
    ...actions.flatMap((action: unknown) => validateAction(scope, action)),
    ...actions.length <= MAX_ACTIONS
      ? []
      : [`alarms.actions must be at most ${MAX_ACTIONS}, which CloudWatch runs for each state of an alarm, got ${actions.length}`],
  ];
}

function validateAction(scope: Construct, action: unknown): string[] {
  if (typeof (action as IAlarmAction | null | undefined)?.bind !== 'function') {
    return [`alarms.actions must hold alarm actions such as new SnsAction(topic), got ${shown(action)}`];
  }
  return validateTopicRegion(scope, action as SnsAction);
}

/** The topic is a private field of the action: where it is not to be found, the region is left to AWS to check. */
function validateTopicRegion(scope: Construct, action: SnsAction): string[] {
  const { topic } = action as unknown as { readonly topic?: Partial<ITopic> };
  const [own, region] = [Stack.of(scope).region, topic?.env?.region];
  if (region === undefined || Token.isUnresolved(own) || Token.isUnresolved(region) || region === own) return [];
  return [`alarms.actions must tell topics of the stack's region ${own}, since CloudWatch tells no topic of another, got one in ${region}`];
}

function validatePercent(value: number): string[] {
  if (Token.isUnresolved(value) || (typeof value === 'number' && value > 0 && value <= 100)) return [];
  return [`alarms.serverErrorPercent must be a number above 0 and at most 100, got ${shown(value)}`];
}

function validateLatency(value: Duration): string[] {
  if (typeof value.toMilliseconds !== 'function') return [`alarms.latencyP99 must be a Duration such as Duration.seconds(2), got ${shown(value)}`];
  if (value.isUnresolved()) {
    return value.unitLabel() === 'millis' ? [] : [`alarms.latencyP99 must be a Duration.millis() where its amount is a token, got ${value.unitLabel()}`];
  }
  const milliseconds = value.toMilliseconds();
  if (milliseconds >= 1 && milliseconds <= 30_000) return [];
  return [`alarms.latencyP99 must be from 1 millisecond to 30 seconds, after which API Gateway gives up, got ${value.toHumanString()}`];
}

function validateNothingAccepted(value: Duration, props: AlarmProps, routes: readonly RouteSettings[]): string[] {
  const { businessMetrics, applicationLogLevel, handlerLogGroup } = props;
  const logGroupClass = classWithoutMetrics(handlerLogGroup);
  const prop = 'alarms.nothingAcceptedFor';
  return [
    ...validateQuietTime(prop, value),
    ...routes.some(({ route }) => route === CREATE_ORDER) ? [] : [`${prop} needs OrderRoute.createOrder(), since without it no order is accepted`],
    ...businessMetrics === false ? [`${prop} needs the metric OrdersAccepted, got businessMetrics false`] : [],
    ...logGroupClass === undefined ? [] : [`${prop} needs the metric OrdersAccepted, got a handlerLogGroup of the class ${logGroupClass}, of which CloudWatch takes no metrics out`],
    ...isDropped('INFO', applicationLogLevel)
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
