import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnDomainName, DomainMappingOptions, DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { idOf, outputsOf, propertiesOf, resourcesOf, subOf, templateOf } from '../support/orders-stack';
import { failsFor, newStack, refusalOf } from '../support/refusals';

const MAPPING = 'AWS::ApiGatewayV2::ApiMapping';
const API = 'AWS::ApiGatewayV2::Api';

function domainIn(stack: Stack): DomainName {
  const certificate = Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/a1b2c3');
  return new DomainName(stack, 'Domain', { domainName: 'api.example.com', certificate });
}

function importedDomainIn(stack: Stack) {
  return DomainName.fromDomainNameAttributes(stack, 'Domain', {
    name: 'api.example.com',
    regionalDomainName: 'd-a1b2c3.execute-api.eu-central-1.amazonaws.com',
    regionalHostedZoneId: 'Z1U9ULNL0V5AJ3',
  });
}

function ordersAtDomain(
  { mappingKey, ...props }: OrderProcessingApiProps & { mappingKey?: string } = {},
): { orders: OrderProcessingApi; template: Template } {
  const stack = newStack();
  const orders = new OrderProcessingApi(stack, 'Orders', { domainMapping: { domainName: importedDomainIn(stack), mappingKey }, ...props });
  return { orders, template: Template.fromStack(stack) };
}

describe('domainMapping', () => {
  test('is mapped to the stage as a whole', () => {
    const { orders, template } = ordersAtDomain({ environment: OrderEnvironment.PROD });
    expect(propertiesOf(template, MAPPING)).toEqual([{ ApiId: { Ref: idOf(orders.httpApi) }, DomainName: 'api.example.com', Stage: 'prod' }]);
  });

  test('is mapped when the stage is there', () => {
    const { orders, template } = ordersAtDomain();
    expect(Object.values(template.findResources(MAPPING))).toMatchObject([{ DependsOn: [idOf(orders.stage)] }]);
  });

  test('is where ordersUrl and the output lead', () => {
    const { orders, template } = ordersAtDomain();
    expect(orders.ordersUrl).toBe('https://api.example.com/orders');
    expect(outputsOf(template).ApiGatewayEndpoint.Value).toBe('https://api.example.com/orders');
  });

  test('may be made in another stack of the app', () => {
    const app = new App();
    const domainName = domainIn(new Stack(app, 'Network'));
    const shop = new Stack(app, 'Shop');
    new OrderProcessingApi(shop, 'Orders', { domainMapping: { domainName } });
    const template = Template.fromStack(shop);
    expect(propertiesOf(template, MAPPING)).toMatchObject([{ DomainName: { 'Fn::ImportValue': expect.any(String) } }]);
  });

  test('may be made in the same stack', () => {
    const stack = newStack();
    const domainName = domainIn(stack);
    const { ordersUrl } = new OrderProcessingApi(stack, 'Orders', { domainMapping: { domainName, mappingKey: 'shop' } });
    expect(subOf(stack.resolve(ordersUrl))).toBe(`https://\${${idOf(domainName)}}/shop/orders`);
  });

  test('may be a domain that is an L1', () => {
    const stack = newStack();
    const domainName = new CfnDomainName(stack, 'Domain', { domainName: 'api.example.com' });
    const { ordersUrl } = new OrderProcessingApi(stack, 'Orders', { domainMapping: { domainName } });
    expect(subOf(stack.resolve(ordersUrl))).toBe('https://${Domain}/orders');
  });

  test.each<{ kind: string; mapping: (stack: Stack) => unknown; got: string }>([
    { kind: 'the domain itself', mapping: importedDomainIn, got: 'domainMapping Shop/Domain without it' },
    { kind: 'a name', mapping: () => 'api.example.com', got: 'domainMapping "api.example.com" without it' },
    { kind: 'nothing', mapping: () => null, got: 'domainMapping null without it' },
    { kind: 'options without a domain', mapping: () => ({ mappingKey: 'shop' }), got: 'domainMapping an object without it' },
    { kind: 'a name as domain', mapping: () => ({ domainName: 'api.example.com' }), got: '"api.example.com"' },
    { kind: 'null as domain', mapping: () => ({ domainName: null }), got: 'null' },
    { kind: 'something else as domain', mapping: (stack) => ({ domainName: stack }), got: 'Shop' },
    { kind: 'an object as domain', mapping: (stack) => ({ domainName: { stack } }), got: 'an object' },
  ])('fails for $kind', ({ mapping, got }) => {
    const stack = newStack();
    expect(refusalOf({ domainMapping: mapping(stack) as DomainMappingOptions }, stack))
      .toBe(`Error: [Shop/Orders] domainMapping.domainName must be a domain of API Gateway such as new DomainName(…) of aws-apigatewayv2, got ${got}`);
  });

  test.each<[string, (domainName: unknown) => object]>([
    ['mappingkey (did you mean mappingKey?)', (domainName) => ({ domainName, mappingkey: 'shop' })],
    ['domainname (did you mean domainName?)', (domainName) => ({ domainname: domainName })],
    ['customDomain', (domainName) => ({ customDomain: domainName })],
  ])('fails once for %s', (got, mapping) => {
    const stack = newStack();
    expect(refusalOf({ domainMapping: mapping(importedDomainIn(stack)) as DomainMappingOptions }, stack))
      .toBe(`Error: [Shop/Orders] domainMapping must only have the options domainName, mappingKey, got ${got}`);
  });

  test('keeps its mapping\'s logical id wherever it comes from', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', { domainMapping: { domainName: domainIn(stack), mappingKey: 'shop' } });
    const ids = (template: Template) => Object.keys(template.findResources(MAPPING));
    expect(ids(Template.fromStack(stack))).toEqual(ids(ordersAtDomain().template));
  });

  test('leaves API, stage and permissions as they are', () => {
    const { template } = ordersAtDomain();
    template.resourceCountIs(MAPPING, 1);
    const others = Object.fromEntries(Object.entries(resourcesOf(template)).filter(([, { Type }]) => Type !== MAPPING));
    expect(others).toEqual(resourcesOf(templateOf()));
  });

  test('is missing by default, and the address is API Gateway\'s own', () => {
    templateOf().resourceCountIs(MAPPING, 0);
    expect(subOf(outputsOf(templateOf()).ApiGatewayEndpoint.Value)).toMatch(/^https:\/\/\$\{OrdersHttpApi\w+\}\.execute-api\..*\/dev\/orders$/);
  });
});

