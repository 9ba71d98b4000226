import { App, CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { EventBus } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { Construct } from 'constructs';
import { OrderAccess, OrderApiDeployment, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../src';
import { idOf, ordersStack, outputsOf, propertiesOf, resourcesOf, subOf, templateOf } from './support/orders-stack';
import { OperationId } from '../src/contract';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const FUNCTION = 'AWS::Lambda::Function';
const PERMISSION = 'AWS::Lambda::Permission';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const API = 'AWS::ApiGatewayV2::Api';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const STAGE = 'AWS::ApiGatewayV2::Stage';

const CORS = {
  AllowCredentials: false,
  AllowHeaders: ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', 'Idempotency-Key'],
  AllowMethods: ['POST', 'OPTIONS'],
  AllowOrigins: ['*'],
  ExposeHeaders: ['Location', 'Idempotency-Replayed', 'Retry-After'],
  MaxAge: 300,
};

/** Context of an app that `cdk init` makes. */
const RECOMMENDED_FLAGS: Record<string, unknown> = recommendedFlags;

const { stack: oneLineStack, orders: oneLine } = ordersStack();
const oneLineTemplate = Template.fromStack(oneLineStack);

/** Tags of a resource as an object, in whichever of the three places its type keeps them. */
function tagsOf(properties: Record<string, unknown>): Record<string, string> | undefined {
  const [replica] = (properties.Replicas ?? []) as { Tags: unknown }[];
  const tags = replica?.Tags ?? properties.Tags;
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags as Record<string, string> | undefined;
}

/** The different sets of tags that resources of a type have. */
function distinctTags(template: Template, type: string): unknown[] {
  return [...new Set(propertiesOf(template, type).map((properties) => JSON.stringify(tagsOf(properties))))].map((tags) => JSON.parse(tags ?? 'null'));
}

function logGroupNames(template: Template): string[] {
  return propertiesOf(template, LOG_GROUP).map(({ LogGroupName }) => subOf(LogGroupName)).sort();
}

/** Type and deletion policy of everything that holds data. */
function deletionPolicies(template: Template): string[] {
  return Object.values(resourcesOf(template))
    .filter(({ Type }) => [TABLE, LOG_GROUP].includes(Type))
    .flatMap(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy].map(String));
}

/** The statements of the one policy, their resources as texts. */
function statementsOf(template: Template): unknown[] {
  const [{ PolicyDocument }, ...others] = propertiesOf(template, POLICY);
  expect(others).toEqual([]);
  const { Statement } = PolicyDocument as { Statement: { Resource: unknown }[] };
  return Statement.map((statement) => ({ ...statement, Resource: subOf(statement.Resource) }));
}

describe('the one-line example', () => {
  test('has a table on demand, with the key orderId', () => {
    oneLineTemplate.hasResourceProperties(TABLE, {
      TableName: 'ecommerce-orders-dev-orders',
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      WriteProvisionedThroughputSettings: Match.absent(),
    });
  });

  test('encrypts the table and recovers it to any point in time, in every replica', () => {
    oneLineTemplate.hasResourceProperties(TABLE, {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [Match.objectLike({ Region: { Ref: 'AWS::Region' }, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
    });
  });

  test('has a role that Lambda alone may assume', () => {
    oneLineTemplate.resourceCountIs(ROLE, 1);
    oneLineTemplate.hasResourceProperties(ROLE, {
      RoleName: 'ecommerce-orders-dev-lambda-role',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
  });

  test('lets the role put orders and write its own logs, and nothing else', () => {
    oneLineTemplate.resourceCountIs(POLICY, 1);
    oneLineTemplate.hasResourceProperties(POLICY, {
      Roles: [{ Ref: idOf(oneLine.role) }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'CreateOrders',
            Effect: 'Allow',
            Action: 'dynamodb:PutItem',
            Resource: { 'Fn::GetAtt': [idOf(oneLine.table), 'Arn'] },
          },
          {
            Sid: 'WriteOwnLogs',
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [idOf(oneLine.handlerLogGroup), 'Arn'] },
          },
        ],
      },
    });
  });

  test('writes no wildcard into any policy', () => {
    const policies = [ROLE, POLICY, PERMISSION].flatMap((type) => propertiesOf(oneLineTemplate, type));
    expect(policies).toHaveLength(3);
    expect(JSON.stringify(policies)).not.toContain('*');
  });

  test('attaches no managed policy and no inline policy', () => {
    oneLineTemplate.hasResourceProperties(ROLE, { ManagedPolicyArns: Match.absent(), Policies: Match.absent(), PermissionsBoundary: Match.absent() });
    oneLineTemplate.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('runs the function on Node.js 24 and arm64 with 256 MiB for at most 30 seconds', () => {
    oneLineTemplate.resourceCountIs(FUNCTION, 1);
    oneLineTemplate.hasResourceProperties(FUNCTION, {
      FunctionName: 'ecommerce-orders-dev-order-processor',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 30,
      Role: { 'Fn::GetAtt': [idOf(oneLine.role), 'Arn'] },
    });
  });

  test('ships the handler as an asset, not in line', () => {
    oneLineTemplate.hasResourceProperties(FUNCTION, { Code: { S3Key: Match.anyValue(), ZipFile: Match.absent() } });
  });

  test('gives the function its table and its environment, and no other variable', () => {
    oneLineTemplate.hasResourceProperties(FUNCTION, {
      Environment: { Variables: Match.objectEquals({ ORDERS_TABLE_NAME: { Ref: idOf(oneLine.table) }, ENVIRONMENT: 'dev' }) },
    });
  });

  test('logs JSON to the function\'s own log group', () => {
    oneLineTemplate.hasResourceProperties(FUNCTION, { LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: idOf(oneLine.handlerLogGroup) } } });
  });

  test('lets API Gateway invoke the function for stage, method and path alone', () => {
    oneLineTemplate.resourceCountIs(PERMISSION, 1);
    oneLineTemplate.hasResourceProperties(PERMISSION, {
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [idOf(oneLine.handler), 'Arn'] },
    });
    expect(subOf(propertiesOf(oneLineTemplate, PERMISSION)[0].SourceArn))
      .toBe(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${idOf(oneLine.httpApi)}}/dev/POST/orders`);
  });

  test('has an HTTP API that answers preflight requests', () => {
    oneLineTemplate.resourceCountIs(API, 1);
    oneLineTemplate.hasResourceProperties(API, {
      Name: 'ecommerce-orders-dev-orders-api',
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.objectEquals(CORS),
    });
  });

  test('hands requests to the function with payload format 2.0', () => {
    oneLineTemplate.resourceCountIs(INTEGRATION, 1);
    oneLineTemplate.hasResourceProperties(INTEGRATION, {
      ApiId: { Ref: idOf(oneLine.httpApi) },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [idOf(oneLine.handler), 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  test('has the route POST /orders and no other', () => {
    oneLineTemplate.resourceCountIs(ROUTE, 1);
    oneLineTemplate.hasResourceProperties(ROUTE, { ApiId: { Ref: idOf(oneLine.httpApi) }, RouteKey: 'POST /orders', AuthorizationType: 'NONE' });
    const [integrationId] = Object.keys(oneLineTemplate.findResources(INTEGRATION));
    expect(subOf(propertiesOf(oneLineTemplate, ROUTE)[0].Target)).toBe(`integrations/\${${integrationId}}`);
  });

  test('deploys the stage by itself, throttled at the account quotas of AWS', () => {
    oneLineTemplate.resourceCountIs(STAGE, 1);
    oneLineTemplate.hasResourceProperties(STAGE, {
      ApiId: { Ref: idOf(oneLine.httpApi) },
      StageName: 'dev',
      AutoDeploy: true,
      DefaultRouteSettings: Match.objectEquals({ ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 }),
    });
  });

  test('logs access to its own log group under /aws/vendedlogs/', () => {
    oneLineTemplate.hasResourceProperties(STAGE, {
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': [idOf(oneLine.accessLogGroup!), 'Arn'] }, Format: Match.stringLikeRegexp('"requestId"') },
    });
    expect(logGroupNames(oneLineTemplate)).toEqual([
      '/aws/lambda/ecommerce-orders-dev-order-processor',
      '/aws/vendedlogs/apigateway/ecommerce-orders-dev-orders-api',
    ]);
  });

  test('keeps both log groups 14 days', () => {
    oneLineTemplate.resourcePropertiesCountIs(LOG_GROUP, { RetentionInDays: 14 }, 2);
  });

  test.each([TABLE, ROLE, FUNCTION, LOG_GROUP, API, STAGE])('tags every %s with project and environment', (type) => {
    expect(distinctTags(oneLineTemplate, type)).toEqual([{ Project: 'ecommerce-orders', Environment: 'dev' }]);
  });

  test('leaves untagged only what cannot carry tags', () => {
    const untagged = Object.values(resourcesOf(oneLineTemplate)).filter(({ Properties }) => tagsOf(Properties) === undefined).map(({ Type }) => Type);
    expect(untagged.sort()).toEqual([INTEGRATION, ROUTE, POLICY, PERMISSION].sort());
  });

  test('has five outputs', () => {
    const outputs = Object.entries(outputsOf(oneLineTemplate)).map(([key, { Value, Export }]) => [key, subOf(Value), subOf(Export.Name)]);
    expect(outputs).toEqual([
      ['ApiGatewayEndpoint', `https://\${${idOf(oneLine.httpApi)}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/dev/orders`, '${AWS::StackName}-ApiEndpoint'],
      ['DynamoDBTableName', `\${${idOf(oneLine.table)}}`, '${AWS::StackName}-OrdersTable'],
      ['LambdaFunctionArn', `\${${idOf(oneLine.handler)}.Arn}`, '${AWS::StackName}-LambdaArn'],
      ['LambdaFunctionName', `\${${idOf(oneLine.handler)}}`, '${AWS::StackName}-LambdaName'],
      ['ApiGatewayId', `\${${idOf(oneLine.httpApi)}}`, '${AWS::StackName}-ApiId'],
    ]);
  });

  test('raises neither a warning nor an error', () => {
    const annotations = Annotations.fromStack(oneLineStack);
    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });
});

