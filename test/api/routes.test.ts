import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OrdersHttpApi } from '../../src/api/orders-http-api';
import { RouteSettings } from '../../src/api/route-settings';
import { addOrderRoutes } from '../../src/api/routes';
import { CREATE_ORDER, GET_ORDER, ROUTES } from '../../src/contract';
import { idOf, propertiesOf, subOf } from '../support/orders-stack';

const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const PERMISSION = 'AWS::Lambda::Permission';

function added(routes: readonly RouteSettings[]) {
  const stack = new Stack(new App(), 'Shop');
  const handler = new LambdaFunction(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({});'),
  });
  const httpApi = new OrdersHttpApi(stack, 'Api', { createDefaultStage: false });
  const stage = new HttpStage(stack, 'Stage', { httpApi, stageName: 'prod' });
  addOrderRoutes(routes, { httpApi, stage, handler });
  return { handler, httpApi, template: Template.fromStack(stack) };
}

const { handler, httpApi, template } = added(ROUTES.map((route) => ({ route, callers: 'staff' })));

test('all routes share one Lambda proxy with payload format 2.0', () => {
  expect(propertiesOf(template, INTEGRATION)).toEqual([{
    ApiId: { Ref: idOf(httpApi) },
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: { 'Fn::GetAtt': [idOf(handler), 'Arn'] },
    PayloadFormatVersion: '2.0',
  }]);
  const [integrationId] = Object.keys(template.findResources(INTEGRATION));
  expect(propertiesOf(template, ROUTE).map(({ RouteKey, Target }) => [RouteKey, subOf(Target)])).toEqual([
    ['POST /orders', `integrations/\${${integrationId}}`],
    ['GET /orders/{orderId}', `integrations/\${${integrationId}}`],
    ['GET /orders', `integrations/\${${integrationId}}`],
    ['PATCH /orders/{orderId}', `integrations/\${${integrationId}}`],
    ['DELETE /orders/{orderId}/personal-data', `integrations/\${${integrationId}}`],
    ['DELETE /orders/personal-data', `integrations/\${${integrationId}}`],
    ['POST /orders/{orderId}/fulfilments', `integrations/\${${integrationId}}`],
    ['PATCH /orders/{orderId}/fulfilments/{fulfilmentId}', `integrations/\${${integrationId}}`],
    ['POST /orders/{orderId}/returns', `integrations/\${${integrationId}}`],
  ]);
});

test('each route permits API Gateway one stage, one method and one path', () => {
  const api = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${idOf(httpApi)}}`;
  expect(propertiesOf(template, PERMISSION).map(({ SourceArn }) => subOf(SourceArn))).toEqual([
    `${api}/prod/POST/orders`,
    `${api}/prod/GET/orders/{orderId}`,
    `${api}/prod/GET/orders`,
    `${api}/prod/PATCH/orders/{orderId}`,
    `${api}/prod/DELETE/orders/{orderId}/personal-data`,
    `${api}/prod/DELETE/orders/personal-data`,
    `${api}/prod/POST/orders/{orderId}/fulfilments`,
    `${api}/prod/PATCH/orders/{orderId}/fulfilments/{fulfilmentId}`,
    `${api}/prod/POST/orders/{orderId}/returns`,
  ]);
});

test('each route permits API Gateway to invoke the function and nothing else', () => {
  for (const { SourceArn, ...permission } of propertiesOf(template, PERMISSION)) {
    expect(permission).toEqual({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [idOf(handler), 'Arn'] },
    });
  }
});

test('a route that is off has neither a route nor a permission', () => {
  const { template: some } = added([{ route: GET_ORDER, callers: 'staff' }]);
  expect(propertiesOf(some, ROUTE).map(({ RouteKey }) => RouteKey)).toEqual(['GET /orders/{orderId}']);
  expect(propertiesOf(some, PERMISSION).map(({ SourceArn }) => subOf(SourceArn))).toEqual([expect.stringMatching(/\/prod\/GET\/orders\/\{orderId\}$/)]);
});

test('each route is put behind its own authorizer, with its own scopes', () => {
  const jwt = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
  const { template: protectedRoutes } = added([
    { route: CREATE_ORDER, callers: 'staff', authorizer: new HttpIamAuthorizer() },
    { route: GET_ORDER, callers: 'staff', authorizer: jwt, authorizationScopes: ['orders/read'] },
  ]);
  const [authorizerId] = Object.keys(protectedRoutes.findResources('AWS::ApiGatewayV2::Authorizer'));
  expect(propertiesOf(protectedRoutes, ROUTE)).toEqual([
    expect.objectContaining({ RouteKey: 'POST /orders', AuthorizationType: 'AWS_IAM' }),
    expect.objectContaining({
      RouteKey: 'GET /orders/{orderId}', AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizerId }, AuthorizationScopes: ['orders/read'],
    }),
  ]);
});
