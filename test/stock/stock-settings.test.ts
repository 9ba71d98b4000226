import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, ITable, Table, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStock } from '../../src';
import { isAllowed, TemplateIam } from '../support/iam/template-iam';
import { propertiesOf, subOf } from '../support/orders-stack';
import { refusalOf } from '../support/refusals';

const PARTITION_KEY = { name: 'productId', type: AttributeType.STRING };
const routes = OrderRoute.standard();
const access = OrderAccess.staff(new HttpNoneAuthorizer());

function regionalStack(): Stack {
  return new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
}

interface Shop {
  readonly stack: Stack;
  readonly orders: OrderProcessingApi;
}

function shopWith(tableIn: (stack: Stack) => ITable = stockIn, props: OrderProcessingApiProps = {}, quantityAttribute?: string): Shop {
  const stack = regionalStack();
  const stock = OrderStock.fromTable(tableIn(stack), quantityAttribute === undefined ? undefined : { quantityAttribute });
  return { stack, orders: new OrderProcessingApi(stack, 'Orders', { routes, access, stock, ...props }) };
}

function stockIn(stack: Stack): ITable {
  return new TableV2(stack, 'Stock', { partitionKey: PARTITION_KEY });
}

const variablesOf = ({ stack }: Shop) => (propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function')[0].Environment as { Variables: Record<string, unknown> }).Variables;

interface Statement {
  readonly Sid: string;
}

function statementsOf({ stack }: Shop): Statement[] {
  const policies = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy') as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

describe('stock', () => {
  test('is told to the function, with the attribute of the quantity', () => {
    expect(JSON.parse(subOf(variablesOf(shopWith()).STOCK).replace('${', '').replace('}', ''))).toEqual({ tableName: expect.stringContaining('Stock'), quantityAttribute: 'available' });
    expect(subOf(variablesOf(shopWith(undefined, {}, 'onHand')).STOCK)).toContain('"quantityAttribute":"onHand"');
  });

  test('makes the function the extended one; without stock it is not', () => {
    const codeOf = ({ stack }: Shop) => propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function')[0].Code;

    expect(codeOf(shopWith())).not.toEqual(codeOf(shopWith(undefined, { stock: undefined })));
    expect(variablesOf(shopWith(undefined, { stock: undefined }))).not.toHaveProperty('STOCK');
  });

  test('gives the role the calls of a transaction, of a look at the quantity, and of reading an order', () => {
    const { stack } = shopWith();
    const table = { 'Fn::GetAtt': [expect.stringContaining('Stock'), 'Arn'] };

    const statements = statementsOf({ stack } as Shop);

    expect(statements.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['ChangeStock', 'ReadStock', 'RecogniseRetries', 'ReadOrdersToCancel']));
    expect(statements.find(({ Sid }) => Sid === 'ChangeStock')).toEqual({
      Sid: 'ChangeStock',
      Effect: 'Allow',
      Action: 'dynamodb:UpdateItem',
      Resource: table,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['productId', 'available'] },
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
        'StringEqualsIfExists': { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    });
    expect(statements.find(({ Sid }) => Sid === 'ReadStock')).toEqual({
      Sid: 'ReadStock',
      Effect: 'Allow',
      Action: 'dynamodb:BatchGetItem',
      Resource: table,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['productId', 'available'] },
        'StringEqualsIfExists': { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    });
  });

  test('gives a role only what its routes call', () => {
    const sidsWith = (route: OrderRoute) => statementsOf(shopWith(undefined, { routes: [route] })).map(({ Sid }) => Sid);

    expect(sidsWith(OrderRoute.createOrder())).toEqual(['CreateOrders', 'RecogniseRetries', 'ChangeStock', 'ReadStock', 'WriteOwnLogs']);
    expect(sidsWith(OrderRoute.updateOrderStatus())).toEqual(['UpdateOrders', 'ReadOrdersToCancel', 'ChangeStock', 'WriteOwnLogs']);
  });

  test('lets the role use the key of the stock table through DynamoDB', () => {
    const keyed = (stack: Stack) => new TableV2(stack, 'Stock', {
      partitionKey: PARTITION_KEY, encryption: TableEncryptionV2.customerManagedKey(new Key(stack, 'Key')),
    });

    expect(statementsOf(shopWith(keyed)).map(({ Sid }) => Sid)).toContain('UseStockKey');
  });

  test.each<[string, Record<string, string | string[]>, boolean]>([
    ['a change of the quantity in a transaction', { 'dynamodb:EnclosingOperation': ['TransactWriteItems'], 'dynamodb:Attributes': ['productId', 'available'] }, true],
    ['a change outside of a transaction', { 'dynamodb:Attributes': ['productId', 'available'] }, false],
    ['a change of another attribute', { 'dynamodb:EnclosingOperation': ['TransactWriteItems'], 'dynamodb:Attributes': ['productId', 'price'] }, false],
    ['a change that returns all attributes', {
      'dynamodb:EnclosingOperation': ['TransactWriteItems'], 'dynamodb:Attributes': ['productId', 'available'], 'dynamodb:ReturnValues': 'ALL_OLD',
    }, false],
  ])('allows the role %s, or not', async (_, context, allowed) => {
    const iam = new TemplateIam(Template.fromStack(shopWith().stack).toJSON().Resources);

    expect(await isAllowed({
      principal: iam.arnOf('AWS::IAM::Role', 'Lambda'),
      identity: iam.statementsOf(iam.idOf('AWS::IAM::Role', 'Lambda')),
      action: 'dynamodb:UpdateItem',
      resource: iam.arnOf('AWS::DynamoDB::GlobalTable', 'Stock'),
      context,
    })).toBe(allowed);
  });

  test('has metrics, alarms and a row of the dashboard', () => {
    const { orders } = shopWith(undefined, { alarms: {}, dashboard: true });

    expect(orders.metric('OrdersOutOfStock').metricName).toBe('OrdersOutOfStock');
    expect([orders.alarms!.productsMisconfigured, orders.alarms!.stockNotReturned]).not.toContain(undefined);
    expect(orders.alarms!.all).toHaveLength(7);
    const [{ DashboardBody }] = propertiesOf(Template.fromStack(Stack.of(orders)), 'AWS::CloudWatch::Dashboard');
    expect(subOf(DashboardBody)).toContain('Products and stock');
    expect(shopWith(undefined, { alarms: {}, routes: [OrderRoute.createOrder()] }).orders.alarms!.stockNotReturned).toBeUndefined();
    expect(shopWith(undefined, { alarms: {}, businessMetrics: false }).orders.alarms!.productsMisconfigured).toBeUndefined();
    expect(shopWith(undefined, { alarms: {}, stock: undefined }).orders.alarms!.all).toHaveLength(5);
  });

  test('fails for a metric that has no data without it', () => {
    const { orders } = shopWith(undefined, { stock: undefined });

    expect(() => orders.metric('OrdersOutOfStock')).toThrow('OrdersOutOfStock needs stock with OrderRoute.createOrder(), businessMetrics and a handlerLogGroup of the class STANDARD');
  });

  test('bears a table that is only known at deployment', () => {
    expect(() => shopWith((stack) => TableV2.fromTableName(stack, 'Stock', new CfnParameter(stack, 'Name').valueAsString))).not.toThrow();
  });
});

describe('fails', () => {
  const refused = (tableIn: (stack: Stack) => ITable, props: OrderProcessingApiProps = {}, quantityAttribute?: string) => {
    const stack = regionalStack();
    return refusalOf({ routes, access, stock: OrderStock.fromTable(tableIn(stack), { quantityAttribute }), ...props }, stack);
  };

  test.each<[string, () => string, string]>([
    ['with a sort key', () => refused((stack) => new TableV2(stack, 'Stock', { partitionKey: PARTITION_KEY, sortKey: { name: 'warehouse', type: AttributeType.STRING } })),
      "table of OrderStock.fromTable() must have the partition key 'productId' (S) and no sort key, got partition key 'productId' (S) and sort key 'warehouse' (S)"],
    ['with another key', () => refused((stack) => new Table(stack, 'Stock', { partitionKey: { name: 'sku', type: AttributeType.STRING } })),
      "table of OrderStock.fromTable() must have the partition key 'productId' (S) and no sort key, got partition key 'sku' (S)"],
    ['with replicas', () => refused((stack) => new TableV2(stack, 'Stock', { partitionKey: PARTITION_KEY, replicas: [{ region: 'eu-west-1' }] })),
      'table of OrderStock.fromTable() must have no replicas with stock, since a transaction holds in one region only, got a table with replicas'],
    ['with replicas of a Table', () => refused((stack) => new Table(stack, 'Stock', { partitionKey: PARTITION_KEY, replicationRegions: ['eu-west-1'] })),
      'table of OrderStock.fromTable() must have no replicas with stock, since a transaction holds in one region only, got a table with replicas'],
    ['beside replicas of the orders', () => refused(stockIn, { replicas: [{ region: 'eu-west-1' }] }),
      'replicas must be left out with stock, since a transaction holds in one region only, got 1'],
    ['with a name that is too long', () => refused(stockIn, {}, 'q'.repeat(65)),
      "quantityAttribute of OrderStock.fromTable() must be the name of an attribute, 1 to 64 characters without control characters, outer spaces and '${', got \"" + 'q'.repeat(65) + '"'],
    ['with the key as the quantity', () => refused(stockIn, {}, 'productId'),
      "quantityAttribute of OrderStock.fromTable() must be another attribute than the partition key, got 'productId'"],
    ['without a route that uses it', () => refused(stockIn, { routes: [OrderRoute.getOrder()] }),
      'stock must be left out without OrderRoute.createOrder() and OrderRoute.updateOrderStatus(), since no other route changes it'],
    ['as something else', () => refused(stockIn, { stock: 'stock' as never }), 'stock must be OrderStock.fromTable(table), got "stock"'],
    ['without a table', () => refused(() => 'stock' as never), 'table of OrderStock.fromTable() must be a table such as TableV2.fromTableName(scope, id, name), got "stock"'],
    ['in another region', () => refused((stack) => TableV2.fromTableArn(stack, 'Stock', 'arn:aws:dynamodb:us-east-1:111122223333:table/stock')),
      "table of OrderStock.fromTable() must be in the region of the stack, 'eu-central-1', got one in 'us-east-1'"],
  ])('%s', (_, refuse, message) => {
    expect(refuse()).toBe(`Error: [Shop/Orders] ${message}`);
  });

  test.each<[string, (stack: Stack) => [ITable, ITable]]>([
    ['one construct', (stack) => { const products = stockIn(stack); return [products, products]; }],
    ['two imports of one table', (stack) => [TableV2.fromTableName(stack, 'Products', 'shop'), TableV2.fromTableName(stack, 'Stock', 'shop')]],
  ])('with the price as the quantity, by %s', (_, tablesIn) => {
    const stack = regionalStack();
    const [products, stock] = tablesIn(stack);
    const prices = OrderPrices.fromTable(products, { currency: 'EUR', priceAttribute: 'gross' });

    expect(refusalOf({ routes, access, prices, stock: OrderStock.fromTable(stock, { quantityAttribute: 'gross' }) }, stack))
      .toBe("Error: [Shop/Orders] quantityAttribute of OrderStock.fromTable() must be another attribute than those that prices has in the same table, got 'gross'");
    expect(() => new OrderProcessingApi(stack, 'Others', { routes, access, prices, stock: OrderStock.fromTable(stock) })).not.toThrow();
  });

  test('beside an existing orders table with replicas', () => {
    const stack = regionalStack();
    const table = new TableV2(stack, 'Existing', { partitionKey: { name: 'orderId', type: AttributeType.STRING }, replicas: [{ region: 'eu-west-1' }] });

    expect(refusalOf({ table, stock: OrderStock.fromTable(stockIn(stack)) }, stack))
      .toBe('Error: [Shop/Orders] table must have no replicas with stock, since a transaction holds in one region only, got a table with replicas');
  });
});
