/*
 * The prop `prices`: what it refuses, and what it changes in the template, in the permissions and in the OpenAPI document.
 */
import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AttributeType, Table, TableEncryption, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OrderAccess, OrderEnvironment, OrderPrices, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, TablePriceOptions } from '../../src';
import { isAllowed, TemplateIam } from '../support/iam/template-iam';
import { newStack, refusalOf, several } from '../support/refusals';

const EUR: TablePriceOptions = { currency: 'EUR' };
const FACTORY = 'OrderPrices.fromTable()';
const NAME = "1 to 64 characters without control characters, outer spaces and '${', got";

function importedProducts(stack: Stack) {
  return TableV2.fromTableName(stack, 'Products', 'products');
}

/** The message that refuses these prices. */
function refusalFor(options: TablePriceOptions, products = importedProducts, more: OrderProcessingApiProps = {}): string {
  const stack = newStack();
  return refusalOf({ ...more, prices: OrderPrices.fromTable(products(stack), options) }, stack).replace('Error: [Shop/Orders] ', '');
}

describe('prices that cannot work fail at synth', () => {
  test.each<[string, object, string]>([
    ['no options', undefined as never, `${FACTORY} must have options such as { currency: 'EUR' }, got none`],
    ['no currency', {}, `${FACTORY} must have either currency or currencyAttribute, got neither`],
    ['two currencies', { currency: 'EUR', currencyAttribute: 'currency' }, `${FACTORY} must have either currency or currencyAttribute, got both`],
    ['a currency that is none', { currency: 'Euro' }, `currency of ${FACTORY} must be an ISO 4217 code that is in use such as 'EUR', got "Euro"`],
    ['one that is no money', { currency: 'XXX' }, `currency of ${FACTORY} must be an ISO 4217 code that is in use such as 'EUR', got "XXX"`],
    ['one that is no text', { currency: ['EUR'] }, `currency of ${FACTORY} must be an ISO 4217 code that is in use such as 'EUR', got ["EUR"]`],
    ['a misspelt option', { ...EUR, priceAtribute: 'gross' },
      `${FACTORY} must only have the options currency, currencyAttribute, priceAttribute, activeAttribute, nameAttribute, maxAge, got priceAtribute (did you mean priceAttribute?)`],
    ['an attribute without a name', { ...EUR, priceAttribute: '' }, `priceAttribute of ${FACTORY} must be the name of an attribute, ${NAME} ""`],
    ['an attribute that is no text', { ...EUR, activeAttribute: true }, `activeAttribute of ${FACTORY} must be the name of an attribute, ${NAME} true`],
    ...[' ', ' price', 'a\u0000', 'line\nbreak', '${aws:username}', 'a'.repeat(65)].map((name): [string, object, string] => (
      [`the attribute ${JSON.stringify(name)}`, { ...EUR, activeAttribute: name }, `activeAttribute of ${FACTORY} must be the name of an attribute, ${NAME} ${JSON.stringify(name)}`]
    )),
    ['one attribute for two things', { ...EUR, priceAttribute: 'title', nameAttribute: 'title' },
      `the attributes of ${FACTORY} must differ from each other and from 'productId', got 'title' more than once`],
    ['the key as an attribute', { ...EUR, nameAttribute: 'productId' }, `the attributes of ${FACTORY} must differ from each other and from 'productId', got 'productId' more than once`],
    ['a time that is no duration', { ...EUR, maxAge: 60 }, `maxAge of ${FACTORY} must be a Duration such as Duration.seconds(3600), got 60`],
    ['no time', { ...EUR, maxAge: Duration.seconds(0) }, `maxAge of ${FACTORY} must be whole seconds from 1 to 3600, got 0 seconds`],
    ['a long time', { ...EUR, maxAge: Duration.hours(2) }, `maxAge of ${FACTORY} must be whole seconds from 1 to 3600, got 2 hours`],
  ])('%s', (_, options, message) => {
    expect(refusalFor(options as TablePriceOptions)).toBe(message);
  });

  test('a time that is known only at deployment', () => {
    const maxAge = Duration.seconds(Lazy.number({ produce: () => 5000 }));

    expect(refusalFor({ ...EUR, maxAge })).toBe(`maxAge of ${FACTORY} must be known at synth, got a token`);
  });

  test('the table of the orders', () => {
    const stack = newStack();
    const imported = (id: string) => TableV2.fromTableName(stack, id, 'orders');

    expect(refusalOf({ table: imported('Existing'), prices: OrderPrices.fromTable(imported('Products'), EUR) }, stack))
      .toBe(`Error: [Shop/Orders] products of ${FACTORY} must be another table than that of the orders`);
  });

  test.each(['f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'])('in PROD a key whose private part is printed in an RFC: %s', (x) => {
    const y = 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0';
    const key = x.startsWith('f') ? { kty: 'EC', crv: 'P-256', x, y, kid: 'example' } : { kty: 'OKP', crv: 'Ed25519', x, kid: 'example' };
    const prices = OrderPrices.signedQuotes({ keys: [key], audience: 'orders' });

    expect(() => new OrderProcessingApi(newStack(), 'Orders', { prices })).not.toThrow();
    expect(refusalOf({ prices, environment: OrderEnvironment.PROD, access: OrderAccess.guests() }, newStack()))
      .toBe('Error: [Shop/Orders] keys[0] of OrderPrices.signedQuotes() must be a key of your own in PROD, got the key of an example, whose private part is public');
  });

  test('a currency or an attribute that is known only at deployment', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Parameter').valueAsString;
    const prices = OrderPrices.fromTable(importedProducts(stack), { currency: token, nameAttribute: token });

    expect(refusalOf({ prices }, stack)).toBe(`Error: [Shop/Orders] ${several([
      `currency of ${FACTORY} must be known at synth, since the OpenAPI document has it, got a token`,
      `nameAttribute of ${FACTORY} must be known at synth, since the permissions of the role contain it, got a token`,
    ])}`);
  });

  test.each<[string, unknown, string]>([
    ['a table in place of prices', { tableArn: 'arn' }, "prices must be an OrderPrices such as OrderPrices.fromTable(products, { currency: 'EUR' }) or OrderPrices.fromCaller(), got another object"],
    ['no table', OrderPrices.fromTable('products' as never, EUR), `products of ${FACTORY} must be a table such as TableV2.fromTableName(scope, id, name), got "products"`],
  ])('%s', (_, prices, message) => {
    expect(refusalOf({ prices: prices as OrderPrices })).toContain(message);
  });

  test.each<[string, (stack: Stack) => TableV2, string]>([
    ['another partition key', (stack) => new TableV2(stack, 'Products', { partitionKey: { name: 'id', type: AttributeType.STRING } }), "partition key 'id' (S)"],
    ['a key that is a number', (stack) => new TableV2(stack, 'Products', { partitionKey: { name: 'productId', type: AttributeType.NUMBER } }), "partition key 'productId' (N)"],
    ['a sort key', (stack) => new TableV2(stack, 'Products', {
      partitionKey: { name: 'productId', type: AttributeType.STRING }, sortKey: { name: 'size', type: AttributeType.STRING },
    }), "partition key 'productId' (S) and sort key 'size' (S)"],
  ])('a table with %s', (_, products, keys) => {
    expect(refusalFor(EUR, products)).toBe(`products of ${FACTORY} must have the partition key 'productId' (S) and no sort key, got ${keys}`);
  });

  test('a table in another region', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
    const products = TableV2.fromTableArn(stack, 'Products', 'arn:aws:dynamodb:eu-west-1:111122223333:table/products');

    expect(refusalOf({ prices: OrderPrices.fromTable(products, EUR) }, stack)).toContain(`products of ${FACTORY} must be in the region of the stack, 'eu-central-1', got one in 'eu-west-1'`);
  });

  test('an API that creates no orders', () => {
    const routes = [OrderRoute.getOrder()];
    const access = OrderAccess.staff(new HttpIamAuthorizer());

    expect(refusalFor(EUR, importedProducts, { routes, access })).toBe(
      'prices must be left out without OrderRoute.createOrder(), since nothing else has prices of its own, got OrderPrices.fromTable()',
    );
  });
});

