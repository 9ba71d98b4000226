/*
 * Reserved concurrency, log levels and X-Ray tracing of the function.
 */
import { Token } from 'aws-cdk-lib';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { membersInWords, shown, validateWholeNumber } from '../props/validation';

type FunctionProps = Pick<OrderProcessingApiProps, 'reservedConcurrentExecutions' | 'applicationLogLevel' | 'systemLogLevel' | 'tracing'>;

/** Log levels of the lines that the functions write, in rising order. A minimum level drops the levels before it. */
const RISING = [ApplicationLogLevel.INFO, ApplicationLogLevel.WARN, ApplicationLogLevel.ERROR, ApplicationLogLevel.FATAL] as const;

export function validateFunctionSettings({ reservedConcurrentExecutions, applicationLogLevel, systemLogLevel, tracing }: FunctionProps): string[] {
  return [
    // From 1: with 0 Lambda throttles every invocation, so that the API could accept no order.
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
  if (value === undefined || Object.values(Tracing).includes(value)) return [];
  return [`tracing must be ${membersInWords('Tracing', Tracing)}, got ${shown(value)}`];
}

/** Whether a minimum level drops the lines of a level, and so the metrics in these lines. */
export function isDropped(line: 'INFO' | 'WARN' | 'ERROR', minimum: string | undefined): boolean {
  return RISING.findIndex((level) => level === minimum) > RISING.findIndex((level) => level === line);
}

/**
 * Enables X-Ray tracing on the L1 resource of a function. The option `tracing` of the L2 construct would add its own permissions to the role.
 */
export function enableTracing(handler: LambdaFunction, tracing: Tracing): void {
  if (tracing !== Tracing.DISABLED) (handler.node.defaultChild as CfnFunction).tracingConfig = { mode: tracing };
}

export function tracingPermissions(tracing: Tracing): Permission[] {
  return tracing === Tracing.DISABLED ? [] : [{
    sid: 'SendTraces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resourceArns: ['*'], // X-Ray does not support resources for these actions
  }];
}
