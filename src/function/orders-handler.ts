import { Duration, Tokenization } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, FunctionOptions, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ExtendedOrdersFunction } from './extended-orders-function';
import { commonOptions } from './function-options';
import { enableTracing } from './function-settings';
import { FunctionNetwork } from './network';
import { OrdersFunction } from './orders-function';
import { EnvironmentVariable, FunctionSettings, TIMEOUT_VARIABLE } from '../contract';
import { PriceSettings } from '../prices/price-settings';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { StockSettings } from '../stock/stock-settings';

interface HandlerSettings extends Pick<OrderProcessingApiProps, 'applicationLogLevel' | 'systemLogLevel' | 'reservedConcurrentExecutions'> {
  readonly names: { readonly function?: string };
  readonly environment: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly tracing: Tracing;
  readonly accessVariables: Readonly<Record<string, string>>;
  readonly metricVariables: Readonly<Record<string, string>>;
  readonly numberVariables: Readonly<Record<string, string>>;
  readonly backOfficeVariables: Readonly<Record<string, string>>;
  readonly staffListVariables: Readonly<Record<string, string>>;
  readonly prices: Pick<PriceSettings, 'variables'>;
  readonly stock?: Pick<StockSettings, 'variables'>;
  readonly extendedBundle: boolean;
  readonly functionSettings?: FunctionSettings;
}

interface HandlerParts {
  readonly table: ITable;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly network: FunctionNetwork;
}

/** Creates the function that handles the requests of the order routes. */
export function addHandler(scope: Construct, settings: HandlerSettings, { table, ...parts }: HandlerParts): LambdaFunction {
  const options: FunctionOptions = {
    ...commonOptions(settings, parts),
    functionName: settings.names.function,
    description: 'Takes orders and stores them',
    memorySize: settings.memorySize,
    timeout: settings.timeout,
    reservedConcurrentExecutions: settings.reservedConcurrentExecutions,
    environment: {
      [EnvironmentVariable.ORDERS_TABLE_NAME]: table.tableName,
      [EnvironmentVariable.ENVIRONMENT]: settings.environment,
      ...settings.accessVariables,
      ...settings.metricVariables,
      ...settings.numberVariables,
      ...settings.backOfficeVariables,
      ...settings.staffListVariables,
      ...settings.prices.variables,
      ...settings.stock?.variables,
      ...settings.extendedBundle && { [TIMEOUT_VARIABLE]: Tokenization.stringifyNumber(settings.timeout.toSeconds()) },
    },
  };
  const handler = settings.extendedBundle
    ? new ExtendedOrdersFunction(scope, 'OrderProcessor', { ...options, settings: settings.functionSettings })
    : new OrdersFunction(scope, 'OrderProcessor', options);
  enableTracing(handler, settings.tracing);
  return handler;
}
