import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from '../props/order-environment';
import { shown } from '../props/validation';

/** The defaults of one environment; each has a prop that overrides it. */
interface EnvironmentDefaults {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
}

export const ENVIRONMENT_DEFAULTS: Record<OrderEnvironment, EnvironmentDefaults> = {
  [OrderEnvironment.DEV]: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.TWO_WEEKS,
  },
  [OrderEnvironment.STAGING]: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_MONTH,
  },
  [OrderEnvironment.PROD]: {
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
  },
};

export function validateEnvironment(value: OrderEnvironment | undefined): string[] {
  if (Token.isUnresolved(value)) return ['environment must be known at synth, since it sets defaults, got a token'];
  const accepted = Object.values(OrderEnvironment);
  return value === undefined || accepted.includes(value) ? [] : [`environment must be one of ${accepted.join(', ')}, got '${value}'`];
}

export function validateRemovalPolicy(value: RemovalPolicy): string[] {
  const accepted = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
  return accepted.includes(value) ? [] : [`removalPolicy must be one of ${accepted.join(', ')}, since tables and log groups have no snapshots, got ${value}`];
}

export function validateLogRetention(value: RetentionDays): string[] {
  const accepted = Object.values(RetentionDays).filter((days) => typeof days === 'number');
  return Token.isUnresolved(value) || accepted.includes(value) ? [] : [`logRetention must be a member of RetentionDays, got ${shown(value)}`];
}
