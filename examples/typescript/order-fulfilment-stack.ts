import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderFulfilmentStackProps extends StackProps {
  /** Whose tokens count, for example https://auth.example.com. */
  readonly issuer: string;
  /** Whom the tokens must be meant for: their `aud`. */
  readonly audience: string;
  readonly environmentSuffix?: string;
}

/** A shop whose warehouse learns of orders by events: it takes them from a queue of its own. */
export class OrderFulfilmentStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { issuer, audience, environmentSuffix, ...props }: OrderFulfilmentStackProps) {
    super(scope, id, props);

    const eventBus = new EventBus(this, 'ShopBus');
    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-fulfilment',
      environmentSuffix,
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer, { jwtAudience: [audience] }), { staff: [OrderStaff.scope('orders/admin')] }),
      eventBus,
    });

    const undelivered = new Queue(this, 'Undelivered', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    const warehouse = new Queue(this, 'Warehouse', {
      enforceSSL: true,
      retentionPeriod: Duration.days(7), // less than that of the dead-letter queue, which counts from the same moment
      deadLetterQueue: { queue: undelivered, maxReceiveCount: 5 },
    });
    new Rule(this, 'OrdersForTheWarehouse', {
      eventBus,
      eventPattern: this.orders.orderEvents!.pattern(),
      targets: [new SqsQueue(warehouse, { deadLetterQueue: undelivered })],
    });
    new CfnOutput(this, 'WarehouseQueueUrl', { value: warehouse.queueUrl });
  }
}
