import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { exceptOnCreate, resolveEnvironment, validateEnvironment, validateLogRetention, validateRemovalPolicy } from './environment-defaults';
import { validateExistingResources } from './existing-resources';
import { withLookupsAsTokens } from './lookups';
import { OutputPrefix, resolveOutputs, validateOutputs } from './outputs';
import { ReadableProps, readProps, validateIsObject } from './prop-types';
import { resolveNames, ResourceNames, validateNames } from './resource-names';
import { Access, resolveAccess } from '../api/access';
import { CorsSettings, resolveCors, validateCors } from '../api/cors';
import { validateCustomDomain } from '../api/custom-domain';
import { accessVariables, hasFulfilments, hasReasons, resolveRoutes, RouteSettings } from '../api/route-settings';
import { validateRoutes } from '../api/route-validation';
import { DEFAULT_THROTTLE, validateThrottle } from '../api/throttle';
import {
  CHANGE_REASONS_VARIABLE, EnvironmentVariable, EXTENDED_ROUTES, FULFILMENTS_VARIABLE, FunctionSettings, ORDER_NUMBERS_VARIABLE, STAFF_LIST_VARIABLE,
} from '../contract';
import { ProvisionedConcurrencySettings, resolveProvisionedConcurrency, validateDeploymentProps } from '../deployment/deployment-settings';
import { validateOrderEvents } from '../events/event-settings';
import { resolveCustomFields, validateCustomFields } from '../fields/custom-fields';
import { validateFunctionSettings } from '../function/function-settings';
import { validateNetwork } from '../function/network';
import { classWithoutMetrics } from '../function/orders-log-group';
import { AlarmSettings, resolveAlarms, validateAlarms, validateMetricSources } from '../monitoring/alarm-settings';
import { PriceSettings, resolvePrices, validatePrices } from '../prices/price-settings';
import { keyBehind } from '../props/encryption-key';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderReplica } from '../props/order-replica';
import { refuse, validateDuration, validateWholeNumber } from '../props/validation';
import { resolveStock, StockSettings, validateStock } from '../stock/stock-settings';
import { findsByNumber, listsByStatus } from '../table/indexes';
import { validateReplicas } from '../table/replicas';

/** Props without a default value: the construct does nothing if they are left out. */
type PropsWithoutDefault = Pick<OrderProcessingApiProps,
  'table' | 'role' | 'accessLogGroup' | 'handlerLogGroup' | 'dataProtectionPolicy' | 'encryptionKey'
  | 'vpc' | 'vpcSubnets' | 'securityGroups' | 'reservedConcurrentExecutions' | 'applicationLogLevel' | 'systemLogLevel'
  | 'domainMapping' | 'disableExecuteApiEndpoint' | 'eventBus' | 'personalDataInEvents' | 'deployment'
>;

/** Everything that the construct needs to know: the props with their defaults, validated. */
export interface Settings extends PropsWithoutDefault {
  readonly projectName: string;
  readonly environment: string;
  /** Whether the environment is PROD or like it. */
  readonly isProduction: boolean;
  readonly names: ResourceNames;
  /** Removal policy of the table. */
  readonly removalPolicy: RemovalPolicy;
  /** Removal policy of the log groups and the dead-letter queue. */
  readonly logRemovalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly replicas: readonly OrderReplica[];
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly tracing: Tracing;
  readonly logRetention: RetentionDays;
  /** `undefined` when CORS is off. */
  readonly corsPreflight?: CorsSettings;
  readonly throttle: ThrottleSettings;
  /** Who may call a route without an `access` of its own. */
  readonly access: Access;
  readonly routes: readonly RouteSettings[];
  /** Environment variable of the function with the access rules. */
  readonly accessVariables: Readonly<Record<string, string>>;
  readonly businessMetrics: boolean;
  /** Environment variable of the function that turns its metrics off. Empty while they are on. */
  readonly metricVariables: Readonly<Record<string, string>>;
  /** Environment variable of the function that turns the lookup by order number on. Empty without it. */
  readonly numberVariables: Readonly<Record<string, string>>;
  /** Environment variables of the function with what its back office has. Empty without one. */
  readonly backOfficeVariables: Readonly<Record<string, string>>;
  /** Environment variable of the function with the shards of the list by status. Empty without that list. */
  readonly staffListVariables: Readonly<Record<string, string>>;
  /** Who decides the prices of an order. */
  readonly prices: PriceSettings;
  /** Stock that orders take. `undefined` without it. */
  readonly stock?: StockSettings;
  /** Whether an order can be refused for reasons outside of its request, so that a retry of an accepted one must be recognised first. */
  readonly recognisesRetries: boolean;
  /** Whether a route or a prop needs the extended bundle of the function. */
  readonly extendedBundle: boolean;
  /** Content of the settings file of the function. `undefined` when it has none. */
  readonly functionSettings?: FunctionSettings;
  /** `undefined` when there are no alarms. */
  readonly alarms?: AlarmSettings;
  readonly dashboard: boolean;
  readonly provisionedConcurrency?: ProvisionedConcurrencySettings;
  readonly outputs: OutputPrefix;
}

