import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from './order-environment';
import { OrderRoute } from './order-route';

/**
 * Properties of an `OrderProcessingApi`. All of them are optional: the defaults are a public,
 * unauthenticated order intake in the DEV environment.
 *
 * A value outside of what a property accepts fails at synth, before the first resource is made, with a
 * message that names the property, the value and what is accepted. Tokens are left to AWS to check, but in
 * `environment` and `outputPrefix`, which must be known at synth.
 */
export interface OrderProcessingApiProps {
  /**
   * Base name of all resources and the value of their `Project` tag, for example `ecommerce-orders`.
   * Lowercase letters, digits and hyphens; together with `environmentSuffix` at most 47 characters,
   * so that the function's name keeps within Lambda's 64.
   *
   * @default 'ecommerce-orders'
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
   */
  readonly projectName?: string;

  /**
   * The environment: names the stage (and so is part of the URL), is the value of the `Environment`
   * tag, and sets the defaults of `removalPolicy`, `deletionProtection` and `logRetention`.
   *
   * @default OrderEnvironment.DEV
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  readonly environment?: OrderEnvironment;

  /**
   * Second part of every name, so that several copies live in one account, for example `pr-42`.
   * Lowercase letters, digits and hyphens.
   *
   * @default - the environment: `dev`, `staging` or `prod`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly environmentSuffix?: string;

  /**
   * Leaves the names of table, role, function and function log group to CloudFormation. Set it to
   * deploy the same app to two regions of one account (role names are global), or to let a change
   * replace a resource without a clash. Changing it on a running stack replaces the table.
   *
   * @default false - names made of `projectName` and `environmentSuffix`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
   */
  readonly generatedNames?: boolean;

  /**
   * What becomes of the table and both log groups when they leave the stack. What was retained keeps its
   * name: to create the stack anew, import or delete it first, or set `generatedNames`. `SNAPSHOT` is
   * refused, since neither has snapshots. `DESTROY` does not outdo `deletionProtection`.
   *
   * @default - `DESTROY` in DEV and STAGING, `RETAIN` in PROD
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
   * How long the logs of the function and of the API's access are kept.
   *
   * @default - 14 days in DEV, 30 days in STAGING, 365 days in PROD
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Cross-origin requests that browsers may make. Each field that is left out keeps its default;
   * `allowOrigins: []` switches CORS off. An origin has no path and no trailing slash, `allowMethods` must
   * include the methods of the routes, `maxAge` is from 0 to 86,400 seconds, and `allowCredentials` needs named
   * origins.
   *
   * @default - any origin, the methods of the routes and `OPTIONS`, the headers `Content-Type`, `X-Amz-Date`,
   * `Authorization`, `X-Api-Key` and those of the routes (`Idempotency-Key`, `If-Match`), the response headers of
   * the routes exposed, no credentials, 300 seconds
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
   */
  readonly corsPreflight?: apigatewayv2.CorsPreflightOptions;

  /**
   * Throttle of the stage: `rateLimit` in requests per second, above 0, and `burstLimit` in
   * requests, a whole number from 1. Both are needed: API Gateway takes a missing half for 0 and refuses
   * every request.
   *
   * @default - 10,000 requests per second and a burst of 5,000, the quotas of an AWS account
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * The routes that the API has: at least one, each at most once, in any order. A route that reads or changes orders
   * needs an authorizer, its own or that of the API; `new HttpNoneAuthorizer()` leaves it open on purpose. The
   * function's role may do what these routes do, and nothing else.
   *
   * @default [OrderRoute.createOrder()]
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  readonly routes?: OrderRoute[];

  /**
   * Lets callers in, on every route that names no authorizer of its own: a JWT, Cognito user pool, IAM or Lambda
   * authorizer, made for this API alone; `new HttpNoneAuthorizer()` leaves those routes open on purpose. Without
   * `customerIdClaim`, whoever it lets in may do with every order what the routes offer.
   *
   * @default - none: anybody may place orders
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly authorizer?: apigatewayv2.IHttpRouteAuthorizer;

  /**
   * OAuth scopes of which a token must have one, for example `orders/read`: printable ASCII characters but spaces,
   * double quotes and backslashes. AWS takes at most 10 for a route. Every route asks for them but one with scopes
   * of its own, or with an authorizer of its own that knows none. Only JWT and user pool authorizers know scopes;
   * with another `authorizer` they fail at synth.
   *
   * @default - any valid token will do
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];

  /**
   * The claim of a JWT, or the field of a Lambda authorizer's context, that holds the caller's `customerId`, for
   * example `sub`; 1 to 128 printable ASCII characters. With it, callers place, see and cancel orders of their
   * own alone, and somebody else's order is answered like one that does not exist. Needs a JWT, user pool or
   * Lambda authorizer on each route but an open `OrderRoute.createOrder()`, where guests order.
   *
   * @default - callers are not told apart
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly customerIdClaim?: string;

  /**
   * The OAuth scope of staff, for example `orders/admin`: whoever holds it sees every order and moves it to any
   * status that can follow. Printable ASCII characters but spaces, double quotes and backslashes. A Lambda
   * authorizer gives it in its context's `scope`. Needs `customerIdClaim`. It opens no route by itself: where there
   * are `authorizationScopes`, a token of staff needs one of them too.
   *
   * @default - nobody: with `customerIdClaim` every caller is a customer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly adminScope?: string;

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
