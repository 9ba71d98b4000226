import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { Alias, CfnAlias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ProvisionedConcurrencySettings } from './deployment-settings';
import { OrderApiDeployment } from '../props/order-api-deployment';

interface OrdersAliasProps {
  readonly handler: LambdaFunction;
  readonly provisionedConcurrency?: ProvisionedConcurrencySettings;
}

interface AliasSettings {
  readonly provisionedConcurrency?: ProvisionedConcurrencySettings;
  readonly deployment?: OrderApiDeployment;
}

/** Name of the alias and of its CodeDeploy deployment group. */
export const ALIAS_NAME = 'live';

/** Creates the alias of the function if provisioned concurrency or gradual deployment needs it. */
export function addAlias(scope: Construct, { provisionedConcurrency, deployment }: AliasSettings, handler: LambdaFunction): Alias | undefined {
  if (provisionedConcurrency === undefined && deployment === undefined) return undefined;
  return new OrdersAlias(scope, 'LiveAlias', { handler, provisionedConcurrency });
}

/** Alias that the API invokes instead of the function. It points to the live version. */
class OrdersAlias extends Alias {
  public constructor(scope: Construct, id: string, { handler, provisionedConcurrency }: OrdersAliasProps) {
    const version = handler.currentVersion;
    const fixed = provisionedConcurrency?.scaling ? undefined : provisionedConcurrency?.minCapacity;
    // Retained after it has been live, so that an operator can roll back to it in seconds. Deleted if its own deployment was
    // rolled back: Lambda publishes no version for the same code twice in a row, so the next deployment would fail.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    super(scope, id, {
      aliasName: ALIAS_NAME,
      version,
      description: 'The version that takes orders',
      // With auto scaling the template has no number, or each deployment would reset it while traffic is high.
      provisionedConcurrentExecutions: fixed === undefined || Token.isUnresolved(fixed) ? undefined : fixed,
    });
    // The L2 construct accepts no token for it.
    if (Token.isUnresolved(fixed)) (this.node.defaultChild as CfnAlias).provisionedConcurrencyConfig = { provisionedConcurrentExecutions: fixed! };
    if (provisionedConcurrency?.scaling) this.scale(provisionedConcurrency.minCapacity, provisionedConcurrency.scaling);
  }

  private scale(minCapacity: number, { maxCapacity, utilizationTarget }: NonNullable<ProvisionedConcurrencySettings['scaling']>): void {
    this.addAutoScaling({ minCapacity, maxCapacity }).scaleOnUtilization({ utilizationTarget });
  }
}
