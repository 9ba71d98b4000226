import { ITable } from 'aws-cdk-lib/aws-dynamodb';

/**
 * Options of `OrderStock.fromTable()`.
 */
export interface StockTableOptions {
  /**
   * Attribute with the quantity of a product that is left, a whole number from 0.
   *
   * An order of a product with any other value fails with the problem `product-misconfigured`. The name of the attribute has 1 to 64 characters
   * without control characters, outer spaces and `${`. It is neither `productId` nor an attribute that `prices` has in the same table.
   *
   * @default 'available'
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
   */
  readonly quantityAttribute?: string;
}

/** The table with its options. */
export interface StockRule {
  readonly table: ITable;
  readonly options: StockTableOptions;
}

/**
 * Stock that orders take from, so that no product is sold more often than the shop has it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transactions.html
 * @example
 * import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
 * import { OrderProcessingApi, OrderStock } from 'cdk-order-processing-api';
 *
 * const stock = new dynamodb.TableV2(this, 'Stock', { partitionKey: { name: 'productId', type: dynamodb.AttributeType.STRING } });
 * new OrderProcessingApi(this, 'Orders', { stock: OrderStock.fromTable(stock) });
 */
export class OrderStock {
  /**
   * Stock in a table of the shop, with an item for each product.
   *
   * The partition key of the table is `productId`, a string, and it has no sort key. The table is in the account and region of the stack, and it has
   * no replicas: a transaction holds in one region only.
   *
   * An order and the quantities that it takes are one transaction of DynamoDB. If too little is left of a product, the order is rejected with the
   * quantity that is left. An order has at most 99 different products. When the API cancels an order, it gives back what the order has taken.
   *
   * @param table the table with the stock
   * @param options the attribute of the table
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
   */
  public static fromTable(table: ITable, options: StockTableOptions = {}): OrderStock {
    return new OrderStock({ table, options });
  }

  private readonly rule: StockRule;

  private constructor(rule: StockRule) {
    this.rule = rule;
  }

  /** @internal */
  public get _rule(): StockRule {
    return this.rule;
  }
}
