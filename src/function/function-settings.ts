/*
 * How the function runs and what it tells: its concurrency, its log levels and its traces.
 */
import { Token } from 'aws-cdk-lib';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown, validateWholeNumber } from '../props/validation';

type FunctionProps = Pick<OrderProcessingApiProps, 'reservedConcurrentExecutions' | 'applicationLogLevel' | 'systemLogLevel' | 'tracing'>;

/** The levels at which Lambda drops lines of level INFO. */
const ABOVE_INFO: readonly string[] = [ApplicationLogLevel.WARN, ApplicationLogLevel.ERROR, ApplicationLogLevel.FATAL];

export function validateFunctionSettings({ reservedConcurrentExecutions, applicationLogLevel, systemLogLevel, tracing }: FunctionProps): string[] {
  return [
    // From 1: with 0 Lambda runs nothing, and an API that can take no order is no more meant than a throttle of 0.
    ...validateWholeNumber('reservedConcurrentExecutions', reservedConcurrentExecutions, 1, 2_147_483_647, 'executions'),
    ...validateLogLevel('applicationLogLevel', applicationLogLevel, Object.values(ApplicationLogLevel)),
    ...validateLogLevel('systemLogLevel', systemLogLevel, Object.values(SystemLogLevel)),
    ...validateTracing(tracing),
  ];
}

function validateLogLevel(prop: string, value: string | undefined, accepted: readonly string[]): string[] {
  return value === undefined || accepted.includes(value) ? [] : [`${prop} must be one of ${accepted.join(', ')}, got ${shown(value)}`];
}

function validateTracing(value: Tracing | undefined): string[] {
  if (Token.isUnresolved(value)) return ['tracing must be known at synth, since the permissions of the role depend on it, got a token'];
  const accepted = Object.values(Tracing);
  return value === undefined || accepted.includes(value) ? [] : [`tracing must be one of ${accepted.join(', ')}, the members of Tracing, got ${shown(value)}`];
}

/** Whether the line of an accepted order is lost at this level, and its metrics with it. */
export function dropsInfo(level: string | undefined): boolean {
  return level !== undefined && ABOVE_INFO.includes(level);
}

/**
 * Has Lambda send traces to X-Ray. The function is told through its resource, since the
 * construct's own `tracing` would widen whatever role it has.
 */
export function enableTracing(handler: LambdaFunction, tracing: Tracing): void {
  if (tracing !== Tracing.DISABLED) (handler.node.defaultChild as CfnFunction).tracingConfig = { mode: tracing };
}

export function tracingPermissions(tracing: Tracing): Permission[] {
  return tracing === Tracing.DISABLED ? [] : [{
    sid: 'SendTraces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resourceArns: ['*'], // X-Ray knows no resources for them
  }];
}
