/*
 * A stock table on the local AWS, as `OrderStock.fromTable()` expects one.
 */
import { BatchWriteItemCommand, CreateTableCommand, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { StockRules } from '../../../src/contract';

const MOST_PUTS = 25;

export class StockTable {
  public static async create(client: DynamoDBClient, tableName: string): Promise<StockTable> {
    await client.send(new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: 'productId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'productId', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }));
    return new StockTable(client, { tableName, quantityAttribute: 'available' });
  }

  private constructor(private readonly client: DynamoDBClient, public readonly rules: StockRules) {}

  /** Puts so many of each product into the table. */
  public async fill(products: readonly string[], available: number): Promise<void> {
    for (let first = 0; first < products.length; first += MOST_PUTS) {
      const puts = products.slice(first, first + MOST_PUTS).map((productId) => ({ PutRequest: { Item: marshall({ productId, available }) } }));
      await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.rules.tableName]: puts } }));
    }
  }

  /** How many are left of each product. */
  public async left(): Promise<ReadonlyMap<string, number>> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName: this.rules.tableName, ConsistentRead: true }));
    return new Map(Items.map(({ productId, available }) => [productId.S!, Number(available.N)]));
  }

  public async delete(): Promise<void> {
    await this.client.send(new DeleteTableCommand({ TableName: this.rules.tableName }));
  }
}