describe('projectName', () => {
  const template = templateOf({ projectName: 'shop' });

  test('begins every name', () => {
    template.hasResourceProperties(TABLE, { TableName: 'shop-dev-orders' });
    template.hasResourceProperties(ROLE, { RoleName: 'shop-dev-lambda-role' });
    template.hasResourceProperties(FUNCTION, { FunctionName: 'shop-dev-order-processor' });
    template.hasResourceProperties(API, { Name: 'shop-dev-orders-api' });
    expect(logGroupNames(template)).toEqual(['/aws/lambda/shop-dev-order-processor', '/aws/vendedlogs/apigateway/shop-dev-orders-api']);
  });

  test.each([TABLE, ROLE, FUNCTION, LOG_GROUP, API, STAGE])('is the Project tag of every %s', (type) => {
    expect(distinctTags(template, type)).toEqual([{ Project: 'shop', Environment: 'dev' }]);
  });

  test('wins over a Project tag of the app around it', () => {
    const { stack } = ordersStack({ projectName: 'shop' });
    Tags.of(stack).add('Project', 'platform');
    expect(distinctTags(Template.fromStack(stack), FUNCTION)).toEqual([{ Project: 'shop', Environment: 'dev' }]);
  });
});

describe('environment', () => {
  describe.each([
    { environment: OrderEnvironment.DEV, name: 'dev', table: 'Delete', logs: 'Delete', protection: false, days: 14 },
    { environment: OrderEnvironment.STAGING, name: 'staging', table: 'Delete', logs: 'Delete', protection: false, days: 30 },
    { environment: OrderEnvironment.PROD, name: 'prod', table: 'Retain', logs: 'RetainExceptOnCreate', protection: true, days: 365 },
  ])('$name', ({ environment, name, table, logs: ofLogs, protection, days }) => {
    const { stack, orders } = ordersStack({ environment });
    const template = Template.fromStack(stack);

    test('names the stage and describes it', () => {
      template.hasResourceProperties(STAGE, { StageName: name, Description: `Deployment stage for ${name} environment` });
    });

    test('is part of the URL and of the invoke permission', () => {
      expect(subOf(stack.resolve(orders.ordersUrl))).toMatch(new RegExp(`/${name}/orders$`));
      expect(subOf(propertiesOf(template, PERMISSION)[0].SourceArn)).toMatch(new RegExp(`/${name}/POST/orders$`));
    });

    test('is told to the function', () => {
      template.hasResourceProperties(FUNCTION, { Environment: { Variables: { ENVIRONMENT: name } } });
    });

    test('is the second part of the names', () => {
      template.hasResourceProperties(TABLE, { TableName: `ecommerce-orders-${name}-orders` });
    });

    test('is the Environment tag', () => {
      expect(distinctTags(template, FUNCTION)).toEqual([{ Project: 'ecommerce-orders', Environment: name }]);
    });

    test(`sets the deletion policy ${table} on the table and ${ofLogs} on both log groups`, () => {
      template.allResources(TABLE, { DeletionPolicy: table });
      template.allResources(LOG_GROUP, { DeletionPolicy: ofLogs });
    });

    test(`switches deletion protection ${protection ? 'on' : 'off'}`, () => {
      template.hasResourceProperties(TABLE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: protection })] });
    });

    test(`keeps logs ${days} days`, () => {
      template.resourcePropertiesCountIs(LOG_GROUP, { RetentionInDays: days }, 2);
    });
  });
});

