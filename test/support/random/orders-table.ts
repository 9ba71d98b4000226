/*
 * The table that the construct would deploy, made on the local AWS: keys and index come from the template.
 */
import { AttributeValue, CreateTableCommand, CreateTableCommandInput, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderRoute } from '../../../src';
import { propertiesOf, templateOf } from '../orders-stack';

export type Item = Readonly<Record<string, AttributeValue>>;

type TableDefinition = Pick<CreateTableCommandInput, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'BillingMode'>;

export class OrdersTable {
  public static async create(client: DynamoDBClient, name: string): Promise<OrdersTable> {
    await client.send(new CreateTableCommand({ TableName: name, ...definition() }));
    return new OrdersTable(client, name);
  }

  private constructor(private readonly client: DynamoDBClient, public readonly name: string) {}

  /** Every item as DynamoDB holds it: numbers are texts, so that none is rounded on the way. */
  public async items(): Promise<Item[]> {
    const items: Item[] = [];
    let next: Item | undefined;
    do {
      const page = await this.client.send(new ScanCommand({ TableName: this.name, ConsistentRead: true, ExclusiveStartKey: next }));
      items.push(...page.Items ?? []);
      next = page.LastEvaluatedKey;
    } while (next);
    return items;
  }

  public async delete(): Promise<void> {
    await this.client.send(new DeleteTableCommand({ TableName: this.name }));
  }
}

function definition(): TableDefinition {
  const template = templateOf({ routes: OrderRoute.standard({ authorizer: new HttpNoneAuthorizer() }) });
  const [{ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode }] = propertiesOf(template, 'AWS::DynamoDB::GlobalTable');
  return { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } as TableDefinition;
}
