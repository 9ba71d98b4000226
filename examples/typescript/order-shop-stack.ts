import { Stack, StackProps } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';
import { OrderProcessingApi } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderShopStackProps extends StackProps {
  readonly environmentSuffix?: string;
  readonly memorySize?: number;
}

/** A shop's stack: whatever else a shop has, and one line for its orders. */
export class OrderShopStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { environmentSuffix, memorySize, ...props }: OrderShopStackProps = {}) {
    super(scope, id, props);

    this.orders = new OrderProcessingApi(this, 'Orders', { environmentSuffix, memorySize });

    NagSuppressions.addResourceSuppressions(this.orders.httpApi, [{
      id: 'AwsSolutions-APIG4',
      reason: 'Anybody may place an order in this shop, as at a checkout without an account; reading orders is not offered',
    }], true);
  }
}
