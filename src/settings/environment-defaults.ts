import { Lazy, RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NAME_PART } from './resource-names';
import { OrderEnvironment } from '../props/order-environment';
import { isFromLookup, kindInsteadOf, membersInWords, shown, shownMember } from '../props/validation';

/** Defaults of an environment. For each there is a prop that overrides it. */
interface EnvironmentDefaults {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

/** Maximum length of a stage name in API Gateway. */
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

/** An environment with the defaults that apply to it. It counts as production if it is PROD or like PROD. */
export interface ResolvedEnvironment {
  readonly name: string;
  readonly isProduction: boolean;
  readonly defaults: EnvironmentDefaults;
}

/** Resolves an environment. An invalid one counts as DEV, so that all other props can still be validated. */
export function resolveEnvironment(environment: OrderEnvironment | undefined): ResolvedEnvironment {
  const valid = environment === undefined || validateEnvironment(environment).length > 0 ? OrderEnvironment.DEV : environment;
  const origin = originOf(valid);
  const name = isFromLookup(valid.name) ? Lazy.string({ produce: () => valid.name }) : valid.name;
  return { name, isProduction: origin === OrderEnvironment.PROD, defaults: ENVIRONMENT_DEFAULTS.get(origin)! };
}

/** DEV, STAGING or PROD, whichever a custom environment is like, directly or through others. */
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
 * The removal policy of log groups and queue where the default is RETAIN. If the deployment that creates them fails, they are deleted, or the next
 * deployment would find their names taken. The table is retained even then: orders may have been placed before the deployment failed, and
 * CloudFormation could not delete a protected table anyway (docs/adr/0020-what-a-stack-leaves.md).
 */
export function exceptOnCreate(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;
}

export function validateRemovalPolicy(value: RemovalPolicy): string[] {
  if (Token.isUnresolved(value)) return ['removalPolicy must be known at synth, since the CDK derives the deletion policy of each resource from it, got a token'];
  const accepted = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
  if (accepted.includes(value)) return [];
  const members = membersInWords('RemovalPolicy', RemovalPolicy, accepted);
  return [`removalPolicy must be ${members}, since tables, log groups and queues have no snapshots, got ${shownMember('RemovalPolicy', RemovalPolicy, value)}`];
}

export function validateLogRetention(value: RetentionDays): string[] {
  const accepted = Object.values(RetentionDays).filter((days) => typeof days === 'number');
  return Token.isUnresolved(value) || accepted.includes(value) ? [] : [`logRetention must be a member of RetentionDays, got ${shown(value)}`];
}