describe('domainMapping.mappingKey', () => {
  test.each(['shop', 'shop/v1', '$-_.+!*\'()', 'v'.repeat(300)])('%s is a path below the domain', (mappingKey) => {
    const { orders, template } = ordersAtDomain({ mappingKey });
    expect(propertiesOf(template, MAPPING)).toMatchObject([{ ApiMappingKey: mappingKey }]);
    expect(orders.ordersUrl).toBe(`https://api.example.com/${mappingKey}/orders`);
  });

  test('accepts a token', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', { domainMapping: { domainName: importedDomainIn(stack), mappingKey: new CfnParameter(stack, 'Path').valueAsString } });
    expect(subOf(outputsOf(Template.fromStack(stack)).ApiGatewayEndpoint.Value)).toBe('https://api.example.com/${Path}/orders');
  });

  test.each(['', '/', '/shop', 'shop/', 'shop//v1', 'shop v1', 'größe', 'shop\n', 'a?b', 'v'.repeat(301), null, 7])('fails for %j', (mappingKey) => {
    const stack = newStack();
    expect(refusalOf({ domainMapping: { domainName: importedDomainIn(stack), mappingKey: mappingKey as string } }, stack)).toBe(
      'Error: [Shop/Orders] domainMapping.mappingKey must be a path such as \'shop/v1\', of 1 to 300 letters, digits and $-_.+!*\'(), '
      + `separated by slashes, got ${JSON.stringify(mappingKey)}`,
    );
  });
});

describe('disableExecuteApiEndpoint', () => {
  test('closes the address that API Gateway gives out', () => {
    ordersAtDomain({ disableExecuteApiEndpoint: true }).template.hasResourceProperties(API, { DisableExecuteApiEndpoint: true });
  });

  test('is off by default, also at a domain', () => {
    ordersAtDomain().template.hasResourceProperties(API, { DisableExecuteApiEndpoint: Match.absent() });
  });

  test('may be said to be off without a domain', () => {
    templateOf({ disableExecuteApiEndpoint: false }).hasResourceProperties(API, { DisableExecuteApiEndpoint: false });
  });

  failsFor([{
    name: 'no domainMapping',
    props: { disableExecuteApiEndpoint: true },
    message: 'disableExecuteApiEndpoint needs domainMapping, since without it the API has no endpoint, got none',
  }]);
});
