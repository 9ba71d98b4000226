import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { OrderAccess } from './order-access';
import { OrderAlarmOptions } from './order-alarm-options';
import { OrderApiDeployment } from './order-api-deployment';
import { OrderEnvironment } from './order-environment';
import { OrderProvisionedConcurrency } from './order-provisioned-concurrency';
import { OrderReplica } from './order-replica';
import { OrderRoute } from './order-route';

/**
 * Properties of an `OrderProcessingApi`. All of them are optional: the defaults are a public,
 * unauthenticated order intake in the DEV environment.
 *
 * A value outside of what a property accepts fails at synth, before the first resource is made, with a
 * message that names the property, the value and what is accepted. Tokens are left to AWS to check, but in the name of
 * `environment` and in `outputPrefix`, which must be known at synth. What `StringParameter.valueFromLookup` stands for is checked
 * once the CDK CLI has looked it up.
 *
 * @example
 * import { OrderEnvironment, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   projectName: 'book-shop',
 *   environment: OrderEnvironment.PROD,
 *   corsPreflight: { allowOrigins: ['https://shop.example.com'] },
 * });
 */
export interface OrderProcessingApiProps {
  /**
   * Base name of all resources and the value of their `Project` tag, for example `ecommerce-orders`.
   * Lowercase letters, digits and hyphens; together with `environmentSuffix` at most 47 characters,
   * so that the function's name keeps within Lambda's 64. Another one on a running stack replaces the table, whose orders the API then no
   * longer knows, the log groups and the dead-letter queue: `docs/guide/names.md` of the repository says how to keep the orders.
   *
   * @default 'ecommerce-orders'
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
   */
  readonly projectName?: string;

  /**
   * The environment: names the stage (and so is part of the URL), is the value of the `Environment`
   * tag, and sets the defaults of `removalPolicy`, `deletionProtection` and `logRetention`.
   * `OrderEnvironment.custom('uat', OrderEnvironment.STAGING)` is one of your own name. Another one on a running stack replaces the stage,
   * and so the URL. Without `environmentSuffix` it replaces what that does, the table among it.
   *
   * @default OrderEnvironment.DEV
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  readonly environment?: OrderEnvironment;

  /**
   * Second part of every name, so that several copies live in one account, for example `pr-42`.
   * Lowercase letters, digits and hyphens. Another one on a running stack replaces the table, the log groups and the dead-letter queue,
   * as another `projectName` does.
   *
   * @default - the name of the environment, such as `dev`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly environmentSuffix?: string;

  /**
   * Leaves the names of table, role, function and function log group to CloudFormation. Set it to
   * deploy the same app to two regions of one account (role names are global), or to let a change
   * replace a resource without a clash. Changing it on a running stack replaces the table, the log groups and the dead-letter queue, as another
   * `projectName` does.
   *
   * @default false - names made of `projectName` and `environmentSuffix`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly generatedNames?: boolean;

  /**
   * What becomes of the table, the log groups and the dead-letter queue of `eventBus`, so far as they are made here,
   * when they leave the stack. What was retained keeps its name: to create the stack anew, import or delete it first,
   * or set `generatedNames`. `SNAPSHOT` is refused, since none has snapshots. `DESTROY` does not outdo `deletionProtection`.
   *
   * @default - `DESTROY` in DEV and STAGING. In PROD `RETAIN` for the table, and `RETAIN_ON_UPDATE_OR_DELETE` for the others, which a
   * first deployment that fails takes away again
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the table until this is switched off.
   *
   * @default - off in DEV and STAGING, on in PROD
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
   */
  readonly deletionProtection?: boolean;

