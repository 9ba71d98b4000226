import { Aws, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { isResource } from '../props/validation';

/** Physical names of the resources, as in the reference template. CloudFormation generates a name that is undefined. */
export interface ResourceNames {
  readonly table?: string;
  readonly role?: string;
  readonly function?: string;
  /** Name of the CodeDeploy application. */
  readonly deployments?: string;
  readonly api: string;
  readonly handlerLogGroup?: string;
  readonly accessLogGroup: string;
  /** Prefix of the alarm names. */
  readonly alarmPrefix?: string;
  readonly eventsRole?: string;
  readonly eventsFunction?: string;
  readonly eventsLogGroup?: string;
  readonly eventsDeadLetterQueue?: string;
  readonly dashboard?: string;
}

type NameProps = Pick<OrderProcessingApiProps, 'environmentSuffix' | 'generatedNames'>;

/** Pattern of `projectName` and `environmentSuffix`, from the reference template. */
export const NAME_PART = /^[a-z0-9-]+$/;

/** Maximum lengths of physical names in AWS, in characters. */
const NAME_LIMITS: readonly { resource: keyof ResourceNames; label: string; max: number }[] = [
  { resource: 'table', label: 'table', max: 255 },
  { resource: 'role', label: 'role', max: 64 },
  { resource: 'function', label: 'function', max: 64 },
  { resource: 'api', label: 'API', max: 128 },
];

/** Below this prefix API Gateway needs no entry in the resource policy of CloudWatch Logs for each log group, which has room for only a few. */
const ACCESS_LOG_PREFIX = '/aws/vendedlogs/apigateway';

/** Names of the resources of one API. The suffix is the name of the environment unless `environmentSuffix` is set. */
export function resolveNames(scope: Construct, projectName: string, environment: string, props: NameProps): ResourceNames {
  const suffix = props.environmentSuffix ?? environment;
  return props.generatedNames
    ? generatedNames(projectName, suffix, `${Aws.STACK_NAME}-${scope.node.addr.slice(-8)}`)
    : fixedNames(projectName, suffix);
}

/** Names made of project and suffix. They are predictable, and the same in every region. */
export function fixedNames(projectName: string, suffix: string): ResourceNames {
  const base = `${projectName}-${suffix}`;
  return {
    table: `${base}-orders`,
    role: `${base}-lambda-role`,
    function: `${base}-order-processor`,
    deployments: `${base}-order-processor`,
    api: `${base}-orders-api`,
    handlerLogGroup: `/aws/lambda/${base}-order-processor`,
    accessLogGroup: `${ACCESS_LOG_PREFIX}/${base}-orders-api`,
    alarmPrefix: `${base}-orders`,
    eventsRole: `${base}-events-role`,
    eventsFunction: `${base}-order-events`,
    eventsLogGroup: `/aws/lambda/${base}-order-events`,
    eventsDeadLetterQueue: `${base}-order-events-failed`,
    dashboard: `${base}-orders`,
  };
}

/**
 * Names without conflicts in the account: CloudFormation generates those that must be unique. The name of an API need not be unique, and the access
 * log group needs its prefix, so both have a name here.
 */
export function generatedNames(projectName: string, suffix: string, uniqueId: string): ResourceNames {
  const { api } = fixedNames(projectName, suffix);
  return { api, accessLogGroup: `${ACCESS_LOG_PREFIX}/${uniqueId}` };
}

/** `environmentSuffix`, if it is set, and the name of the environment. */
interface SuffixSource {
  readonly suffix?: string;
  readonly environment: string;
}

export function validateNames(scope: Construct, projectName: string, { suffix, environment }: SuffixSource, names: ResourceNames): string[] {
  const faults = [...validateNamePart('projectName', projectName), ...validateNamePart('environmentSuffix', suffix ?? environment)];
  // An invalid character in a name is one cause: length and conflict would only repeat it.
  if (faults.length > 0) return faults;
  const parts = { length: `${projectName}${suffix ?? environment}`.length, props: `projectName and ${suffix === undefined ? 'the name of environment' : 'environmentSuffix'}` };
  return [...validateNameLengths(parts, names), ...validateFunctionNameIsFree(scope, names)];
}

function validateNamePart(prop: string, value: string): string[] {
  if (Token.isUnresolved(value) || NAME_PART.test(value)) return [];
  return [`${prop} must be lowercase letters, digits and hyphens (${NAME_PART.source}), got '${value}'`];
}

/** What all names are made of: how long it is, and the props that it comes from. */
interface NameParts {
  readonly length: number;
  readonly props: string;
}

/** Reports the name that is furthest above its maximum: once it fits, all names fit. */
function validateNameLengths({ length, props }: NameParts, names: ResourceNames): string[] {
  const [longest] = NAME_LIMITS.flatMap(({ resource, label, max }) => {
    const name = names[resource];
    return name === undefined || Token.isUnresolved(name) || name.length <= max ? [] : [{ resource, label, max, name, excess: name.length - max }];
  }).sort((one, other) => other.excess - one.excess);
  if (longest === undefined) return [];
  const { resource, label, max, name, excess } = longest;
  return [
    `${props} must have at most ${length - excess} characters together, since they are part of the ${label} name '${name}', which has ${name.length} of at most ${max}, `
    + `got ${length}: shorten them by ${excess}${resource === 'api' ? '' : ' or set generatedNames'}`,
  ];
}

/** Two instances with the same names in one deployment synthesize, but their deployment fails half-way. */
function validateFunctionNameIsFree(scope: Construct, names: ResourceNames): string[] {
  const deployment = outermostStackOf(scope);
  const taken = names.function !== undefined && deployment.node.findAll().some((other) => (
    isResource(other, CfnFunction) && other.functionName === names.function && outermostStackOf(other) === deployment
  ));
  return taken
    ? [`projectName and environmentSuffix must differ from those of every other instance in the stack, got the function name '${names.function}' twice`]
    : [];
}

function outermostStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStackOf(stack.nestedStackParent) : stack;
}
