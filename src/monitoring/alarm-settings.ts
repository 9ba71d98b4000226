/*
 * Alarm settings: thresholds and actions with their defaults, and their validation.
 */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { hasRoute, RouteSettings } from '../api/route-settings';
import { CREATE_ORDER } from '../contract';
import { isDropped } from '../function/function-settings';
import { classWithoutMetrics } from '../function/orders-log-group';
import { OrderAlarmOptions } from '../props/order-alarm-options';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { inWords, shown, validateWholeNumber } from '../props/validation';

/** Thresholds and actions of the alarms. */
export interface AlarmSettings {
  readonly actions: readonly IAlarmAction[];
  readonly thresholds: Required<Omit<OrderAlarmOptions, 'actions' | 'nothingAcceptedFor'>> & Pick<OrderAlarmOptions, 'nothingAcceptedFor'>;
}

type AlarmProps = Pick<OrderProcessingApiProps, 'alarms' | 'businessMetrics' | 'applicationLogLevel' | 'deployment' | 'handlerLogGroup' | 'eventBus'>;

const COUNTS = ['minServerErrors', 'functionErrors', 'functionThrottles', 'tableThrottles'] as const;

/** Maximum number of actions for each state of an alarm in CloudWatch. */
const MAX_ACTIONS = 5;

/** Applies the defaults of the alarms. Returns `undefined` if neither `alarms` nor `deployment` needs any. */
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
  ];
}

/** A prop that is made of log lines of a function. It is lost if the minimum level drops the lines of `level`. */
interface LogDependent {
  readonly prop: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** The level to keep for all of it. */
  readonly keep: 'INFO' | 'ERROR';
}

/** Props that are made of metrics in the log lines for orders. */
function metricDependents({ alarms, businessMetrics }: AlarmProps): LogDependent[] {
  return [
    ...businessMetrics === true ? [{ prop: 'businessMetrics', level: 'WARN' as const, keep: 'INFO' as const }] : [],
    ...(alarms?.nothingAcceptedFor ?? undefined) === undefined ? [] : [{ prop: 'alarms.nothingAcceptedFor', level: 'INFO' as const, keep: 'INFO' as const }],
  ];
}

/** Validates class and minimum level of the log, once for all props that depend on them. */
export function validateMetricSources(props: AlarmProps): string[] {
  const { alarms, applicationLogLevel, deployment, eventBus, handlerLogGroup } = props;
  const hasEventAlarms = eventBus !== undefined && (alarms !== undefined || deployment !== undefined);
  const dependents = metricDependents(props);
  return [
    ...validateLogGroupClass(handlerLogGroup, dependents),
    // One of the alarms on events counts lines of the level ERROR.
    ...validateLogLevel(applicationLogLevel, [...dependents, ...hasEventAlarms ? [{ prop: 'alarms with eventBus', level: 'ERROR' as const, keep: 'ERROR' as const }] : []]),
  ];
}

function validateLogGroupClass(handlerLogGroup: ILogGroup | undefined, dependents: readonly LogDependent[]): string[] {
  const logGroupClass = classWithoutMetrics(handlerLogGroup);
  if (logGroupClass === undefined || dependents.length === 0) return [];
  return [`handlerLogGroup must have the class STANDARD for ${propsOf(dependents)}, since CloudWatch extracts no metrics from other classes, got ${logGroupClass}`];
}

function validateLogLevel(minimum: string | undefined, dependents: readonly LogDependent[]): string[] {
  const lost = dependents.filter(({ level }) => isDropped(level, minimum));
  if (lost.length === 0) return [];
  const level = lost.some(({ keep }) => keep === 'INFO') ? 'INFO' : 'ERROR';
  return [`applicationLogLevel must keep log lines of the level ${level} for ${propsOf(lost)}, got ${minimum}`];
}

function propsOf(dependents: readonly LogDependent[]): string {
  return inWords(dependents.map(({ prop }) => prop));
}

function validateActions(scope: Construct, actions: unknown): string[] {
  if (actions === undefined || actions === null) return [];
  if (!Array.isArray(actions)) return [`alarms.actions must be a list of alarm actions such as [new SnsAction(topic)], got ${shown(actions)}`];
  return [
    ...actions.flatMap((action: unknown) => validateAction(scope, action)),
    ...actions.length <= MAX_ACTIONS
      ? []
      : [`alarms.actions must be at most ${MAX_ACTIONS}, the maximum of CloudWatch for each state of an alarm, got ${actions.length}`],
  ];
}

function validateAction(scope: Construct, action: unknown): string[] {
  if (typeof (action as IAlarmAction | null | undefined)?.bind !== 'function') {
    return [`alarms.actions must contain alarm actions such as new SnsAction(topic), got ${shown(action)}`];
  }
  return validateTopicRegion(scope, action as SnsAction);
}

/** Validates the region of an SNS topic. The topic is a private field of the action. Without it the region is not checked. */
function validateTopicRegion(scope: Construct, action: SnsAction): string[] {
  const { topic } = action as unknown as { readonly topic?: Partial<ITopic> };
  const [own, region] = [Stack.of(scope).region, topic?.env?.region];
  if (region === undefined || Token.isUnresolved(own) || Token.isUnresolved(region) || region === own) return [];
  return [`alarms.actions must have topics in the region of the stack, '${own}', since CloudWatch notifies no topic in another region, got one in '${region}'`];
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
  return [`alarms.latencyP99 must be from 1 millisecond to 30 seconds, the integration timeout of API Gateway, got ${value.toHumanString()}`];
}

function validateNothingAccepted(value: Duration, props: AlarmProps, routes: readonly RouteSettings[]): string[] {
  const prop = 'alarms.nothingAcceptedFor';
  const acceptsNone = routes.length > 0 && !hasRoute(routes, CREATE_ORDER); // no routes at all have their own fault
  return [
    ...validateQuietTime(prop, value),
    ...acceptsNone ? [`${prop} needs OrderRoute.createOrder(), since without it no order is accepted`] : [],
    ...props.businessMetrics === false ? [`${prop} needs the metric OrdersAccepted, got businessMetrics false`] : [],
  ];
}

/** Validates the period of a metric: whole minutes, since CloudWatch stores data by the minute, and known at synth, since it is part of the description. */
function validateQuietTime(prop: string, value: Duration): string[] {
  if (typeof value.toMilliseconds !== 'function') return [`${prop} must be a Duration such as Duration.minutes(30), got ${shown(value)}`];
  if (value.isUnresolved()) return [`${prop} must be known at synth, since it is part of the description of the alarm, got a token`];
  const minutes = value.toMilliseconds() / 60_000;
  if (Number.isInteger(minutes) && minutes >= 5 && minutes <= 1_440) return [];
  return [`${prop} must be whole minutes from 5 to 1440, got ${value.toHumanString()}`];
}