describe('environmentSuffix', () => {
  const template = templateOf({ environmentSuffix: 'pr-42' });

  test('is the second part of every name', () => {
    template.hasResourceProperties(TABLE, { TableName: 'ecommerce-orders-pr-42-orders' });
    template.hasResourceProperties(ROLE, { RoleName: 'ecommerce-orders-pr-42-lambda-role' });
    template.hasResourceProperties(FUNCTION, { FunctionName: 'ecommerce-orders-pr-42-order-processor' });
    template.hasResourceProperties(API, { Name: 'ecommerce-orders-pr-42-orders-api' });
    expect(logGroupNames(template)).toEqual([
      '/aws/lambda/ecommerce-orders-pr-42-order-processor',
      '/aws/vendedlogs/apigateway/ecommerce-orders-pr-42-orders-api',
    ]);
  });

  test('changes neither the stage nor the tags nor the function\'s environment', () => {
    template.hasResourceProperties(STAGE, { StageName: 'dev', Tags: { Project: 'ecommerce-orders', Environment: 'dev' } });
    template.hasResourceProperties(FUNCTION, { Environment: { Variables: { ENVIRONMENT: 'dev' } } });
  });
});

describe('generatedNames', () => {
  const template = templateOf({ generatedNames: true });

  test('leaves the names of table, role, function and its log group to CloudFormation', () => {
    template.hasResourceProperties(TABLE, { TableName: Match.absent() });
    template.hasResourceProperties(ROLE, { RoleName: Match.absent() });
    template.hasResourceProperties(FUNCTION, { FunctionName: Match.absent() });
    template.resourcePropertiesCountIs(LOG_GROUP, { LogGroupName: Match.absent() }, 1);
  });

  test('keeps the API\'s name and the prefix of the access log group', () => {
    template.hasResourceProperties(API, { Name: 'ecommerce-orders-dev-orders-api' });
    const named = propertiesOf(template, LOG_GROUP).filter(({ LogGroupName }) => LogGroupName !== undefined);
    expect(named.map(({ LogGroupName }) => subOf(LogGroupName))).toEqual([
      expect.stringMatching(/^\/aws\/vendedlogs\/apigateway\/\$\{AWS::StackName\}-[0-9a-f]{8}$/),
    ]);
  });

  test('needs no more than CAPABILITY_IAM, since no IAM resource has a name of its own', () => {
    const iamResources = Object.values(resourcesOf(template)).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
    expect(iamResources.map(({ Type }) => Type)).toEqual([ROLE, POLICY]);
    template.hasResourceProperties(ROLE, { RoleName: Match.absent(), Path: Match.absent() });
    template.templateMatches(Match.not(Match.objectLike({ Transform: Match.anyValue() })));
  });

  test('still tags with the project', () => {
    expect(distinctTags(template, FUNCTION)).toEqual([{ Project: 'ecommerce-orders', Environment: 'dev' }]);
  });

  test('makes room for a second instance of the same project in the stack', () => {
    const { stack } = ordersStack({ generatedNames: true });
    new OrderProcessingApi(stack, 'Wholesale', { generatedNames: true, outputPrefix: 'Wholesale' });
    const named = propertiesOf(Template.fromStack(stack), LOG_GROUP).filter(({ LogGroupName }) => LogGroupName !== undefined);
    expect(new Set(named.map(({ LogGroupName }) => subOf(LogGroupName))).size).toBe(2);
  });
});

