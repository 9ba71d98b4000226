import { Stack, StackProps } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';
import { OrderFields, OrderProcessingApi } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderEngravingStackProps extends StackProps {
  readonly environmentSuffix?: string;
}

/** A shop that engraves what it sells: orders have custom fields. */
export class OrderEngravingStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { environmentSuffix, ...props }: OrderEngravingStackProps = {}) {
    super(scope, id, props);

    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-engraving',
      environmentSuffix,
      customFields: OrderFields.fromJsonSchema({
        order: {
          type: 'object',
          properties: {
            occasion: { enum: ['birthday', 'wedding', 'other'] },
            neededBy: { type: 'string', format: 'date' },
          },
        },
        item: {
          type: 'object',
          properties: {
            engraving: { 'type': 'string', 'maxLength': 40, 'x-personal': true },
            font: { enum: ['serif', 'script'] },
          },
        },
      }),
    });

    NagSuppressions.addResourceSuppressions(this.orders.httpApi, [{
      id: 'AwsSolutions-APIG4',
      reason: 'Anybody may place an order in this shop, as at a checkout without an account; reading orders is not offered',
    }], true);
  }
}