  /**
   * One key of yours for the table, the log groups and the dead-letter queue of `eventBus`, so far as they are made
   * here. It needs a stack whose region is
   * known at synth, since the CDK renders a table's key for one. The key's policy gets a statement for each log group
   * that lets CloudWatch Logs use the key for that log group alone; an imported key cannot get it, and a warning
   * (`cdk-order-processing-api:importedKeyPolicy`) says what it must hold. The function may decrypt by the key,
   * through DynamoDB alone; the one that publishes to `eventBus` through DynamoDB and SQS alone. An alias is taken for its key,
   * and refused where it is imported by its name alone, since IAM finds no key by an alias.
   *
   * @default - the key that AWS manages for DynamoDB, and the encryption that every log group has
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Further regions in which the table has an active replica, for example `[{ region: 'eu-west-1' }]`: others than the
   * stack's own, each once. The API itself is deployed to a region by a stack there, which brings the replica as its
   * `table`. Writes reach other regions within a second or so, and of two at once to one order the last one stays: the
   * promises that this API makes of a write hold within a region. Needs a stack whose region is known at synth. With
   * `encryptionKey` each replica needs an `encryptionKey` of its own region. AWS adds or removes one replica with each update of a
   * table that is there, so that each change of this list by more than one region takes several deployments.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html
   */
  readonly replicas?: OrderReplica[];

  /**
   * A table of yours that takes the orders, in the account and region of the stack. It must have the partition key
   * `orderId` (a string) and no sort key and, with `OrderRoute.listOrders()`, the index `OrdersByCustomer` (`customerId`
   * and `createdAt`, both strings, all attributes projected), which is checked of a table that this app makes; an
   * imported one cannot be looked into at synth. It is left as it is: `deletionProtection` and `replicas`
   * fail beside it. If it has a key of yours, it must say so by its `encryptionKey`; with `eventBus` it
   * must have a stream of new and old images. Bringing one to a running stack takes the construct's own table out of the stack: it stays, with
   * its orders, or is deleted, by the `removalPolicy` that was deployed before. The table of the CloudFormation template that this library replaces can be
   * brought with its orders in it: `docs/guide/migrate.md` of the repository says how.
   *
   * @default - a table of its own
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
   */
  readonly table?: dynamodb.ITable;

  /**
   * A role of yours that the function runs with, of the stack's account. Lambda must be allowed to assume it, which is checked of
   * a role that this app makes. It gets an
   * inline policy with what the function needs, for which the function waits. `role.withoutPolicyUpdates()`, or
   * `mutable: false` of an imported one, opts out: `grants.orderProcessing` then hands the statements to something else.
   *
   * @default - a role of its own, which may do what the routes need
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   */
  readonly role?: iam.IRole;

  /**
   * A log group of yours for the API's access log, in the account and region of the stack. It is left as it is. Under
   * `/aws/vendedlogs/` its name keeps it out of CloudWatch Logs' resource policy, which has no room for the log groups
   * of many APIs. Bringing one to a running stack takes the construct's own out of the stack.
   *
   * @default - a log group of its own under `/aws/vendedlogs/apigateway/`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * A log group of yours for the function, in the account and region of the stack. It is left as it is. Bringing one to a running stack takes
   * the construct's own out of the stack. Of one whose class is not `STANDARD` CloudWatch takes no metrics out: with it there are no
   * `businessMetrics`. The class of an imported one is not known at synth.
   *
   * @default - a log group of its own, `/aws/lambda/` and the function's name
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
   */
  readonly handlerLogGroup?: logs.ILogGroup;

  /**
   * Memory of the function in MiB, a whole number from 128 to 10240. Its share of a CPU grows with it.
   *
   * @default 256
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memorySize?: number;

  /**
   * How long the function may run, whole seconds from 1 to 900. API Gateway itself gives up after 30 seconds.
   *
   * @default Duration.seconds(30)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
   */
  readonly timeout?: Duration;