describe('removalPolicy', () => {
  test.each([
    { removalPolicy: RemovalPolicy.RETAIN, environment: OrderEnvironment.DEV, policies: ['Retain', 'Retain'] },
    { removalPolicy: RemovalPolicy.DESTROY, environment: OrderEnvironment.PROD, policies: ['Delete', 'Delete'] },
    { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, environment: OrderEnvironment.DEV, policies: ['RetainExceptOnCreate', 'Retain'] },
  ])('$removalPolicy in $environment holds for the table and both log groups', ({ removalPolicy, environment, policies }) => {
    expect(deletionPolicies(templateOf({ removalPolicy, environment }))).toEqual([...policies, ...policies, ...policies]);
  });

  test('left out in PROD, the table stays in any case, and what a deployment made that then failed goes: the next one finds its names free', () => {
    const props = { eventBus: EventBus.fromEventBusName(new Stack(), 'Bus', 'shop'), deployment: OrderApiDeployment.canary() };
    const retained = Object.values(resourcesOf(templateOf({ environment: OrderEnvironment.PROD, ...props })))
      .filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
    expect(retained.map(({ Type, DeletionPolicy, UpdateReplacePolicy }) => [Type, DeletionPolicy, UpdateReplacePolicy].join(' ')).sort()).toEqual([
      'AWS::DynamoDB::GlobalTable Retain Retain',
      'AWS::Lambda::Version RetainExceptOnCreate Retain',
      'AWS::Logs::LogGroup RetainExceptOnCreate Retain',
      'AWS::Logs::LogGroup RetainExceptOnCreate Retain',
      'AWS::Logs::LogGroup RetainExceptOnCreate Retain',
      'AWS::SQS::Queue RetainExceptOnCreate Retain',
    ]);
  });

  test('leaves deletion protection to its own prop', () => {
    templateOf({ removalPolicy: RemovalPolicy.DESTROY, environment: OrderEnvironment.PROD })
      .hasResourceProperties(TABLE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })] });
  });
});

describe('deletionProtection', () => {
  test.each([
    { deletionProtection: true, environment: OrderEnvironment.DEV },
    { deletionProtection: false, environment: OrderEnvironment.PROD },
  ])('$deletionProtection wins over the default of $environment', ({ deletionProtection, environment }) => {
    templateOf({ deletionProtection, environment })
      .hasResourceProperties(TABLE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: deletionProtection })] });
  });
});

