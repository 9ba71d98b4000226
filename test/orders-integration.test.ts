import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { idOf, propertiesOf, subOf } from './orders-stack';
import { OrdersIntegration } from '../src/orders-integration';

const stack = new Stack(new App(), 'Shop');
const target = new LambdaFunction(stack, 'Target', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({});'),
});
const api = new HttpApi(stack, 'Api', { createDefaultStage: false });
const routeScope = { stageName: 'prod', method: 'POST', path: '/orders' };
api.addRoutes({ path: '/orders', methods: [HttpMethod.POST], integration: new OrdersIntegration('Integration', target, routeScope) });
const template = Template.fromStack(stack);

test('is a Lambda proxy with payload format 2.0', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: { 'Fn::GetAtt': [idOf(target), 'Arn'] },
    PayloadFormatVersion: '2.0',
  });
});

test('permits API Gateway one stage, one method and one path', () => {
  const permissions = propertiesOf(template, 'AWS::Lambda::Permission');
  expect(permissions.map(({ SourceArn }) => subOf(SourceArn))).toEqual([
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${idOf(api)}}/prod/POST/orders`,
  ]);
});

test('permits API Gateway to invoke and nothing else', () => {
  template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
});
