/*
 * The table that the construct would deploy, made on the local AWS: keys and index come from the template.
 */
import { AttributeValue, CreateTableCommand, CreateTableCommandInput, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAccess, OrderRoute } from '../../../src';
import { propertiesOf, templateOf } from '../orders-stack';

export type Item = Readonly<Record<string, AttributeValue>>;

type TableDefinition = Pick<CreateTableCommandInput, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'BillingMode'>;

export class OrdersTable {
  /** With the indexes of these routes, by default those of the standard ones. */
  public static async create(client: DynamoDBClient, name: string, routes = OrderRoute.standard()): Promise<OrdersTable> {
    await client.send(new CreateTableCommand({ TableName: name, ...definition(routes) }));
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

function definition(routes: OrderRoute[]): TableDefinition {
  const template = templateOf({ routes, access: OrderAccess.staff(new HttpNoneAuthorizer()) });
  const [{ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode }] = propertiesOf(template, 'AWS::DynamoDB::GlobalTable');
  return { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } as TableDefinition;
}
