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

/** The name of the alias, and of CodeDeploy's deployment group for it. */
export const ALIAS_NAME = 'live';

/** Puts the alias in front of the function where something asks for it, or `undefined`. */
export function addAlias(scope: Construct, { provisionedConcurrency, deployment }: AliasSettings, handler: LambdaFunction): Alias | undefined {
  if (provisionedConcurrency === undefined && deployment === undefined) return undefined;
  return new OrdersAlias(scope, 'LiveAlias', { handler, provisionedConcurrency });
}

/** What the API calls in place of the function: the version that is live. */
class OrdersAlias extends Alias {
  public constructor(scope: Construct, id: string, { handler, provisionedConcurrency }: OrdersAliasProps) {
    const version = handler.currentVersion;
    const fixed = provisionedConcurrency?.scaling ? undefined : provisionedConcurrency?.minCapacity;
    // Kept once it has served, so that an operator can go back to it in seconds. Not kept when its own deployment was
    // rolled back: Lambda publishes nothing for code that its newest version has already, and the next try would fail.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    super(scope, id, {
      aliasName: ALIAS_NAME,
      version,
      description: 'The version that takes orders',
      // Where it scales the template names no number, or each deployment would set it back while traffic is high.
      provisionedConcurrentExecutions: fixed === undefined || Token.isUnresolved(fixed) ? undefined : fixed,
    });
    // The CDK's alias takes no token for it.
    if (Token.isUnresolved(fixed)) (this.node.defaultChild as CfnAlias).provisionedConcurrencyConfig = { provisionedConcurrentExecutions: fixed! };
    if (provisionedConcurrency?.scaling) this.scale(provisionedConcurrency.minCapacity, provisionedConcurrency.scaling);
  }

  private scale(minCapacity: number, { maxCapacity, utilizationTarget }: NonNullable<ProvisionedConcurrencySettings['scaling']>): void {
    this.addAutoScaling({ minCapacity, maxCapacity }).scaleOnUtilization({ utilizationTarget });
  }
}
