import { Aws, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CorsHttpMethod, CorsPreflightOptions, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { AlarmSettings, settleAlarms, validateAlarms } from './alarm-settings';
import { validateBrought } from './brought-settings';
import { EnvironmentVariable } from './contract';
import { validateCustomDomain } from './custom-domain';
import { ProvisionedConcurrencySettings, settleProvisionedConcurrency, validateDeploymentProps } from './deployment-settings';
import { ENVIRONMENT_DEFAULTS } from './environment-defaults';
import { validateFunctionSettings } from './function-settings';
import { validateNetwork } from './network';
import { OrderApiDeployment } from './order-api-deployment';
import { OrderEnvironment } from './order-environment';
import { validateOrderEvents } from './order-events-settings';
import type { OrderProcessingApiProps } from './order-processing-api-props';
import { outputKeys, OutputPrefix } from './outputs';
import {
  validateCors, validateDuration, validateEnvironment, validateLogRetention, validateNameLengths, validateNamePart, validateOutputPrefix,
  validateRemovalPolicy, validateThrottle, validateWholeNumber,
} from './props-validation';
import { validateReplicas } from './replica-settings';
import { fixedNames, generatedNames, ResourceNames } from './resource-names';
import { accessVariables, RouteSettings, settleRoutes, validateRoutes } from './route-settings';

/** Props with every default filled in, all of them checked. */
export interface Settings {
  readonly projectName: string;
  readonly environment: OrderEnvironment;
  readonly names: ResourceNames;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly encryptionKey?: IKey;
  readonly replicaRegions: readonly string[];
  readonly replicaKeyArns: Readonly<Record<string, string>>;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  /** `undefined` when CORS is off. */
  readonly corsPreflight?: CorsPreflightOptions;
  readonly throttle: ThrottleSettings;
  readonly routes: readonly RouteSettings[];
  /** What the function's environment says of who may see what. */
  readonly accessVariables: Readonly<Record<string, string>>;
  readonly businessMetrics: boolean;
  /** What the function's environment says of its metrics: nothing, unless it is to make none. */
  readonly metricVariables: Readonly<Record<string, string>>;
  /** `undefined` when there are no alarms. */
  readonly alarms?: AlarmSettings;
  /** `undefined` when no events are published. */
  readonly eventBus?: IEventBus;
  readonly dashboard: boolean;
  readonly provisionedConcurrency?: ProvisionedConcurrencySettings;
  readonly deployment?: OrderApiDeployment;
  readonly outputs: OutputPrefix;
}

/** The reference template's CORS, and the methods and headers of the routes besides. */
function defaultCors(routes: readonly RouteSettings[]) {
  const unique = <T>(values: T[]) => [...new Set(values)];
  return {
    allowCredentials: false,
    allowHeaders: unique(['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', ...routes.flatMap(({ route }) => route.requestHeaders)]),
    allowMethods: [...methodsOf(routes), CorsHttpMethod.OPTIONS],
    allowOrigins: ['*'],
    exposeHeaders: unique(routes.flatMap(({ route }) => [...route.responseHeaders])),
    maxAge: Duration.seconds(300),
  };
}

function methodsOf(routes: readonly RouteSettings[]): CorsHttpMethod[] {
  return [...new Set(routes.map(({ route }) => CorsHttpMethod[route.method]))];
}

/** The account quotas of API Gateway: no limit of our own, but a visible one that can be lowered. */
const DEFAULT_THROTTLE: ThrottleSettings = { rateLimit: 10_000, burstLimit: 5_000 };

/** Fills in the defaults and checks the result; throws one error with all faults. */
export function settle(scope: Construct, props: OrderProcessingApiProps): Settings {
  const environmentFaults = validateEnvironment(props.environment);
  // With an environment that does not exist the other props are still checked, against some defaults.
  const environment = environmentFaults.length > 0 ? undefined : props.environment;
  const settings = fillIn(scope, environment ?? OrderEnvironment.DEV, props);
  const faults = [...environmentFaults, ...validate(scope, props, settings)];
  if (faults.length > 0) throw new Error(`[${scope.node.path}] ${faults.join('; ')}`);
  return settings;
}

function fillIn(scope: Construct, environment: OrderEnvironment, props: OrderProcessingApiProps): Settings {
  const projectName = props.projectName ?? 'ecommerce-orders';
  const suffix = props.environmentSuffix ?? environment;
  const defaults = ENVIRONMENT_DEFAULTS[environment];
  const routes = settleRoutes(props);
  const corsPreflight = { ...defaultCors(routes), ...definedFields(props.corsPreflight) };
  return {
    projectName,
    environment,
    names: props.generatedNames
      ? generatedNames(projectName, suffix, `${Aws.STACK_NAME}-${scope.node.addr.slice(-8)}`)
      : fixedNames(projectName, suffix),
    removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
    deletionProtection: props.deletionProtection ?? defaults.deletionProtection,
    encryptionKey: props.encryptionKey,
    replicaRegions: props.replicaRegions ?? [],
    replicaKeyArns: props.replicaKeyArns ?? {},
    memorySize: props.memorySize ?? 256,
    timeout: props.timeout ?? Duration.seconds(30),
    logRetention: props.logRetention ?? defaults.logRetention,
    corsPreflight: corsPreflight.allowOrigins.length > 0 ? corsPreflight : undefined,
    throttle: props.throttle ?? DEFAULT_THROTTLE,
    routes,
    accessVariables: accessVariables(props, routes),
    businessMetrics: props.businessMetrics ?? true,
    metricVariables: props.businessMetrics === false ? { [EnvironmentVariable.BUSINESS_METRICS]: 'false' } : {},
    alarms: settleAlarms(props),
    eventBus: props.eventBus,
    dashboard: props.dashboard ?? false,
    provisionedConcurrency: props.provisionedConcurrency && settleProvisionedConcurrency(props.provisionedConcurrency),
    deployment: props.deployment,
    outputs: props.outputs ?? true ? props.outputPrefix ?? '' : undefined,
  };
}

/** A field that is there but undefined (as jsii languages send it) must not hide its default. */
function definedFields<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function validate(scope: Construct, props: OrderProcessingApiProps, settings: Settings): string[] {
  const { names, outputs, corsPreflight } = settings;
  const namePartFaults = [
    ...validateNamePart('projectName', settings.projectName),
    ...validateNamePart('environmentSuffix', props.environmentSuffix ?? settings.environment),
  ];
  const prefixFaults = validateOutputPrefix(props.outputPrefix ?? '');
  return [
    ...namePartFaults,
    // Length and clash of a name that is malformed anyway would only repeat the fault.
    ...namePartFaults.length > 0 ? [] : [...validateNameLengths(names), ...validateFunctionNameIsFree(scope, names)],
    ...validateRemovalPolicy(settings.removalPolicy),
    ...validateLogRetention(settings.logRetention),
    ...validateWholeNumber('memorySize', settings.memorySize, 128, 10_240, 'MiB'),
    ...validateDuration('timeout', settings.timeout, 1, 900),
    ...validateFunctionSettings(props),
    ...validateNetwork(props),
    ...validateThrottle(settings.throttle),
    ...validateCustomDomain(props),
    ...corsPreflight ? validateCors(corsPreflight, methodsOf(settings.routes)) : [],
    ...validateRoutes(props, settings.routes),
    ...validateReplicas(scope, props),
    ...validateBrought(scope, props, settings.routes),
    ...validateAlarms(scope, props, settings.alarms, settings.routes),
    ...validateOrderEvents(scope, settings.projectName, props),
    ...validateDeploymentProps(props),
    ...prefixFaults,
    ...prefixFaults.length > 0 ? [] : validateOutputsAreFree(scope, outputs),
  ];
}

/** Two instances of one name in one deployment synthesize, and then fail half-way through it. */
function validateFunctionNameIsFree(scope: Construct, names: ResourceNames): string[] {
  const deployment = outermostStackOf(scope);
  const taken = names.function !== undefined && deployment.node.findAll().some((other) => (
    other instanceof CfnFunction && other.functionName === names.function && outermostStackOf(other) === deployment
  ));
  return taken
    ? [`projectName and environmentSuffix must differ from those of every other instance in the stack, got the function name '${names.function}' twice`]
    : [];
}

function outermostStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStackOf(stack.nestedStackParent) : stack;
}

function validateOutputsAreFree(scope: Construct, prefix: OutputPrefix): string[] {
  const stack = Stack.of(scope);
  const outputs = stack.node.findAll().filter((other) => other instanceof CfnOutput && Stack.of(other) === stack) as CfnOutput[];
  const taken = new Set(outputs.map((output) => stack.resolve(output.logicalId)));
  const clashes = outputKeys(prefix).filter((key) => taken.has(key));
  return clashes.length > 0
    ? [`outputPrefix must keep outputs apart, stack '${stack.stackName}' already has ${clashes.join(', ')}: set another outputPrefix or outputs: false`]
    : [];
}
