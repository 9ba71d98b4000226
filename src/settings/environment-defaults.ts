import { Lazy, RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NAME_PART } from './resource-names';
import { OrderEnvironment } from '../props/order-environment';
import { isFromLookup, kindInsteadOf, shown } from '../props/validation';

/** The defaults of one environment; each has a prop that overrides it. */
interface EnvironmentDefaults {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

/** API Gateway's limit. */
const MAX_STAGE_NAME_LENGTH = 128;

export const ENVIRONMENT_DEFAULTS: ReadonlyMap<OrderEnvironment, EnvironmentDefaults> = new Map([
  [OrderEnvironment.DEV, {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.TWO_WEEKS,
  }],
  [OrderEnvironment.STAGING, {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_MONTH,
  }],
  [OrderEnvironment.PROD, {
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
  }],
]);

/** An environment's name, whose defaults it has, and whether it is production or like it. */
export interface ResolvedEnvironment {
  readonly name: string;
  readonly isProduction: boolean;
  readonly defaults: EnvironmentDefaults;
}

/** What is no environment counts as DEV, so that all other props can still be checked. */
export function resolveEnvironment(environment: OrderEnvironment | undefined): ResolvedEnvironment {
  const valid = environment === undefined || validateEnvironment(environment).length > 0 ? OrderEnvironment.DEV : environment;
  const origin = originOf(valid);
  const name = isFromLookup(valid.name) ? Lazy.string({ produce: () => valid.name }) : valid.name;
  return { name, isProduction: origin === OrderEnvironment.PROD, defaults: ENVIRONMENT_DEFAULTS.get(origin)! };
}

/** One of the three that there are, by however many others. */
function originOf(environment: OrderEnvironment): OrderEnvironment {
  return environment._like instanceof OrderEnvironment ? originOf(environment._like) : environment;
}

export function validateEnvironment(environment: OrderEnvironment | undefined): string[] {
  if (environment === undefined || ENVIRONMENT_DEFAULTS.has(environment)) return [];
  if (!(environment instanceof OrderEnvironment)) {
    return [`environment must be OrderEnvironment.DEV, STAGING or PROD, or OrderEnvironment.custom('uat', OrderEnvironment.STAGING), got ${kindInsteadOf(OrderEnvironment, environment)}`];
  }
  const isLikeOne = ENVIRONMENT_DEFAULTS.has(originOf(environment));
  return [
    ...validateName(environment.name),
    ...isLikeOne ? [] : [`environment must be like another one, such as OrderEnvironment.STAGING, got ${kindInsteadOf(OrderEnvironment, originOf(environment)._like)}`],
  ];
}

function validateName(name: string): string[] {
  if (Token.isUnresolved(name)) return ['environment must have a name that is known at synth, since it names the stage, got a token'];
  if (typeof name === 'string' && isFromLookup(name)) return [];
  if (typeof name !== 'string' || !NAME_PART.test(name) || name.length > MAX_STAGE_NAME_LENGTH) {
    return [`environment must have a name of 1 to ${MAX_STAGE_NAME_LENGTH} lowercase letters, digits and hyphens (${NAME_PART.source}), got ${shown(name)}`];
  }
  const isTaken = [...ENVIRONMENT_DEFAULTS.keys()].some((other) => other.name === name);
  return isTaken ? [`environment must have a name of its own, got '${name}', which is OrderEnvironment.${name.toUpperCase()}`] : [];
}

/**
 * What is retained, but for a deployment that fails while it makes it: the next one would find the name taken. The table stays even then, since
 * orders may have come before the deployment failed, and CloudFormation could not delete what is protected anyway (docs/adr/0020-what-a-stack-leaves.md).
 */
export function exceptOnCreate(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;
}

export function validateRemovalPolicy(value: RemovalPolicy): string[] {
  if (Token.isUnresolved(value)) return ['removalPolicy must be known at synth, since the CDK makes of it what each resource has, got a token'];
  const accepted = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
  return accepted.includes(value) ? [] : [`removalPolicy must be one of ${accepted.join(', ')}, since tables and log groups have no snapshots, got ${value}`];
}

export function validateLogRetention(value: RetentionDays): string[] {
  const accepted = Object.values(RetentionDays).filter((days) => typeof days === 'number');
  return Token.isUnresolved(value) || accepted.includes(value) ? [] : [`logRetention must be a member of RetentionDays, got ${shown(value)}`];
}
