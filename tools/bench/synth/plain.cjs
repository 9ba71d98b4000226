/*
 * What the one-line app makes, written with the CDK's own constructs: the measure of what the library adds.
 */
'use strict';

const path = require('node:path');
const { App, Aws, CfnOutput, Duration, RemovalPolicy, Stack, Tags } = require('aws-cdk-lib');
const apigatewayv2 = require('aws-cdk-lib/aws-apigatewayv2');
const { HttpLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');

const loadedAt = performance.now();
const assets = path.join(path.dirname(require.resolve('cdk-order-processing-api/package.json')), 'assets/handler/orders.lambda');
const app = new App({ outdir: process.argv[2], analyticsReporting: false });
const stack = new Stack(app, 'Shop');
const removalPolicy = RemovalPolicy.DESTROY;
const retention = logs.RetentionDays.TWO_WEEKS;

const table = new dynamodb.TableV2(stack, 'Table', {
  tableName: 'ecommerce-orders-dev-orders',
  partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
  billing: dynamodb.Billing.onDemand(),
  encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy,
});
const handlerLogGroup = new logs.LogGroup(stack, 'HandlerLogGroup', { logGroupName: '/aws/lambda/ecommerce-orders-dev-order-processor', retention, removalPolicy });
const role = new iam.Role(stack, 'Role', { roleName: 'ecommerce-orders-dev-lambda-role', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }));
role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [handlerLogGroup.logGroupArn] }));
const handler = new lambda.Function(stack, 'Function', {
  functionName: 'ecommerce-orders-dev-order-processor',
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(assets),
  role,
  architecture: lambda.Architecture.ARM_64,
  memorySize: 256,
  timeout: Duration.seconds(30),
  environment: { ORDERS_TABLE_NAME: table.tableName, ENVIRONMENT: 'dev' },
  loggingFormat: lambda.LoggingFormat.JSON,
  logGroup: handlerLogGroup,
});
const httpApi = new apigatewayv2.HttpApi(stack, 'Api', {
  apiName: 'ecommerce-orders-dev-orders-api',
  corsPreflight: { allowOrigins: ['*'], allowMethods: [apigatewayv2.CorsHttpMethod.POST], allowHeaders: ['Content-Type'], maxAge: Duration.minutes(5) },
  createDefaultStage: false,
});
const accessLogGroup = new logs.LogGroup(stack, 'AccessLogGroup', { logGroupName: '/aws/vendedlogs/apigateway/ecommerce-orders-dev-orders-api', retention, removalPolicy });
const stage = new apigatewayv2.HttpStage(stack, 'Stage', {
  httpApi,
  stageName: 'dev',
  autoDeploy: true,
  throttle: { rateLimit: 10_000, burstLimit: 5_000 },
  accessLogSettings: { destination: new apigatewayv2.LogGroupLogDestination(accessLogGroup) },
});
httpApi.addRoutes({ path: '/orders', methods: [apigatewayv2.HttpMethod.POST], integration: new HttpLambdaIntegration('Integration', handler) });
const outputs = { Endpoint: `${stage.url}/orders`, Table: table.tableName, Arn: handler.functionArn, Name: handler.functionName, ApiId: httpApi.apiId };
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, `${name}Output`, { value, exportName: `${Aws.STACK_NAME}-${name}` });
Tags.of(stack).add('Project', 'ecommerce-orders');
Tags.of(stack).add('Environment', 'dev');
app.synth();
console.log(JSON.stringify({ loadMs: loadedAt, synthMs: performance.now() - loadedAt }));
