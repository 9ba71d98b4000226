/*
 * How the function runs and what it tells: its concurrency, its log levels and its traces.
 */
import { Token } from 'aws-cdk-lib';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown, validateWholeNumber } from '../props/validation';

type FunctionProps = Pick<OrderProcessingApiProps, 'reservedConcurrentExecutions' | 'applicationLogLevel' | 'systemLogLevel' | 'tracing'>;

/** The levels of lines that the functions write, each of which drops those before it. */
const RISING = [ApplicationLogLevel.INFO, ApplicationLogLevel.WARN, ApplicationLogLevel.ERROR, ApplicationLogLevel.FATAL] as const;

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
  return value === undefined || Token.isUnresolved(value) || accepted.includes(value) ? [] : [`${prop} must be one of ${accepted.join(', ')}, got ${shown(value)}`];
}

function validateTracing(value: Tracing | undefined): string[] {
  if (Token.isUnresolved(value)) return ['tracing must be known at synth, since the permissions of the role depend on it, got a token'];
  const accepted = Object.values(Tracing);
  return value === undefined || accepted.includes(value) ? [] : [`tracing must be one of ${accepted.join(', ')}, the members of Tracing, got ${shown(value)}`];
}

/** Whether a line of one level is lost where another is the least that is kept, and its metrics with it. */
export function isDropped(line: 'INFO' | 'WARN' | 'ERROR', least: string | undefined): boolean {
  return RISING.findIndex((level) => level === least) > RISING.findIndex((level) => level === line);
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
