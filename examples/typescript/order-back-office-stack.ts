import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { NagSuppressions } from 'cdk-nag';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderRoute, OrderStaff, OrderStaffList, OrderStock } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderBackOfficeStackProps extends StackProps {
  /** Whose tokens count: the `iss` of a token, and where its keys are found, for example https://auth.example.com. */
  readonly issuer: string;
  /** Whom the tokens must be meant for: their `aud`. */
  readonly audience: string;
  readonly environmentSuffix?: string;
  /** The origin of the pages, for example https://shop.example.com; any, when it is left out. */
  readonly allowedOrigin?: string;
}

/** A shop whose staff confirms, packs and ships orders in a back office. Anybody orders; customers who sign in follow their own orders. */
export class OrderBackOfficeStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { issuer, audience, environmentSuffix, allowedOrigin, ...props }: OrderBackOfficeStackProps) {
    super(scope, id, props);

    // An item is { productId, name, price, available }.
    const products = new TableV2(this, 'Products', {
      partitionKey: { name: 'productId', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });

    const login = new HttpJwtAuthorizer('Login', issuer, { jwtAudience: [audience] });
    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-back-office',
      environmentSuffix,
      routes: [
        // Guests say themselves who they are, so a customer's id must be one that nobody guesses, such as the `sub` of a user pool.
        OrderRoute.createOrder({ access: OrderAccess.guests() }),
        OrderRoute.getOrder(),
        OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() }),
        OrderRoute.updateOrderStatus({ reasons: true }),
        OrderRoute.createFulfilment(),
        OrderRoute.updateFulfilment(),
        OrderRoute.createReturn(),
      ],
      access: OrderAccess.customers(login, { staff: [OrderStaff.scope('orders/admin')] }),
      prices: OrderPrices.fromTable(products, { currency: 'USD', nameAttribute: 'name' }),
      stock: OrderStock.fromTable(products),
      corsPreflight: allowedOrigin === undefined ? undefined : { allowOrigins: [allowedOrigin] },
    });

    new CfnOutput(this, 'ProductsTableName', { value: products.tableName, description: 'Table of the products, their prices and their stock' });

    NagSuppressions.addResourceSuppressions(this.orders.httpApi, [{
      id: 'AwsSolutions-APIG4',
      reason: 'Anybody may place an order in this shop, as at a checkout without an account; all other routes need a token',
    }], true);
  }
}