/** Applies the defaults and validates the result. Throws one error with all faults. */
export function resolveSettings(scope: Construct, given: OrderProcessingApiProps): Settings {
  refuse(scope, validateIsObject(given));
  const readable = readProps(withLookupsAsTokens(scope, given)); // first, since the checks below read these objects
  const settings = applyDefaults(scope, readable.props);
  refuse(scope, [...readable.faults, ...validate(scope, readable, settings)]);
  return settings;
}

function applyDefaults(scope: Construct, props: OrderProcessingApiProps): Settings {
  const projectName = props.projectName ?? 'ecommerce-orders';
  const { name: environment, isProduction, defaults } = resolveEnvironment(props.environment);
  const routes = resolveRoutes(props);
  const customFields = resolveCustomFields(props);
  const prices = resolvePrices(scope, props, { routes, isProduction });
  const stock = resolveStock(scope, props, routes);
  const recognisesRetries = prices.isByShop || stock?.isTaken === true;
  const businessMetrics = (props.businessMetrics ?? true) && classWithoutMetrics(props.handlerLogGroup) === undefined;
  return {
    ...props,
    projectName,
    environment,
    isProduction,
    names: resolveNames(scope, projectName, environment, props),
    removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
    logRemovalPolicy: props.removalPolicy ?? exceptOnCreate(defaults.removalPolicy),
    deletionProtection: props.deletionProtection ?? defaults.deletionProtection,
    encryptionKey: props.encryptionKey && keyBehind(props.encryptionKey),
    replicas: props.replicas ?? [],
    memorySize: props.memorySize ?? 256,
    timeout: props.timeout ?? Duration.seconds(30),
    tracing: props.tracing ?? Tracing.DISABLED,
    logRetention: props.logRetention ?? defaults.logRetention,
    corsPreflight: resolveCors(props.corsPreflight, routes),
    throttle: props.throttle ?? DEFAULT_THROTTLE,
    access: resolveAccess(props.access),
    routes,
    accessVariables: accessVariables(scope, routes),
    businessMetrics,
    metricVariables: businessMetrics ? {} : { [EnvironmentVariable.BUSINESS_METRICS]: 'false' },
    numberVariables: findsByNumber(routes) ? { [ORDER_NUMBERS_VARIABLE]: 'true' } : {},
    backOfficeVariables: {
      ...hasReasons(routes) && { [CHANGE_REASONS_VARIABLE]: 'true' },
      ...hasFulfilments(routes) && { [FULFILMENTS_VARIABLE]: 'true' },
    },
    staffListVariables: staffListVariables(scope, routes),
    prices,
    stock,
    recognisesRetries,
    extendedBundle: customFields !== undefined || recognisesRetries || stock !== undefined
      || findsByNumber(routes) || listsByStatus(routes) || hasReasons(routes)
      || routes.some(({ route }) => EXTENDED_ROUTES.includes(route)),
    functionSettings: resolveFunctionSettings({ customFields, quotes: prices.quotes }),
    alarms: resolveAlarms(props),
    dashboard: props.dashboard ?? false,
    provisionedConcurrency: props.provisionedConcurrency && resolveProvisionedConcurrency(props.provisionedConcurrency),
    outputs: resolveOutputs(props),
  };
}

function staffListVariables(scope: Construct, routes: readonly RouteSettings[]): Record<string, string> {
  const rules = routes.find(({ staffList }) => staffList !== undefined)?.staffList;
  return rules === undefined ? {} : { [STAFF_LIST_VARIABLE]: Stack.of(scope).toJsonString(rules) };
}

/** A function without any of these has no settings file. */
function resolveFunctionSettings(settings: FunctionSettings): FunctionSettings | undefined {
  return Object.values(settings).some((value) => value !== undefined) ? settings : undefined;
}

/** Validates the values. A check that compares props is left out if the type of one of them is a fault already. */
function validate(scope: Construct, { props, areReadable }: ReadableProps, settings: Settings): string[] {
  return [
    ...validateEnvironment(props.environment),
    ...areReadable('projectName', 'environmentSuffix', 'generatedNames')
      ? validateNames(scope, settings.projectName, { suffix: props.environmentSuffix, environment: settings.environment }, settings.names)
      : [],
    ...validateRemovalPolicy(settings.removalPolicy),
    ...validateLogRetention(settings.logRetention),
    ...validateWholeNumber('memorySize', settings.memorySize, 128, 10_240, 'MiB'),
    ...validateDuration('timeout', settings.timeout, 1, 900),
    ...validateFunctionSettings(props),
    ...areReadable('vpc') ? validateNetwork(props) : [],
    ...validateThrottle(settings.throttle),
    ...validateCustomDomain(props),
    ...validateCors(settings.corsPreflight, settings.routes),
    ...validateRoutes(props, settings.routes),
    ...validateCustomFields(props),
    ...validatePrices(scope, props, settings),
    ...areReadable('table') ? validateStock(scope, props, settings.routes, settings.prices.table) : [],
    ...areReadable('table', 'encryptionKey') ? validateReplicas(scope, props) : [],
    ...areReadable('eventBus') ? validateExistingResources(scope, props, settings.routes) : [],
    ...validateMetricSources(props),
    ...validateAlarms(scope, props, settings.alarms, settings.routes),
    ...areReadable('eventBus') ? validateOrderEvents(scope, settings.projectName, props) : [],
    ...validateDeploymentProps(props),
    ...areReadable('outputs', 'outputPrefix') ? validateOutputs(scope, props.outputPrefix, settings.outputs) : [],
  ];
}