/** The template of an API with prices from a table of the same stack. */
function templateWith(options: TablePriceOptions, props: OrderProcessingApiProps = {}): Template {
  const stack = newStack();
  const products = new Table(stack, 'Products', { partitionKey: { name: 'productId', type: AttributeType.STRING } });
  new OrderProcessingApi(stack, 'Orders', { ...props, prices: OrderPrices.fromTable(products, options) });
  return Template.fromStack(stack);
}

const jwt = () => new HttpJwtAuthorizer('Login', 'https://login.example.com', { jwtAudience: ['shop'] });

test('an option that is null is one that is left out', () => {
  const options = { ...EUR, currencyAttribute: null, priceAttribute: null, activeAttribute: null, nameAttribute: null, maxAge: null };

  expect(templateWith(options as object).toJSON()).toEqual(templateWith(EUR).toJSON());
});

describe('an API with prices from a table', () => {
  test('tells its function the table, the attributes and its own timeout', () => {
    templateWith({ currency: 'EUR', activeAttribute: 'active', maxAge: Duration.minutes(1) }, { timeout: Duration.seconds(10) }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          TIMEOUT_SECONDS: '10',
          PRODUCTS: { 'Fn::Join': ['', ['{"tableName":"', { Ref: Match.stringLikeRegexp('^Products') }, '","currency":"EUR","priceAttribute":"price","activeAttribute":"active","maxAgeSeconds":60,"guests":true}']] },
        },
      },
    });
  });

  test('says nothing of guests where only customers and staff create orders', () => {
    const template = templateWith(EUR, { access: OrderAccess.customers(jwt()) });

    expect(JSON.stringify(template.findResources('AWS::Lambda::Function'))).not.toContain('guests');
  });

  test('lets its function read these attributes of products, and its own orders to recognise a retry, and nothing else', () => {
    const template = templateWith({ currencyAttribute: 'currency', priceAttribute: 'gross', activeAttribute: 'active', nameAttribute: 'title' });

    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'CreateOrders', Action: 'dynamodb:PutItem' }),
          Match.objectLike({ Sid: 'RecogniseRetries', Action: 'dynamodb:GetItem' }),
          {
            Sid: 'ReadPrices',
            Effect: 'Allow',
            Action: 'dynamodb:BatchGetItem',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Products'), 'Arn'] },
            Condition: {
              'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['productId', 'gross', 'currency', 'active', 'title'] },
              'StringEqualsIfExists': { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
            },
          },
        ]),
      },
    });
  });

  const READ = ['productId', 'price'];

  test.each<[string, Record<string, string | string[]>, boolean, string?]>([
    ['the ids and the prices of products', { 'dynamodb:Attributes': READ, 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' }, true],
    ['another attribute of them', { 'dynamodb:Attributes': [...READ, 'purchasePrice'], 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' }, false],
    ['all attributes of them', { 'dynamodb:Attributes': READ, 'dynamodb:Select': 'ALL_ATTRIBUTES' }, false],
    ['another table', { 'dynamodb:Attributes': READ, 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' }, false, '-2'],
  ])('lets its role read %s, or not', async (_, context, allowed, otherTable = '') => {
    const iam = new TemplateIam(templateWith(EUR).toJSON().Resources);

    expect(await isAllowed({
      principal: iam.arnOf('AWS::IAM::Role', 'Lambda'),
      identity: iam.statementsOf(iam.idOf('AWS::IAM::Role', 'Lambda')),
      action: 'dynamodb:BatchGetItem',
      resource: `${iam.arnOf('AWS::DynamoDB::Table', 'Products')}${otherTable}`,
      context,
    })).toBe(allowed);
  });

  test('lets its function use the key of the products table', () => {
    const stack = newStack();
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111122223333:key/a1b2c3');
    const products = new Table(stack, 'Products', {
      partitionKey: { name: 'productId', type: AttributeType.STRING }, encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey,
    });
    new OrderProcessingApi(stack, 'Orders', { prices: OrderPrices.fromTable(products, EUR) });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'UseProductsKey', Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: encryptionKey.keyArn })]) },
    });
  });

  test('has an OpenAPI document in which a price may be left out, and only the currency of the shop is accepted', () => {
    const stack = newStack();
    const orders = new OrderProcessingApi(stack, 'Orders', { prices: OrderPrices.fromTable(importedProducts(stack), { ...EUR, nameAttribute: 'title' }) });
    const { components: { schemas }, paths } = JSON.parse(orders.openApi);

    expect(schemas.OrderItem.required).toEqual(['productId', 'quantity']);
    expect(schemas.OrderRequest.properties.currency.enum).toEqual(['EUR']);
    expect(schemas.OrderItem.properties.name.description).toContain('only staff may send it');
    expect(paths['/orders'].post.requestBody.content['application/json']).not.toHaveProperty('examples');
  });
});

test('an API with prices of the caller is the API without the prop', () => {
  const templateOf = (props: OrderProcessingApiProps) => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', props);
    return Template.fromStack(stack).toJSON();
  };

  expect(templateOf({ prices: OrderPrices.fromCaller() })).toEqual(templateOf({}));
});

describe('the warning pricesFromCaller', () => {
  const warned = (props: OrderProcessingApiProps) => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', { environment: OrderEnvironment.PROD, ...props });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('decide about the prices')).length > 0;
  };

  test.each<[string, OrderProcessingApiProps, boolean]>([
    ['guests create orders', { access: OrderAccess.guests() }, true],
    ['customers create orders', { access: OrderAccess.customers(jwt()) }, true],
    ['only staff creates orders', { access: OrderAccess.staff(jwt()) }, false],
    ['only IAM creates orders', { access: OrderAccess.staff(new HttpIamAuthorizer()) }, false],
    ['the app says that the caller decides', { access: OrderAccess.guests(), prices: OrderPrices.fromCaller() }, false],
    ['it is no production', { environment: OrderEnvironment.DEV }, false],
  ])('when %s', (_, props, isWarned) => {
    expect(warned(props)).toBe(isWarned);
  });
});
