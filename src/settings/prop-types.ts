/*
 * Names and types of the props at run time. Plain JavaScript and casts pass anything, and a text in place of a table would otherwise fail somewhere inside
 * the CDK.
 */
import { Token } from 'aws-cdk-lib';
import { CorsPreflightOptions, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAlarmOptions } from '../props/order-alarm-options';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderProvisionedConcurrency } from '../props/order-provisioned-concurrency';
import { asMeant, isPlain, isStruct, kindOf, optionNames, unknownInWords, unknownOptions, validateOptionNames } from '../props/validation';

interface PropType {
  readonly is: (value: object) => boolean;
  readonly description: string;
  /** Names of all options of a struct that this library reads itself. */
  readonly options?: readonly string[];
  /** Options without which the struct fails further checks. */
  readonly needed?: readonly string[];
}

/** The props as far as they can be validated further. */
export interface ReadableProps {
  /** Faults of names and types. */
  readonly faults: readonly string[];
  /** The props with misspelt names as they are meant, and without those of another type. */
  readonly props: OrderProcessingApiProps;
  /** Whether all of these props have the right type. A check that compares props with each other cannot do without one of them. */
  readonly areReadable: (...names: (keyof OrderProcessingApiProps)[]) => boolean;
}

const has = (member: string, description: string): PropType => ({ is: (value) => member in value, description });

const struct = (description: string, options?: readonly string[], needed?: readonly string[]): PropType => (
  { is: isStruct, description: `an object such as ${description}`, options, needed }
);

const list = (description: string): PropType => ({ is: (value) => Array.isArray(value), description: `a list such as ${description}` });

const OBJECTS: { readonly [Prop in keyof OrderProcessingApiProps]?: PropType } = {
  table: has('tableArn', 'a table such as TableV2.fromTableName(scope, id, name)'),
  role: has('roleArn', 'a role such as Role.fromRoleArn(scope, id, arn)'),
  accessLogGroup: has('logGroupArn', 'a log group such as LogGroup.fromLogGroupName(scope, id, name)'),
  handlerLogGroup: has('logGroupArn', 'a log group such as LogGroup.fromLogGroupName(scope, id, name)'),
  encryptionKey: has('keyArn', 'a key such as Key.fromKeyArn(scope, id, arn)'),
  eventBus: has('eventBusArn', 'a bus such as EventBus.fromEventBusName(scope, id, name)'),
  vpc: has('vpcId', 'a VPC such as Vpc.fromLookup(scope, id, { vpcId })'),
  dataProtectionPolicy: has('_bind', 'a policy such as new DataProtectionPolicy({ identifiers })'),
  vpcSubnets: struct('{ subnetType: SubnetType.PRIVATE_ISOLATED }'),
  corsPreflight: struct("{ allowOrigins: ['https://shop.example.com'] }", optionNames<CorsPreflightOptions>({
    allowCredentials: true, allowHeaders: true, allowMethods: true, allowOrigins: true, exposeHeaders: true, maxAge: true,
  }), ['allowOrigins']),
  throttle: struct('{ rateLimit: 100, burstLimit: 50 }', optionNames<ThrottleSettings>({ rateLimit: true, burstLimit: true }), ['rateLimit', 'burstLimit']),
  alarms: struct('{ actions: [new SnsAction(topic)] }', optionNames<OrderAlarmOptions>({
    actions: true,
    serverErrorPercent: true,
    minServerErrors: true,
    latencyP99: true,
    functionErrors: true,
    functionThrottles: true,
    tableThrottles: true,
    nothingAcceptedFor: true,
  })),
  provisionedConcurrency: struct('{ minCapacity: 1 }', optionNames<OrderProvisionedConcurrency>({
    minCapacity: true, maxCapacity: true, utilizationTarget: true,
  }), ['minCapacity']),
  securityGroups: list('[SecurityGroup.fromSecurityGroupId(scope, id, groupId)]'),
};

const BOOLEANS = ['generatedNames', 'deletionProtection', 'disableExecuteApiEndpoint', 'businessMetrics', 'dashboard', 'outputs', 'personalDataInEvents'] as const;