test('memorySize sets the memory of the function', () => {
  templateOf({ memorySize: 1024 }).hasResourceProperties(FUNCTION, { MemorySize: 1024, Timeout: 30 });
});

test('timeout sets the time limit of the function', () => {
  templateOf({ timeout: Duration.minutes(2) }).hasResourceProperties(FUNCTION, { MemorySize: 256, Timeout: 120 });
});

describe('logRetention', () => {
  test('sets how long both log groups are kept', () => {
    templateOf({ logRetention: logs.RetentionDays.THREE_MONTHS, environment: OrderEnvironment.PROD })
      .resourcePropertiesCountIs(LOG_GROUP, { RetentionInDays: 90 }, 2);
  });

  test('keeps logs for ever when INFINITE', () => {
    templateOf({ logRetention: logs.RetentionDays.INFINITE }).resourcePropertiesCountIs(LOG_GROUP, { RetentionInDays: Match.absent() }, 2);
  });
});

describe('corsPreflight', () => {
  test.each<{ name: string; corsPreflight: apigatewayv2.CorsPreflightOptions; expected: Partial<typeof CORS> }>([
    { name: 'allowOrigins', corsPreflight: { allowOrigins: ['https://shop.example.com'] }, expected: { AllowOrigins: ['https://shop.example.com'] } },
    { name: 'allowHeaders', corsPreflight: { allowHeaders: ['Content-Type', 'Idempotency-Key', 'X-Tenant'] }, expected: { AllowHeaders: ['Content-Type', 'Idempotency-Key', 'X-Tenant'] } },
    { name: 'allowMethods', corsPreflight: { allowMethods: [apigatewayv2.CorsHttpMethod.ANY] }, expected: { AllowMethods: ['*'] } },
    { name: 'exposeHeaders', corsPreflight: { exposeHeaders: ['Location'] }, expected: { ExposeHeaders: ['Location'] } },
    { name: 'maxAge', corsPreflight: { maxAge: Duration.hours(1) }, expected: { MaxAge: 3600 } },
    { name: 'no field', corsPreflight: {}, expected: {} },
    {
      name: 'allowCredentials and allowOrigins',
      corsPreflight: { allowCredentials: true, allowOrigins: ['https://shop.example.com', 'http://localhost:3000'] },
      expected: { AllowCredentials: true, AllowOrigins: ['https://shop.example.com', 'http://localhost:3000'] },
    },
    { name: 'fields that are undefined', corsPreflight: { allowOrigins: undefined, allowMethods: undefined, maxAge: undefined }, expected: {} },
  ])('with $name keeps the defaults of the other fields', ({ corsPreflight, expected }) => {
    templateOf({ corsPreflight }).hasResourceProperties(API, { CorsConfiguration: Match.objectEquals({ ...CORS, ...expected }) });
  });

  test('without any origin switches CORS off', () => {
    templateOf({ corsPreflight: { allowOrigins: [] } }).hasResourceProperties(API, { CorsConfiguration: Match.absent() });
  });
});

test('throttle sets rate and burst of the stage', () => {
  templateOf({ throttle: { rateLimit: 0.5, burstLimit: 1 } })
    .hasResourceProperties(STAGE, { DefaultRouteSettings: Match.objectEquals({ ThrottlingRateLimit: 0.5, ThrottlingBurstLimit: 1 }) });
});

