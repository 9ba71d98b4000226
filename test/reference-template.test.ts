/*
 * The facts of the CloudFormation template that this library replaces, taken from it by hand, and its
 * faults. Deployed as its own instructions deploy it: ecommerce-orders, dev, test123.
 */
import { Match, Template } from 'aws-cdk-lib/assertions';
import { idOf, ordersStack, outputsOf, propertiesOf, resourcesOf, subOf, templateOf } from './support/orders-stack';

const REFERENCE = {
  names: [
    { resource: 'AWS::DynamoDB::GlobalTable', property: 'TableName', name: 'ecommerce-orders-test123-orders' },
    { resource: 'AWS::IAM::Role', property: 'RoleName', name: 'ecommerce-orders-test123-lambda-role' },
    { resource: 'AWS::Lambda::Function', property: 'FunctionName', name: 'ecommerce-orders-test123-order-processor' },
    { resource: 'AWS::ApiGatewayV2::Api', property: 'Name', name: 'ecommerce-orders-test123-orders-api' },
    { resource: 'AWS::ApiGatewayV2::Stage', property: 'StageName', name: 'dev' },
  ],
  tags: { Project: 'ecommerce-orders', Environment: 'dev' },
  environmentVariables: ['ORDERS_TABLE_NAME', 'ENVIRONMENT'],
  descriptions: { api: 'HTTP API for e-commerce order processing', stage: 'Deployment stage for dev environment' },
  cors: {
    AllowCredentials: false,
    AllowHeaders: ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key'],
    AllowMethods: ['POST', 'OPTIONS'],
    AllowOrigins: ['*'],
    MaxAge: 300,
  },
  accessLog: {
    requestId: '$context.requestId',
    ip: '$context.identity.sourceIp',
    requestTime: '$context.requestTime',
    httpMethod: '$context.httpMethod',
    routeKey: '$context.routeKey',
    status: '$context.status',
    protocol: '$context.protocol',
    responseLength: '$context.responseLength',
  },
  outputs: [
    { key: 'ApiGatewayEndpoint', suffix: '-ApiEndpoint', description: 'HTTP API Gateway endpoint URL for order submission' },
    { key: 'DynamoDBTableName', suffix: '-OrdersTable', description: 'DynamoDB table name for storing orders' },
    { key: 'LambdaFunctionArn', suffix: '-LambdaArn', description: 'Lambda function ARN for order processing' },
    { key: 'LambdaFunctionName', suffix: '-LambdaName', description: 'Lambda function name' },
    { key: 'ApiGatewayId', suffix: '-ApiId', description: 'API Gateway ID' },
  ],
};

const { stack, orders } = ordersStack({ environmentSuffix: 'test123' });
const template = Template.fromStack(stack);

function only(type: string, from = template): Record<string, unknown> {
  const all = propertiesOf(from, type);
  expect(all).toHaveLength(1);
  return all[0];
}