const TEXTS = ['projectName', 'environmentSuffix', 'outputPrefix'] as const;

/** The names of all props. */
const PROPS = optionNames<OrderProcessingApiProps>({
  projectName: true,
  environment: true,
  environmentSuffix: true,
  generatedNames: true,
  removalPolicy: true,
  deletionProtection: true,
  encryptionKey: true,
  replicas: true,
  table: true,
  role: true,
  accessLogGroup: true,
  handlerLogGroup: true,
  memorySize: true,
  timeout: true,
  reservedConcurrentExecutions: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
  logRetention: true,
  dataProtectionPolicy: true,
  applicationLogLevel: true,
  systemLogLevel: true,
  tracing: true,
  corsPreflight: true,
  throttle: true,
  domainMapping: true,
  disableExecuteApiEndpoint: true,
  routes: true,
  access: true,
  customFields: true,
  prices: true,
  stock: true,
  businessMetrics: true,
  alarms: true,
  eventBus: true,
  personalDataInEvents: true,
  dashboard: true,
  provisionedConcurrency: true,
  deployment: true,
  outputs: true,
  outputPrefix: true,
});

export function validateIsObject(props: unknown): string[] {
  return typeof props === 'object' && props !== null ? [] : [`the props must be an object such as { projectName: 'book-shop' }, got ${kindOf(props)}`];
}

/** Validates names and types of the props, and returns what can be validated further, so that one error can have all faults. */
export function readProps(given: OrderProcessingApiProps): ReadableProps {
  const named = asMeant(given, PROPS);
  const read = [
    ...Object.entries(OBJECTS).map(([prop, type]) => readObject(prop, named[prop as keyof OrderProcessingApiProps], type)),
    ...BOOLEANS.map((prop) => readPrimitive(prop, named[prop], 'boolean', 'true or false')),
    ...TEXTS.map((prop) => readPrimitive(prop, named[prop], 'string', "a text such as 'shop'")),
  ];
  const faulty = read.filter(({ faults }) => faults.length > 0);
  const unreadable = faulty.filter(({ value }) => value === undefined).map(({ prop }) => prop);
  return {
    faults: [...validateNames(given), ...faulty.flatMap(({ faults }) => faults)],
    props: faulty.length === 0 ? named : { ...named, ...Object.fromEntries(faulty.map(({ prop, value }) => [prop, value])) },
    areReadable: (...props) => !props.some((prop) => unreadable.includes(prop)),
  };
}

/** Unknown names. A misspelt prop would be ignored, as if it were left out. */
function validateNames(props: OrderProcessingApiProps): string[] {
  const unknown = isPlain(props) ? unknownOptions(props, PROPS) : [];
  return unknown.length === 0 ? [] : [`the props must only have names of OrderProcessingApiProps, got ${unknownInWords(unknown)}`];
}

/** A prop after the validation of its type. */
interface ReadProp {
  readonly prop: string;
  readonly faults: readonly string[];
  /** The value for further checks, or `undefined` if there can be none. */
  readonly value?: unknown;
}

function readObject(prop: string, value: unknown, { is, description, options, needed = [] }: PropType): ReadProp {
  if (value === undefined) return { prop, faults: [] };
  if (typeof value !== 'object' || value === null || !is(value)) return { prop, faults: [`${prop} must be ${description}, got ${kindOf(value)}`] };
  if (options === undefined) return { prop, value, faults: [] };
  const faults = validateOptionNames(prop, value, options);
  const meant: Readonly<Record<string, unknown>> = { ...asMeant(value, options) };
  // Without a needed option, which may be the misspelt one, further checks would only repeat the fault.
  return { prop, faults, value: needed.every((name) => meant[name] !== undefined) ? meant : undefined };
}

function readPrimitive(prop: string, value: unknown, type: 'boolean' | 'string', description: string): ReadProp {
  if (value === undefined || value === null || typeof value === type || Token.isUnresolved(value)) return { prop, value, faults: [] };
  return { prop, faults: [`${prop} must be ${description}, got ${kindOf(value)}`] };
}
