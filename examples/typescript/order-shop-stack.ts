import { Stack, StackProps } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';
import { OrderProcessingApi } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderShopStackProps extends StackProps {
  readonly environmentSuffix?: string;
  readonly memorySize?: number;
  /** The origin of the shop's page, for example https://shop.example.com; any, when it is left out. */
  readonly allowedOrigin?: string;
}

/** A shop's stack: whatever else a shop has, and one line for its orders. */
export class OrderShopStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { environmentSuffix, memorySize, allowedOrigin, ...props }: OrderShopStackProps = {}) {
    super(scope, id, props);

    this.orders = new OrderProcessingApi(this, 'Orders', {
      environmentSuffix,
      memorySize,
      corsPreflight: allowedOrigin === undefined ? undefined : { allowOrigins: [allowedOrigin] },
    });

    NagSuppressions.addResourceSuppressions(this.orders.httpApi, [{
      id: 'AwsSolutions-APIG4',
      reason: 'Anybody may place an order in this shop, as at a checkout without an account; reading orders is not offered',
    }], true);
  }
}
