/*
 * Options and permissions that both functions have: the function of the routes, and the function that publishes order events.
 */
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, FunctionOptions, LoggingFormat, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { tracingPermissions } from './function-settings';
import { FunctionNetwork, networkPermissions } from './network';
import { logPermission, Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';

interface FunctionParts {
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly network: FunctionNetwork;
}

/** Options of a function: role, architecture, network and logging. */
export function commonOptions(
  { applicationLogLevel, systemLogLevel }: Pick<OrderProcessingApiProps, 'applicationLogLevel' | 'systemLogLevel'>,
  { role, logGroup, network }: FunctionParts,
): FunctionOptions {
  return {
    role,
    architecture: Architecture.ARM_64,
    ...network,
    loggingFormat: LoggingFormat.JSON,
    logGroup,
    applicationLogLevelV2: applicationLogLevel,
    systemLogLevelV2: systemLogLevel,
  };
}

/** Permissions that every function needs: logs, network interfaces and traces. */
export function commonPermissions(
  scope: Construct, { tracing }: { readonly tracing: Tracing }, { logGroup, network }: Omit<FunctionParts, 'role'>,
): Permission[] {
  return [logPermission(logGroup), ...networkPermissions(scope, network), ...tracingPermissions(tracing)];
}
