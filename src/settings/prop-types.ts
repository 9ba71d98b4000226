/*
 * Types of the props at run time. Plain JavaScript and casts pass anything, and a text in place of a table would otherwise fail somewhere inside
 * the CDK.
 */
import { Token } from 'aws-cdk-lib';
import { CorsPreflightOptions, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAlarmOptions } from '../props/order-alarm-options';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderProvisionedConcurrency } from '../props/order-provisioned-concurrency';
import { isStruct, kindOf, optionNames, validateOptionNames } from '../props/validation';

interface PropType {
  readonly is: (value: object) => boolean;
  readonly description: string;
  /** Names of all options of a struct that this library reads itself. */
  readonly options?: readonly string[];
}

const has = (member: string, description: string): PropType => ({ is: (value) => member in value, description });

const struct = (description: string, options?: readonly string[]): PropType => ({ is: isStruct, description: `an object such as ${description}`, options });

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
  })),
  throttle: struct('{ rateLimit: 100, burstLimit: 50 }', optionNames<ThrottleSettings>({ rateLimit: true, burstLimit: true })),
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
  provisionedConcurrency: struct('{ minCapacity: 1 }', optionNames<OrderProvisionedConcurrency>({ minCapacity: true, maxCapacity: true, utilizationTarget: true })),
  securityGroups: list('[SecurityGroup.fromSecurityGroupId(scope, id, groupId)]'),
};

const BOOLEANS = ['generatedNames', 'deletionProtection', 'disableExecuteApiEndpoint', 'businessMetrics', 'dashboard', 'outputs', 'personalDataInEvents'] as const;

const TEXTS = ['projectName', 'environmentSuffix', 'outputPrefix'] as const;

export function validatePropTypes(props: OrderProcessingApiProps): string[] {
  if (typeof props !== 'object' || props === null) return [`the props must be an object such as { projectName: 'book-shop' }, got ${kindOf(props)}`];
  return [
    ...Object.entries(OBJECTS).flatMap(([prop, type]) => validateObject(prop, props[prop as keyof OrderProcessingApiProps], type)),
    ...BOOLEANS.flatMap((prop) => validatePrimitive(prop, props[prop], 'boolean', 'true or false')),
    ...TEXTS.flatMap((prop) => validatePrimitive(prop, props[prop], 'string', "a text such as 'shop'")),
  ];
}

function validateObject(prop: string, value: unknown, { is, description, options }: PropType): string[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && is(value)) return options ? validateOptionNames(prop, value, options) : [];
  return [`${prop} must be ${description}, got ${kindOf(value)}`];
}

function validatePrimitive(prop: string, value: unknown, type: 'boolean' | 'string', description: string): string[] {
  return value === undefined || value === null || typeof value === type || Token.isUnresolved(value) ? [] : [`${prop} must be ${description}, got ${kindOf(value)}`];
}