describe('routes', () => {
  /** What the role may do for a route, by the reference that an index adds to the table's ARN. */
  const NEEDS: Record<OperationId, { statements: { sid: string; action: string | string[]; index?: string }[]; routeKey: string }> = {
    createOrder: { statements: [{ sid: 'CreateOrders', action: 'dynamodb:PutItem' }], routeKey: 'POST /orders' },
    getOrder: { statements: [{ sid: 'GetOrders', action: 'dynamodb:GetItem' }], routeKey: 'GET /orders/{orderId}' },
    listOrders: { statements: [{ sid: 'ListOrders', action: 'dynamodb:Query', index: '/index/OrdersByCustomer' }], routeKey: 'GET /orders' },
    updateOrderStatus: { statements: [{ sid: 'UpdateOrders', action: 'dynamodb:UpdateItem' }], routeKey: 'PATCH /orders/{orderId}' },
    eraseOrder: { statements: [{ sid: 'EraseOrders', action: ['dynamodb:GetItem', 'dynamodb:PutItem'] }], routeKey: 'DELETE /orders/{orderId}/personal-data' },
    eraseCustomer: {
      statements: [
        { sid: 'FindOrdersToErase', action: 'dynamodb:Query', index: '/index/OrdersByCustomer' },
        { sid: 'EraseOrdersOfCustomers', action: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
      ],
      routeKey: 'DELETE /orders/personal-data',
    },
    createFulfilment: {
      statements: [{ sid: 'CreateFulfilments', action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] }], routeKey: 'POST /orders/{orderId}/fulfilments',
    },
    updateFulfilment: {
      statements: [{ sid: 'UpdateFulfilments', action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] }],
      routeKey: 'PATCH /orders/{orderId}/fulfilments/{fulfilmentId}',
    },
    createReturn: { statements: [{ sid: 'CreateReturns', action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] }], routeKey: 'POST /orders/{orderId}/returns' },
  };
  /** Whether a change of status looks at fulfilments first. */
  const looksAtFulfilments = (subset: readonly OperationId[]) => subset.includes('createFulfilment') && subset.includes('updateOrderStatus');
  const operations = Object.keys(NEEDS) as OperationId[];
  const ofBackOffice: OperationId[] = ['createFulfilment', 'updateFulfilment', 'createReturn'];
  const subsets = operations
    .filter((operation) => !ofBackOffice.includes(operation))
    .reduce<OperationId[][]>((smaller, operation) => [...smaller, ...smaller.map((subset) => [...subset, operation])], [[]])
    .filter((subset) => subset.length > 0)
    .filter((subset) => subset.includes('listOrders') || !subset.includes('eraseCustomer')) // whose index it needs
    .concat([['createReturn'], ['createFulfilment', 'updateFulfilment'], ['updateOrderStatus', ...ofBackOffice], operations]);

  describe.each(subsets.map((subset) => ({ name: subset.join(', '), subset })))('$name', ({ subset }) => {
    // Listed backwards: the template must not depend on the order.
    const routes = subset.map((operation) => OrderRoute[operation]()).reverse();
    const { stack, orders } = ordersStack({ routes, access: OrderAccess.staff(new apigatewayv2.HttpNoneAuthorizer()) });
    const template = Template.fromStack(stack);

    test('are on the API, and no other', () => {
      expect(propertiesOf(template, ROUTE).map(({ RouteKey }) => RouteKey)).toEqual(subset.map((operation) => NEEDS[operation].routeKey));
    });

    test('are what the role may do, and nothing else, besides writing its own logs', () => {
      const table = `\${${idOf(orders.table)}.Arn}`;
      expect(statementsOf(template)).toEqual([
        ...subset.flatMap((operation) => NEEDS[operation].statements).map(({ sid, action, index = '' }) => (
          { Sid: sid, Effect: 'Allow', Action: action, Resource: `${table}${index}` }
        )),
        ...looksAtFulfilments(subset) ? [{ Sid: 'ReadFulfilments', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table }] : [],
        { Sid: 'WriteOwnLogs', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `\${${idOf(orders.handlerLogGroup)}.Arn}` },
      ]);
    });

    test('write no wildcard into any policy', () => {
      const policies = [ROLE, POLICY, PERMISSION].flatMap((type) => propertiesOf(template, type));
      expect(policies).toHaveLength(2 + subset.length);
      expect(JSON.stringify(policies)).not.toContain('*');
    });

    test('may each invoke the function for stage, method and path alone', () => {
      expect(propertiesOf(template, PERMISSION).map(({ SourceArn }) => subOf(SourceArn))).toEqual(subset.map((operation) => (
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${idOf(orders.httpApi)}}/dev/${NEEDS[operation].routeKey.replace(' ', '')}`
      )));
    });

    test('share one integration', () => {
      const [integrationId, ...others] = Object.keys(template.findResources(INTEGRATION));
      expect(others).toEqual([]);
      expect(propertiesOf(template, ROUTE).map(({ Target }) => subOf(Target))).toEqual(subset.map(() => `integrations/\${${integrationId}}`));
    });

    const listing = subset.includes('listOrders');
    test(`${listing ? 'have an' : 'pay for no'} index by customer and time`, () => {
      template.hasResourceProperties(TABLE, {
        KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: !listing ? Match.absent() : [{
          IndexName: 'OrdersByCustomer',
          KeySchema: [{ AttributeName: 'customerId', KeyType: 'HASH' }, { AttributeName: 'createdAt', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'ALL' },
        }],
        AttributeDefinitions: ['orderId', ...listing ? ['customerId', 'createdAt'] : []].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      });
    });
  });

  test('set what CORS allows and exposes, besides what the reference template does', () => {
    templateOf({ routes: OrderRoute.standard(), access: OrderAccess.staff(new apigatewayv2.HttpNoneAuthorizer()) }).hasResourceProperties(API, {
      CorsConfiguration: Match.objectEquals({
        ...CORS,
        AllowHeaders: [...CORS.AllowHeaders, 'If-Match'],
        AllowMethods: ['POST', 'GET', 'PATCH', 'OPTIONS'],
        ExposeHeaders: [...CORS.ExposeHeaders, 'ETag'],
      }),
    });
  });

  test('that are the default make the template of the one-line example', () => {
    expect(templateOf({ routes: [OrderRoute.createOrder()] }).toJSON()).toEqual(oneLineTemplate.toJSON());
  });

  test('are the same API whichever is listed first', () => {
    const open = { access: OrderAccess.staff(new apigatewayv2.HttpNoneAuthorizer()) };
    const [routes, reversed] = [OrderRoute.standard(), OrderRoute.standard().reverse()];
    expect(templateOf({ routes: reversed, ...open }).toJSON()).toEqual(templateOf({ routes, ...open }).toJSON());
  });
});

describe('outputs', () => {
  test('false leaves the stack without outputs', () => {
    expect(outputsOf(templateOf({ outputs: false }))).toEqual({});
  });

  test('false makes room for a second instance without outputPrefix', () => {
    const { stack } = ordersStack();
    new OrderProcessingApi(stack, 'Wholesale', { projectName: 'wholesale', outputs: false });
    expect(Object.keys(outputsOf(Template.fromStack(stack)))).toHaveLength(5);
  });
});

describe('outputPrefix', () => {
  test('begins keys and the last part of the export names', () => {
    const outputs = Object.entries(outputsOf(templateOf({ outputPrefix: 'Wholesale' }))).map(([key, { Export }]) => [key, subOf(Export.Name)]);
    expect(outputs).toEqual([
      ['WholesaleApiGatewayEndpoint', '${AWS::StackName}-WholesaleApiEndpoint'],
      ['WholesaleDynamoDBTableName', '${AWS::StackName}-WholesaleOrdersTable'],
      ['WholesaleLambdaFunctionArn', '${AWS::StackName}-WholesaleLambdaArn'],
      ['WholesaleLambdaFunctionName', '${AWS::StackName}-WholesaleLambdaName'],
      ['WholesaleApiGatewayId', '${AWS::StackName}-WholesaleApiId'],
    ]);
  });

  test('makes room for a second instance in the same stack', () => {
    const { stack, orders } = ordersStack();
    const wholesale = new OrderProcessingApi(stack, 'Wholesale', { projectName: 'wholesale', outputPrefix: 'Wholesale' });
    const outputs = outputsOf(Template.fromStack(stack));
    expect(Object.keys(outputs)).toHaveLength(10);
    expect(subOf(outputs.DynamoDBTableName.Value)).toBe(`\${${idOf(orders.table)}}`);
    expect(subOf(outputs.WholesaleDynamoDBTableName.Value)).toBe(`\${${idOf(wholesale.table)}}`);
  });
});

test('a prop that is undefined keeps its default, as jsii languages send it', () => {
  const everyPropUndefined: Record<keyof OrderProcessingApiProps, undefined> = {
    projectName: undefined,
    personalDataInEvents: undefined,
    environment: undefined,
    environmentSuffix: undefined,
    generatedNames: undefined,
    removalPolicy: undefined,
    deletionProtection: undefined,
    encryptionKey: undefined,
    replicas: undefined,
    table: undefined,
    role: undefined,
    accessLogGroup: undefined,
    handlerLogGroup: undefined,
    memorySize: undefined,
    timeout: undefined,
    reservedConcurrentExecutions: undefined,
    vpc: undefined,
    vpcSubnets: undefined,
    securityGroups: undefined,
    logRetention: undefined,
    dataProtectionPolicy: undefined,
    applicationLogLevel: undefined,
    systemLogLevel: undefined,
    tracing: undefined,
    corsPreflight: undefined,
    throttle: undefined,
    domainMapping: undefined,
    disableExecuteApiEndpoint: undefined,
    routes: undefined,
    access: undefined,
    customFields: undefined,
    prices: undefined,
    stock: undefined,
    businessMetrics: undefined,
    alarms: undefined,
    eventBus: undefined,
    dashboard: undefined,
    outputs: undefined,
    provisionedConcurrency: undefined,
    deployment: undefined,
    outputPrefix: undefined,
  };
  expect(templateOf(everyPropUndefined).toJSON()).toEqual(oneLineTemplate.toJSON());
});

describe('members', () => {
  test.each<[string, (orders: OrderProcessingApi) => unknown, string]>([
    ['table', ({ table }) => table.tableName, TABLE],
    ['role', ({ role }) => role.roleName, ROLE],
    ['handler', ({ handler }) => handler.functionName, FUNCTION],
    ['httpApi', ({ httpApi }) => httpApi.apiId, API],
    ['stage', ({ stage }) => stage.node.defaultChild, STAGE],
    ['accessLogGroup', ({ accessLogGroup }) => accessLogGroup!.logGroupName, LOG_GROUP],
    ['handlerLogGroup', ({ handlerLogGroup }) => handlerLogGroup.logGroupName, LOG_GROUP],
  ])('%s is a resource of the template', (_member, read, type) => {
    const value = read(oneLine);
    const id = value instanceof apigatewayv2.CfnStage ? oneLineStack.resolve(value.logicalId) : oneLineStack.resolve(value).Ref;
    expect(resourcesOf(oneLineTemplate)[id]).toMatchObject({ Type: type });
  });

  test('the two log groups are not the same', () => {
    expect(idOf(oneLine.accessLogGroup!)).not.toBe(idOf(oneLine.handlerLogGroup));
  });

  test('ordersUrl is the value of the endpoint output', () => {
    expect(oneLineStack.resolve(oneLine.ordersUrl)).toEqual(outputsOf(oneLineTemplate).ApiGatewayEndpoint.Value);
  });

  test('table grants what a consumer asks for, and leaves our role as it is', () => {
    const { stack, orders } = ordersStack();
    const report = new iam.Role(stack, 'Report', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    orders.table.grant(report, 'dynamodb:GetItem');
    const template = Template.fromStack(stack);
    template.hasResourceProperties(POLICY, {
      Roles: [{ Ref: idOf(report) }],
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'dynamodb:GetItem' })] },
    });
    template.hasResourceProperties(POLICY, {
      Roles: [{ Ref: idOf(orders.role) }],
      PolicyDocument: { Statement: [Match.objectLike({ Sid: 'CreateOrders' }), Match.objectLike({ Sid: 'WriteOwnLogs' })] },
    });
  });

  test('handler grants invocation', () => {
    const { stack, orders } = ordersStack();
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    orders.handler.grantInvoke(caller);
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      Roles: [{ Ref: idOf(caller) }],
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'lambda:InvokeFunction' })] },
    });
  });

  test('addRoutes takes a further route, with a permission of its own', () => {
    const { stack, orders } = ordersStack();
    orders.addRoutes({
      path: '/health',
      methods: [apigatewayv2.HttpMethod.GET],
      integration: new HttpLambdaIntegration('Health', new lambda.Function(stack, 'HealthFunction', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 204 });'),
      })),
    });
    const template = Template.fromStack(stack);
    expect(propertiesOf(template, ROUTE).map(({ RouteKey }) => RouteKey)).toEqual(['POST /orders', 'GET /health']);
    template.resourceCountIs(PERMISSION, 2);
  });

  test('ordersUrl serves another stack of the app', () => {
    const app = new App();
    const orders = new OrderProcessingApi(new Stack(app, 'Shop'), 'Orders');
    const website = new Stack(app, 'Website');
    new CfnOutput(website, 'Url', { value: orders.ordersUrl });
    expect(JSON.stringify(outputsOf(Template.fromStack(website)).Url.Value)).toContain('Fn::ImportValue');
  });
});

describe('synthesis', () => {
  test('gives the same template each time', () => {
    expect(templateOf().toJSON()).toEqual(oneLineTemplate.toJSON());
  });

  test('is the same with the feature flags that a new app has on', () => {
    const { stack } = ordersStack({}, {}, RECOMMENDED_FLAGS);
    expect(Template.fromStack(stack).toJSON()).toEqual(oneLineTemplate.toJSON());
  });

  test.each([
    { name: 'any environment', env: undefined, partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' },
    { name: 'a region of AWS', env: { account: '111111111111', region: 'eu-central-1' }, partition: 'aws', region: 'eu-central-1', account: '111111111111' },
    { name: 'a region of China', env: { account: '222222222222', region: 'cn-north-1' }, partition: 'aws-cn', region: 'cn-north-1', account: '222222222222' },
  ])('works for $name', ({ env, partition, region, account }) => {
    const { stack, orders } = ordersStack({}, { env }, RECOMMENDED_FLAGS);
    const template = Template.fromStack(stack);
    const api = `\${${idOf(orders.httpApi)}}`;
    expect(subOf(propertiesOf(template, PERMISSION)[0].SourceArn)).toBe(`arn:${partition}:execute-api:${region}:${account}:${api}/dev/POST/orders`);
    expect(subOf(outputsOf(template).ApiGatewayEndpoint.Value)).toBe(`https://${api}.execute-api.${region}.\${AWS::URLSuffix}/dev/orders`);
    expect(subOf((propertiesOf(template, TABLE)[0].Replicas as { Region: unknown }[])[0].Region)).toBe(region);
  });

  test('puts one app into two environments without a clash', () => {
    const app = new App();
    const stacks = [undefined, { region: 'cn-north-1' }].map((env, index) => new Stack(app, `Shop${index}`, { env }));
    for (const stack of stacks) new OrderProcessingApi(stack, 'Orders', { generatedNames: true });
    const templates = stacks.map((stack) => resourcesOf(Template.fromStack(stack)));
    expect(Object.keys(templates[0])).toEqual(Object.keys(templates[1]));
  });

  test('works in a scope deeper than the stack, with the same output keys', () => {
    const stack = new Stack(new App(), 'Shop');
    new OrderProcessingApi(new Construct(stack, 'Backend'), 'Orders');
    expect(Object.keys(outputsOf(Template.fromStack(stack)))).toEqual(Object.keys(outputsOf(oneLineTemplate)));
  });
});