describe('what the reference template does works here', () => {
  test.each(REFERENCE.names)('$resource has the $property $name', ({ resource, property, name }) => {
    expect(only(resource)[property]).toBe(name);
  });

  test('the access log group keeps its name, under the prefix that needs no resource policy', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/apigateway/ecommerce-orders-test123-orders-api',
      RetentionInDays: 14,
    });
  });

  test('table: key, recovery and encryption', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      SSESpecification: { SSEEnabled: true },
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
    });
  });

  test('table and access log group go with the stack', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  test('function: memory, time limit and environment variables', () => {
    const { MemorySize, Timeout, Environment } = only('AWS::Lambda::Function') as { MemorySize: number; Timeout: number; Environment: { Variables: object } };
    expect({ MemorySize, Timeout }).toEqual({ MemorySize: 256, Timeout: 30 });
    expect(Object.keys(Environment.Variables)).toEqual(REFERENCE.environmentVariables);
  });

  test('API: protocol, description and CORS', () => {
    const { CorsConfiguration, ...api } = only('AWS::ApiGatewayV2::Api') as { CorsConfiguration: typeof REFERENCE.cors };
    expect(api).toMatchObject({ ProtocolType: 'HTTP', Description: REFERENCE.descriptions.api });
    expect(CorsConfiguration).toMatchObject({ ...REFERENCE.cors, AllowHeaders: expect.arrayContaining(REFERENCE.cors.AllowHeaders) });
  });

  test('API: allows the header of safe retries besides, and nothing else', () => {
    const { CorsConfiguration } = only('AWS::ApiGatewayV2::Api') as { CorsConfiguration: typeof REFERENCE.cors };
    expect(CorsConfiguration.AllowHeaders).toEqual([...REFERENCE.cors.AllowHeaders, 'Idempotency-Key']);
  });

  test('integration: proxy with payload format 2.0', () => {
    expect(only('AWS::ApiGatewayV2::Integration')).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  });

  test('route: POST /orders without an authorizer', () => {
    expect(only('AWS::ApiGatewayV2::Route')).toMatchObject({ RouteKey: 'POST /orders', AuthorizationType: 'NONE' });
  });

  test('stage: auto deploy and description', () => {
    expect(only('AWS::ApiGatewayV2::Stage')).toMatchObject({ AutoDeploy: true, Description: REFERENCE.descriptions.stage, Tags: REFERENCE.tags });
  });

  test('access log: every field, with the same variable', () => {
    const { AccessLogSettings } = only('AWS::ApiGatewayV2::Stage') as { AccessLogSettings: { Format: string } };
    expect(JSON.parse(AccessLogSettings.Format)).toMatchObject(REFERENCE.accessLog);
  });

  test('permission: API Gateway invokes, for this API', () => {
    const { SourceArn, ...permission } = only('AWS::Lambda::Permission');
    expect(permission).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
    expect(subOf(SourceArn)).toContain(`:\${${idOf(orders.httpApi)}}/`);
  });

  test.each(REFERENCE.outputs)('output $key is exported as the stack\'s name and $suffix', ({ key, suffix, description }) => {
    const output = outputsOf(template)[key];
    expect(output).toMatchObject({ Description: description });
    expect(subOf(output.Export.Name)).toBe(`\${AWS::StackName}${suffix}`);
  });

  test('the endpoint is the URL that its curl order goes to', () => {
    expect(subOf(outputsOf(template).ApiGatewayEndpoint.Value))
      .toMatch(/^https:\/\/\$\{\w+\}\.execute-api\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/dev\/orders$/);
  });
});

describe('faults of the reference template that do not come back', () => {
  test('the billing mode is one that DynamoDB has', () => {
    expect(['PAY_PER_REQUEST', 'PROVISIONED']).toContain(only('AWS::DynamoDB::GlobalTable').BillingMode);
  });

  test('the runtime is not Python, and no code stands in the template', () => {
    expect(only('AWS::Lambda::Function').Runtime).toBe('nodejs24.x');
    expect(JSON.stringify(template.toJSON())).not.toMatch(/python|ZipFile/i);
  });

  test('the permission names one route, not every stage and method', () => {
    expect(subOf(only('AWS::Lambda::Permission').SourceArn)).toMatch(/\/dev\/POST\/orders$/);
  });

  test('the role has no managed policy that writes to every log group', () => {
    expect(only('AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
    expect(JSON.stringify(template.toJSON())).not.toContain('AWSLambdaBasicExecutionRole');
  });

  test('the role may neither read nor change an order', () => {
    expect(JSON.stringify(only('AWS::IAM::Policy'))).not.toMatch(/dynamodb:(?!PutItem")/);
  });

  test('the function\'s logs expire too', () => {
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 14 }, 2);
  });

  test('ARNs name no partition by hand, so other partitions work', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('arn:aws:');
  });

  describe('with generatedNames', () => {
    const generated = templateOf({ generatedNames: true });

    test('one account takes the app in two regions, since the role has no name', () => {
      expect(only('AWS::IAM::Role', generated)).not.toHaveProperty('RoleName');
    });

    test('CAPABILITY_IAM suffices: no IAM resource has a name, no macro runs', () => {
      const { Transform, ...rest } = generated.toJSON();
      expect(Transform).toBeUndefined();
      expect(JSON.stringify(rest)).not.toMatch(/"(RoleName|UserName|GroupName|ManagedPolicyName|InstanceProfileName)"/);
      expect(Object.values(resourcesOf(generated)).filter(({ Type }) => Type.startsWith('AWS::IAM::')).map(({ Type }) => Type))
        .toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
    });
  });
});
