/*
 * A products table on the local AWS, as `OrderPrices.fromTable()` expects one, which remembers when it held which price.
 */
import { CreateTableCommand, DeleteItemCommand, DeleteTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ProductsRules } from '../../../src/contract';

/** From the start of the write that set the price to the end of the write after it: the table holds it at no other time. */
interface Held {
  readonly price: number;
  readonly from: number;
  until: number;
}

export class PriceTable {
  public static async create(client: DynamoDBClient, tableName: string): Promise<PriceTable> {
    await client.send(new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: 'productId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'productId', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }));
    return new PriceTable(client, { tableName, currency: 'USD', priceAttribute: 'price' });
  }

  private readonly held = new Map<string, Held[]>();

  private constructor(private readonly client: DynamoDBClient, public readonly rules: ProductsRules) {}

  /** One change of a product at a time. */
  public async set(productId: string, price: number): Promise<void> {
    const from = Date.now();
    await this.client.send(new PutItemCommand({ TableName: this.rules.tableName, Item: marshall({ productId, price }) }));
    this.end(productId);
    this.held.set(productId, [...this.held.get(productId) ?? [], { price, from, until: Infinity }]);
  }

  public async remove(productId: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.rules.tableName, Key: marshall({ productId }) }));
    this.end(productId);
  }

  /** The price that was set last. */
  public lastOf(productId: string): number {
    return this.held.get(productId)!.at(-1)!.price;
  }

  /** Whether the table held the price at some moment of this time. */
  public wasHeld(productId: string, price: number, from: number, until: number): boolean {
    return this.held.get(productId)!.some((each) => each.price === price && each.from <= until && each.until >= from);
  }

  public async delete(): Promise<void> {
    await this.client.send(new DeleteTableCommand({ TableName: this.rules.tableName }));
  }

  private end(productId: string): void {
    const last = this.held.get(productId)?.at(-1);
    if (last?.until === Infinity) last.until = Date.now();
  }
}
