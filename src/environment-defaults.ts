import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from './order-environment';

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