  /**
   * How many requests the function may work on at once, a whole number from 1 to 2147483647. As many of the account's
   * concurrent executions are kept for it, and it never takes more; what comes beyond is answered 503. AWS refuses a
   * number that would leave the account's other functions fewer than 100.
   *
   * @default - what the account has left: none kept, and no limit of its own
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * The VPC that the function joins. It needs a way to DynamoDB there: the VPC's gateway endpoint for DynamoDB, or a
   * NAT gateway. Its role gets what Lambda needs to put network interfaces there, for Lambda alone. The function that publishes to `eventBus` joins it too, and needs a way to
   * EventBridge: the interface endpoint for EventBridge, or a NAT gateway.
   *
   * @default - no VPC of yours: the function runs in one of Lambda's
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of `vpc` that the function joins, 1 to 16, for example
   * `{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }`. A public subnet is refused, since a function has no public
   * address. Needs `vpc`.
   *
   * @default - the private subnets with a way out, or else the isolated ones
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function's network interfaces, 1 to 5. They must let HTTPS out to DynamoDB; nothing
   * needs to come in. Needs `vpc`.
   *
   * @default - a group of the function's own, which lets nothing in, and out HTTPS alone
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * How long the logs of the function and of the API's access are kept, in log groups that are made here.
   *
   * @default - 14 days in DEV, 30 days in STAGING, 365 days in PROD
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Finds data of the given kinds in all log groups and masks it for whoever lacks `logs:Unmask`: a second net for
   * identifiers that slip into a log, and for the caller's IP address, which the access log holds. One policy serves
   * all groups. CloudWatch Logs bills the data that it scans.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;

  /**
   * The least level at which a line of the function reaches its log group. The function writes one line for each
   * request: `INFO` for one that was met, `WARN` for a refused one, `ERROR` for a fault of ours or of DynamoDB. The
   * metrics of orders are in these lines: above `INFO` those of accepted orders are lost, above `WARN` those of
   * refused ones too.
   *
   * @default - ApplicationLogLevel.INFO, Lambda's own default
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly applicationLogLevel?: lambda.ApplicationLogLevel;

  /**
   * The least level at which a line of Lambda itself, such as the start and report of each invocation, reaches the
   * function's log group.
   *
   * @default - SystemLogLevel.INFO, Lambda's own default
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly systemLogLevel?: lambda.SystemLogLevel;

  /**
   * The X-Ray tracing mode of the function, and of the one that publishes to `eventBus`. With `Tracing.ACTIVE` Lambda
   * sends a trace of each sampled invocation: its time in Lambda and in the function, in one piece. A trace begins at
   * the function, since HTTP APIs have no X-Ray. With `Tracing.PASS_THROUGH` Lambda takes on the tracing header of
   * whoever invokes the function directly, and samples nothing by itself. With either the role gets what X-Ray asks
   * for.
   *
   * @default Tracing.DISABLED
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Cross-origin requests that browsers may make. Each field that is left out keeps its default;
   * `allowOrigins: []` switches CORS off. An origin is of `https://` or `http://` and has no path and no trailing slash. `*`, `https://*` and
   * `http://*` are any origin. `allowMethods` and `allowHeaders` must include the methods and headers of the routes and of their
   * authorizers, `maxAge` is from 0 to 86,400 seconds, and `allowCredentials` needs named origins.
   *
   * @default - any origin, the methods of the routes and `OPTIONS`, the headers `Content-Type`, `X-Amz-Date`,
   * `Authorization`, `X-Api-Key`, those of the routes (`Idempotency-Key`, `If-Match`) and those of their authorizers (with IAM
   * `X-Amz-Security-Token` and `X-Amz-Content-Sha256`), the response headers of
   * the routes exposed, no credentials, 300 seconds
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
   */
  readonly corsPreflight?: apigatewayv2.CorsPreflightOptions;

  /**
   * Throttle of the stage: `rateLimit` in requests per second, above 0, and `burstLimit` in
   * requests, a whole number from 1. Both are needed: API Gateway takes a missing half for 0 and refuses
   * every request. In PROD the default is warned of where a route is open to anybody
   * (`cdk-order-processing-api:throttleAtAccountQuota`), who could use up what all APIs of the account share.
   *
   * @default - 10,000 requests per second and a burst of 5,000, the quotas of an AWS account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * A domain of your own for the API, which the construct maps to its stage. `ordersUrl` and the output
   * `ApiGatewayEndpoint` follow it. Its `domainName` must be a regional one in the API's account and region, and the record
   * in your DNS that leads to it is yours to make. Its `mappingKey` is the path where the API begins, so that several APIs
   * can share a domain, for example `shop/v1`: orders are then at `/shop/v1/orders`. 1 to 300 letters, digits and
   * `$-_.+!*'()`, with slashes between them. Without a `mappingKey` the API has the whole domain.
   *
   * @default - the address that API Gateway gives out
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
   */
  readonly domainMapping?: apigatewayv2.DomainMappingOptions;

