import { Aws, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { isResource } from '../props/validation';

/** Physical names, as the reference template gave them. An undefined name is left to CloudFormation. */
export interface ResourceNames {
  readonly table?: string;
  readonly role?: string;
  readonly function?: string;
  /** CodeDeploy's application. */
  readonly deployments?: string;
  readonly api: string;
  readonly handlerLogGroup?: string;
  readonly accessLogGroup: string;
  /** Begins the names of the alarms. */
  readonly alarmPrefix?: string;
  readonly eventsRole?: string;
  readonly eventsFunction?: string;
  readonly eventsLogGroup?: string;
  readonly eventsDeadLetterQueue?: string;
  readonly dashboard?: string;
}

type NameProps = Pick<OrderProcessingApiProps, 'environmentSuffix' | 'generatedNames'>;

/** The template's pattern for a name part. */
export const NAME_PART = /^[a-z0-9-]+$/;

/** AWS's limits on physical names, in characters. */
const NAME_LIMITS: readonly { resource: keyof ResourceNames; label: string; max: number }[] = [
  { resource: 'table', label: 'table', max: 255 },
  { resource: 'role', label: 'role', max: 64 },
  { resource: 'function', label: 'function', max: 64 },
  { resource: 'api', label: 'API', max: 128 },
];

/** API Gateway writes here without a resource policy of its own for every log group, which an account has few of. */
const ACCESS_LOG_PREFIX = '/aws/vendedlogs/apigateway';

/** The names of one API. `environmentSuffix` is the environment when it is left out. */
export function resolveNames(scope: Construct, projectName: string, environment: string, props: NameProps): ResourceNames {
  const suffix = props.environmentSuffix ?? environment;
  return props.generatedNames
    ? generatedNames(projectName, suffix, `${Aws.STACK_NAME}-${scope.node.addr.slice(-8)}`)
    : fixedNames(projectName, suffix);
}

/** Names made of the project and its suffix: predictable, and the same in every region. */
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
 * Names that collide with nothing in the account: CloudFormation makes up those that must be unique.
 * An API's name need not be, and the access log group keeps its prefix, so both are named here.
 */
export function generatedNames(projectName: string, suffix: string, uniqueId: string): ResourceNames {
  const { api } = fixedNames(projectName, suffix);
  return { api, accessLogGroup: `${ACCESS_LOG_PREFIX}/${uniqueId}` };
}

export function validateNames(scope: Construct, projectName: string, suffix: string, names: ResourceNames): string[] {
  const faults = [...validateNamePart('projectName', projectName), ...validateNamePart('environmentSuffix', suffix)];
  // Length and clash of a name that is malformed anyway would only repeat the fault.
  return faults.length > 0 ? faults : [...validateNameLengths(names), ...validateFunctionNameIsFree(scope, names)];
}

function validateNamePart(prop: string, value: string): string[] {
  if (Token.isUnresolved(value) || NAME_PART.test(value)) return [];
  return [`${prop} must be lowercase letters, digits and hyphens (${NAME_PART.source}), got '${value}'`];
}

function validateNameLengths(names: ResourceNames): string[] {
  return NAME_LIMITS.flatMap(({ resource, label, max }) => {
    const name = names[resource];
    if (name === undefined || Token.isUnresolved(name) || name.length <= max) return [];
    return [`projectName and environmentSuffix make the ${label} name '${name}' of ${name.length} characters, AWS accepts at most ${max}: shorten them${resource === 'api' ? '' : ' or set generatedNames'}`];
  });
}

/** Two instances of one name in one deployment synthesize, and then fail half-way through it. */
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
