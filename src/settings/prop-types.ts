/*
 * What each prop is, where no compiler has looked: plain JavaScript passes anything, and a text in place of a table would fail somewhere
 * inside of the CDK.
 */
import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { kindOf } from '../props/validation';

interface PropType {
  readonly is: (value: object) => boolean;
  readonly description: string;
}

const has = (member: string, description: string): PropType => ({ is: (value) => member in value, description });

/** Fields by their names, and not something that the CDK has made. */
const struct = (description: string): PropType => ({
  is: (value) => !Array.isArray(value) && !Construct.isConstruct(value) && !('bind' in value),
  description: `an object such as ${description}`,
});

const list = (description: string): PropType => ({ is: (value) => Array.isArray(value), description: `a list such as ${description}` });

const OBJECTS: { readonly [Prop in keyof OrderProcessingApiProps]?: PropType } = {
  table: has('tableArn', 'a table such as TableV2.fromTableName(scope, id, name)'),
  role: has('roleArn', 'a role such as Role.fromRoleArn(scope, id, arn)'),
  accessLogGroup: has('logGroupArn', 'a log group such as LogGroup.fromLogGroupName(scope, id, name)'),
  handlerLogGroup: has('logGroupArn', 'a log group such as LogGroup.fromLogGroupName(scope, id, name)'),
  encryptionKey: has('keyArn', 'a key such as Key.fromKeyArn(scope, id, arn)'),
  eventBus: has('eventBusArn', 'a bus such as EventBus.fromEventBusName(scope, id, name)'),
  vpc: has('vpcId', 'a VPC such as Vpc.fromLookup(scope, id, { vpcId })'),
  dataProtectionPolicy: { is: (value) => !Array.isArray(value), description: 'a policy such as new DataProtectionPolicy({ identifiers })' },
  vpcSubnets: struct('{ subnetType: SubnetType.PRIVATE_ISOLATED }'),
  corsPreflight: struct("{ allowOrigins: ['https://shop.example.com'] }"),
  throttle: struct('{ rateLimit: 100, burstLimit: 50 }'),
  alarms: struct('{ actions: [new SnsAction(topic)] }'),
  provisionedConcurrency: struct('{ minCapacity: 1 }'),
  securityGroups: list('[SecurityGroup.fromSecurityGroupId(scope, id, groupId)]'),
};

const BOOLEANS = ['generatedNames', 'deletionProtection', 'disableExecuteApiEndpoint', 'businessMetrics', 'dashboard', 'outputs'] as const;

const TEXTS = ['projectName', 'environmentSuffix', 'outputPrefix'] as const;

export function validatePropTypes(props: OrderProcessingApiProps): string[] {
  if (typeof props !== 'object' || props === null) return [`the props must be an object such as { projectName: 'book-shop' }, got ${kindOf(props)}`];
  return [
    ...Object.entries(OBJECTS).flatMap(([prop, type]) => validateObject(prop, props[prop as keyof OrderProcessingApiProps], type)),
    ...BOOLEANS.flatMap((prop) => validatePrimitive(prop, props[prop], 'boolean', 'true or false')),
    ...TEXTS.flatMap((prop) => validatePrimitive(prop, props[prop], 'string', "a text such as 'shop'")),
  ];
}

function validateObject(prop: string, value: unknown, { is, description }: PropType): string[] {
  if (value === undefined || (typeof value === 'object' && value !== null && is(value))) return [];
  return [`${prop} must be ${description}, got ${kindOf(value)}`];
}

function validatePrimitive(prop: string, value: unknown, type: 'boolean' | 'string', description: string): string[] {
  return value === undefined || value === null || typeof value === type || Token.isUnresolved(value) ? [] : [`${prop} must be ${description}, got ${kindOf(value)}`];
}
