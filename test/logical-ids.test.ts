/*
 * Logical ids are a contract: a stack in the field that gets another one replaces the resource, and with
 * the table its orders. Whoever has to change this table writes a migration, not a test.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { outputsOf, resourcesOf, templateOf } from './orders-stack';
import { OrderEnvironment, OrderProcessingApiProps } from '../src';

const LOGICAL_IDS = {
  OrdersOrdersTable07F5E64F: 'AWS::DynamoDB::GlobalTable',
  OrdersHandlerLogGroupA9F13DC7: 'AWS::Logs::LogGroup',
  OrdersLambdaRoleA178531C: 'AWS::IAM::Role',
  OrdersLambdaRoleDefaultPolicy71EB7D9F: 'AWS::IAM::Policy',
  OrdersOrderProcessor555E19DA: 'AWS::Lambda::Function',
  OrdersHttpApiB144261E: 'AWS::ApiGatewayV2::Api',
  OrdersHttpApiPOSTordersOrdersIntegration0A96A2C4: 'AWS::ApiGatewayV2::Integration',
  OrdersHttpApiPOSTordersInvokePermission584DBA45: 'AWS::Lambda::Permission',
  OrdersHttpApiPOSTorders4612A01B: 'AWS::ApiGatewayV2::Route',
  OrdersAccessLogGroup4E77399C: 'AWS::Logs::LogGroup',
  OrdersStage55A61187: 'AWS::ApiGatewayV2::Stage',
};

const EVERY_PROP: Required<OrderProcessingApiProps> = {
  projectName: 'shop',
  environment: OrderEnvironment.PROD,
  environmentSuffix: 'blue',
  generatedNames: true,
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  memorySize: 512,
  timeout: Duration.seconds(10),
  logRetention: RetentionDays.ONE_WEEK,
  corsPreflight: { allowOrigins: [] },
  throttle: { rateLimit: 100, burstLimit: 50 },
  outputs: true,
  outputPrefix: 'Wholesale',
};

function typesById(props?: OrderProcessingApiProps): Record<string, string> {
  return Object.fromEntries(Object.entries(resourcesOf(templateOf(props))).map(([id, { Type }]) => [id, Type]));
}

test('the one-line example has these logical ids and no others', () => {
  expect(typesById()).toEqual(LOGICAL_IDS);
});

test('no prop moves a logical id', () => {
  expect(typesById(EVERY_PROP)).toEqual(LOGICAL_IDS);
});

test('the outputs have the keys of the reference template', () => {
  expect(Object.keys(outputsOf(templateOf())).sort()).toEqual([
    'ApiGatewayEndpoint', 'ApiGatewayId', 'DynamoDBTableName', 'LambdaFunctionArn', 'LambdaFunctionName',
  ]);
});
