import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrderAccountsStack } from '../examples/typescript/order-accounts-stack';
import { OrderBackOfficeStack } from '../examples/typescript/order-back-office-stack';
import { OrderCatalogueStack } from '../examples/typescript/order-catalogue-stack';
import { OrderCognitoStack } from '../examples/typescript/order-cognito-stack';
import { OrderEngravingStack } from '../examples/typescript/order-engraving-stack';
import { OrderFulfilmentStack } from '../examples/typescript/order-fulfilment-stack';
import { OrderShopStack } from '../examples/typescript/order-shop-stack';
import { OrderProcessingApi } from '../src';

const LOGIN = { issuer: 'https://auth.example.com', audience: 'orders' };

test('the sample app passes cdk-nag\'s AwsSolutions pack', () => {
  expect(findingsIn(new OrderShopStack(new App(), 'OrderShop'))).toEqual([]);
});

test('the sample app with custom fields passes that pack', () => {
  expect(findingsIn(new OrderEngravingStack(new App(), 'OrderEngraving'))).toEqual([]);
});

test('the sample app with a products table passes that pack, and no warning of ours remains', () => {
  expect(findingsIn(new OrderCatalogueStack(new App(), 'OrderCatalogue'))).toEqual([]);
});

test('the sample app with a back office passes that pack, and no warning of ours remains', () => {
  expect(findingsIn(new OrderBackOfficeStack(new App(), 'OrderBackOffice', LOGIN))).toEqual([]);
});

test('the sample app with customer accounts passes that pack, with nothing suppressed', () => {
  const stack = new OrderAccountsStack(new App(), 'OrderAccounts', LOGIN);

  expect(findingsIn(stack)).toEqual([]);
  expect(JSON.stringify(Template.fromStack(stack))).not.toContain('cdk_nag');
});

test('the sample app with order events passes that pack, with nothing suppressed', () => {
  const stack = new OrderFulfilmentStack(new App(), 'OrderFulfilment', LOGIN);

  expect(findingsIn(stack)).toEqual([]);
  expect(JSON.stringify(Template.fromStack(stack))).not.toContain('cdk_nag');
});

test('the sample app with a Cognito user pool passes that pack, and no warning of ours remains', () => {
  expect(findingsIn(new OrderCognitoStack(new App(), 'OrderCognito', { shopOrigin: 'https://shop.example.com' }))).toEqual([]);
});

test('the one-line example fails that pack by AwsSolutions-APIG4 alone: it has no authorizer', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders');

  expect(findingsIn(stack)).toEqual(['AwsSolutions-APIG4']);
});

test('all sample stacks find room in one account: no name is given twice', () => {
  const app = new App();
  const names = [
    new OrderShopStack(app, 'OrderShop'),
    new OrderAccountsStack(app, 'OrderAccounts', LOGIN),
    new OrderCognitoStack(app, 'OrderCognito', { shopOrigin: 'https://shop.example.com' }),
    new OrderFulfilmentStack(app, 'OrderFulfilment', LOGIN),
    new OrderEngravingStack(app, 'OrderEngraving'),
    new OrderCatalogueStack(app, 'OrderCatalogue'),
    new OrderBackOfficeStack(app, 'OrderBackOffice', LOGIN),
  ].flatMap(namesIn);

  expect(names).toHaveLength(39);
  expect(new Set(names).size).toBe(39);
});

test('the sample app takes orders from the pages of any origin, or of the one that it is given', () => {
  const origins = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Api'))
    .map(({ Properties }) => Properties.CorsConfiguration.AllowOrigins);

  for (const SampleStack of [OrderShopStack, OrderCatalogueStack, OrderBackOfficeStack]) {
    expect(origins(new SampleStack(new App(), 'Sample', LOGIN))).toEqual([['*']]);
    expect(origins(new SampleStack(new App(), 'Sample', { ...LOGIN, allowedOrigin: 'http://127.0.0.1:8080' }))).toEqual([['http://127.0.0.1:8080']]);
  }
});

function findingsIn(stack: Stack): string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const anything = Match.stringLikeRegexp('.*');
  return [...annotations.findError('*', anything), ...annotations.findWarning('*', anything)]
    .map(({ entry }) => /^[\w-]+/.exec(String(entry.data))![0]);
}

/** The names that the stack's resources have in the account, each of which can be there once. */
function namesIn(stack: Stack): unknown[] {
  const resources: { Properties: Record<string, unknown> }[] = Object.values(Template.fromStack(stack).toJSON().Resources);
  const properties = resources.flatMap(({ Properties }) => Object.entries(Properties));
  return properties.filter(([key, name]) => /^(Table|Role|Function|LogGroup|Queue)Name$/.test(key) && typeof name === 'string').map(([, name]) => name);
}
