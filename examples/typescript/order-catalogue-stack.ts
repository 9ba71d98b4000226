import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { NagSuppressions } from 'cdk-nag';
import { OrderPrices, OrderProcessingApi, OrderStock } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderCatalogueStackProps extends StackProps {
  readonly environmentSuffix?: string;
  /** The origin of the shop's page, for example https://shop.example.com; any, when it is left out. */
  readonly allowedOrigin?: string;
}

/** A shop that sells what is in its products table: orders have the prices of this table, and take from its stock. */
export class OrderCatalogueStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { environmentSuffix, allowedOrigin, ...props }: OrderCatalogueStackProps = {}) {
    super(scope, id, props);

    // An item is { productId, name, price, available }.
    const products = new TableV2(this, 'Products', {
      partitionKey: { name: 'productId', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });

    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-catalogue',
      environmentSuffix,
      prices: OrderPrices.fromTable(products, { currency: 'USD', nameAttribute: 'name' }),
      stock: OrderStock.fromTable(products),
      corsPreflight: allowedOrigin === undefined ? undefined : { allowOrigins: [allowedOrigin] },
    });

    new CfnOutput(this, 'ProductsTableName', { value: products.tableName, description: 'Table of the products, their prices and their stock' });

    NagSuppressions.addResourceSuppressions(this.orders.httpApi, [{
      id: 'AwsSolutions-APIG4',
      reason: 'Anybody may place an order in this shop, as at a checkout without an account; reading orders is not offered',
    }], true);
  }
}