  /**
   * Whether the address that API Gateway gives out is closed, so that callers come by `domainMapping` alone and nobody
   * goes around what stands in front of it. Needs `domainMapping`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html
   */
  readonly disableExecuteApiEndpoint?: boolean;

  /**
   * The routes that the API has: at least one, each at most once, in any order. A route that reads or changes orders
   * is for customers or staff, by its own `access` or that of the API. The function's role may do what these routes do,
   * and nothing else.
   *
   * @default [OrderRoute.createOrder()]
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  readonly routes?: OrderRoute[];

  /**
   * Who may call the routes that name no `access` of their own: `OrderAccess.guests()`, who place orders and do nothing else,
   * `OrderAccess.customers(authorizer)`, who place, see and cancel their own orders, with staff among them, or
   * `OrderAccess.staff(authorizer)`, who are trusted with every order.
   *
   * @default - guests: anybody may place orders, which synth warns of in production
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly access?: OrderAccess;

  /**
   * Whether the function counts accepted, replayed and rejected orders and sums up their value, in members of the log
   * line that each request has anyway. CloudWatch asks a price for each such metric and month in which it has data.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
   */
  readonly businessMetrics?: boolean;

  /**
   * Makes alarms on errors, latency and throttles, and with `eventBus` on events that are late or lost: when they go off
   * and what they run. `{}` makes them with their defaults and no action.
   *
   * @default - no alarms, but with `deployment` those of `{}`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  readonly alarms?: OrderAlarmOptions;

  /**
   * The bus that gets an event for each order that is placed (`OrderCreated`) and each change of an order's status
   * (`OrderStatusChanged`): at least once, and for each order in order. They come from the table's stream, so none is
   * missed and no request waits for them; their source is `{projectName}.orders`. The bus may be of another account
   * that lets this one in, but must be of this region. With a table that replicates to other regions, set it in one
   * region alone, since each region's stream shows every order. Without it again, the dead-letter queue and the log group of the events go
   * out of the stack. The format is in `docs/guide/order-events.md` of the repository and
   * in `order-events.schema.json` of the package.
   *
   * @default - no events, and no stream on the table
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
   */
  readonly eventBus?: events.IEventBus;

  /**
   * Makes a dashboard: traffic, outcomes and value of the orders, latency, errors, throttles, the table's consumption,
   * and the state of the alarms when there are any. Its name is global in an account: for two regions of one account
   * set `generatedNames`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  readonly dashboard?: boolean;

  /**
   * Environments of the function that are kept initialised: on the alias `live`, which the API then calls in place of
   * the function. Each is billed for as long as it is kept. They count towards the concurrency of the account and
   * of the function.
   *
   * @default - none: a request that finds no idle environment waits for a new one
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   */
  readonly provisionedConcurrency?: OrderProvisionedConcurrency;

  /**
   * How a new version of the function takes over: `OrderApiDeployment.canary()`, `linear()` or `allAtOnce()`. The API
   * calls the alias `live`. CodeDeploy moves it, and moves it back when the deployment fails or one of the alarms
   * `serverErrors`, `latency` and `functionErrors` goes off; they are there then, with or without `alarms`. While
   * one of them is on, no deployment goes through.
   *
   * @default - the API calls the function itself: a new version takes all requests as soon as it is deployed
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
   */
  readonly deployment?: OrderApiDeployment;

  /**
   * Whether the stack gets the outputs `ApiGatewayEndpoint`, `DynamoDBTableName`, `LambdaFunctionArn`,
   * `LambdaFunctionName` and `ApiGatewayId`, exported as `{stack}-ApiEndpoint`, `-OrdersTable`,
   * `-LambdaArn`, `-LambdaName` and `-ApiId`.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
   */
  readonly outputs?: boolean;

  /**
   * Put before the key of each output and before the last part of each export name, so that a second
   * instance finds room in the same stack. A letter followed by letters and digits, at most 200
   * characters, for example `Wholesale`.
   *
   * @default - no prefix
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
   */
  readonly outputPrefix?: string;
}
