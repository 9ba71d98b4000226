import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Grant, IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { idOf, propertiesOf, subOf } from '../support/orders-stack';

const everyRoute = (): OrderProcessingApiProps => ({ routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()) });

type GrantMethod = (orders: OrderProcessingApi, grantee: IGrantable) => Grant;

/** What a grant lets a role do, each statement as a text; with table and API by their names. */
function allowedBy(grant: GrantMethod, propsFor: (stack: Stack) => OrderProcessingApiProps): string[] {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
  const orders = new OrderProcessingApi(stack, 'Orders', propsFor(stack));
  const reporting = new Role(stack, 'Reporting', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  expect(grant(orders, reporting).success).toBe(true);
  const policy = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy').find(({ PolicyName }) => String(PolicyName).startsWith('Reporting'));
  const { Statement } = policy!.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] };
  const named = (text: string) => text.replace(idOf(orders.table), 'Table').replace(idOf(orders.httpApi), 'Api');
  return Statement.map(({ Action, Resource, Condition }) => (
    [[Action].flat().join(' '), ...[Resource].flat().map((resource) => named(subOf(resource))), ...Condition ? [JSON.stringify(Condition)] : []].join(' | ')
  ));
}

const USE_KEY = expect.stringMatching(
  /^kms:Decrypt kms:DescribeKey \| \$\{Key\w+\.Arn\} \| \{"StringEquals":\{"kms:ViaService":"dynamodb\.eu-central-1\.amazonaws\.com"\}\}$/,
);

describe('grants.readOrders', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.readOrders(grantee);

  test('is reading an order by id, and a customer\'s orders by the index that the routes make', () => {
    expect(allowedBy(grant, everyRoute)).toEqual(['dynamodb:GetItem | ${Table.Arn}', 'dynamodb:Query | ${Table.Arn}/index/OrdersByCustomer']);
  });

  test('is reading an order by id alone where there is no index', () => {
    expect(allowedBy(grant, () => ({}))).toEqual(['dynamodb:GetItem | ${Table.Arn}']);
  });

  test('is using the table\'s key besides, through DynamoDB alone', () => {
    expect(allowedBy(grant, (stack) => ({ encryptionKey: new Key(stack, 'Key') }))).toEqual(['dynamodb:GetItem | ${Table.Arn}', USE_KEY]);
  });
});

describe('grants.manageOrders', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.manageOrders(grantee);

  test('is reading, and changing an order; neither putting nor deleting one', () => {
    expect(allowedBy(grant, everyRoute)).toEqual([
      'dynamodb:GetItem | ${Table.Arn}', 'dynamodb:Query | ${Table.Arn}/index/OrdersByCustomer', 'dynamodb:UpdateItem | ${Table.Arn}',
    ]);
  });

  test('is using the table\'s key besides, through DynamoDB alone', () => {
    expect(allowedBy(grant, (stack) => ({ encryptionKey: new Key(stack, 'Key') })))
      .toEqual(['dynamodb:GetItem | ${Table.Arn}', 'dynamodb:UpdateItem | ${Table.Arn}', USE_KEY]);
  });
});

describe('grants.invoke', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.invoke(grantee);
  const arn = (rest: string) => `arn:\${AWS::Partition}:execute-api:eu-central-1:\${AWS::AccountId}:\${Api}/dev/${rest}`;

  test('is calling each route by its stage, method and path, with any id for an order', () => {
    expect(allowedBy(grant, everyRoute)).toEqual([
      ['execute-api:Invoke', arn('POST/orders'), arn('GET/orders/*'), arn('GET/orders'), arn('PATCH/orders/*')].join(' | '),
    ]);
  });

  test('leaves out the routes that do not ask IAM', () => {
    expect(allowedBy(grant, () => ({
      routes: [OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder()],
      access: OrderAccess.staff(new HttpIamAuthorizer()),
    }))).toEqual([`execute-api:Invoke | ${arn('GET/orders/*')}`]);
  });

  test('fails where no route asks IAM', () => {
    const authorizer = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
    const routes = [OrderRoute.createOrder(), OrderRoute.getOrder({ access: OrderAccess.staff(authorizer) })];
    expect(() => allowedBy(grant, () => ({ routes }))).toThrow(
      '[Shop/Orders] grants.invoke needs a route whose authorizer is HttpIamAuthorizer, since no other asks IAM, '
      + 'got none on OrderRoute.createOrder(), HttpJwtAuthorizer on OrderRoute.getOrder()',
    );
  });
});

test('nobody is granted anything unasked', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders', everyRoute());
  expect(propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy').map(({ PolicyName }) => PolicyName)).toEqual([expect.stringMatching(/^OrdersLambdaRole/)]);
});
