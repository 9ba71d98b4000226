/*
 * One cause is reported as one fault, however many props, routes or checks it touches.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogGroupClass } from 'aws-cdk-lib/aws-logs';
import { OrderAccess, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { ordersStack } from '../support/orders-stack';
import { newStack, refusalOf } from '../support/refusals';

const jwt = () => new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] });
const inFrankfurt = () => new Stack(newStack().node.root as never, 'Frankfurt', { env: { account: '111122223333', region: 'eu-central-1' } });
const key = (scope: Stack, id: string, region: string) => Key.fromKeyArn(scope, id, `arn:aws:kms:${region}:111122223333:key/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d`);
const FOUR_ROUTES = 'OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders() and OrderRoute.updateOrderStatus()';
const THREE_ROUTES = 'OrderRoute.getOrder(), OrderRoute.listOrders() and OrderRoute.updateOrderStatus()';

interface Case {
  readonly name: string;
  readonly props: (stack: Stack) => OrderProcessingApiProps;
  readonly message: string;
  /** Makes the stack. */
  readonly stack?: () => Stack;
}

test.each<Case>([
  {
    name: 'no access on routes that guests may not call',
    props: () => ({ routes: OrderRoute.standard() }),
    message: `access of ${THREE_ROUTES} must be OrderAccess.customers(authorizer) or OrderAccess.staff(authorizer), since guests may not read or change orders, got none`,
  },
  {
    name: 'something else than an OrderAccess as the access of all routes',
    props: () => ({ routes: OrderRoute.standard(), access: 'guests' as unknown as OrderAccess }),
    message: 'access must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got "guests"',
  },
  {
    name: 'an access of its own that several routes share',
    props: () => ({ routes: OrderRoute.standard({ access: OrderAccess.customers(new HttpIamAuthorizer()) }) }),
    message: `access of ${FOUR_ROUTES} for customers needs a JWT, user pool or Lambda authorizer, which identifies the customer, got HttpIamAuthorizer`,
  },
  {
    name: 'a misspelt option of several routes',
    props: () => ({
      routes: [OrderRoute.createOrder, OrderRoute.getOrder, OrderRoute.eraseOrder]
        .map((make) => make({ acess: OrderAccess.staff(jwt()) } as never)),
      access: OrderAccess.staff(jwt()),
    }),
    message: 'OrderRoute.createOrder(), OrderRoute.getOrder() and OrderRoute.eraseOrder() must only have the options access, '
      + 'got acess (did you mean access?)',
  },
  {
    name: 'a scope of everybody that is asked of everybody and makes staff',
    props: () => ({ access: OrderAccess.customers(jwt(), { authorizationScopes: ['openid'], staff: [OrderStaff.scope('openid')] }) }),
    message: "staff of access must be identified by a scope that customers do not have, such as 'orders/admin', got 'openid', which every caller has",
  },
  {
    name: 'no routes at all, beside an alarm on orders',
    props: () => ({ routes: [], alarms: { nothingAcceptedFor: Duration.hours(1) } }),
    message: 'routes must contain at least one route, such as OrderRoute.createOrder(), got []',
  },
  {
    name: 'a log level that drops the lines of metrics and alarms',
    props: (stack) => ({
      applicationLogLevel: ApplicationLogLevel.FATAL,
      businessMetrics: true,
      alarms: { nothingAcceptedFor: Duration.hours(1) },
      eventBus: new EventBus(stack, 'Bus'),
    }),
    message: 'applicationLogLevel must keep log lines of the level INFO for businessMetrics, alarms.nothingAcceptedFor and alarms with eventBus, got FATAL',
  },
  {
    name: 'a log group without metrics',
    props: (stack) => ({
      handlerLogGroup: new LogGroup(stack, 'Log', { logGroupClass: LogGroupClass.INFREQUENT_ACCESS }),
      businessMetrics: true,
      alarms: { nothingAcceptedFor: Duration.hours(1) },
    }),
    message: 'handlerLogGroup must have the class STANDARD for businessMetrics and alarms.nothingAcceptedFor, since CloudWatch extracts no metrics from other classes, got INFREQUENT_ACCESS',
  },
  {
    name: 'a reserved concurrency that is none, below the provisioned concurrency',
    props: () => ({ reservedConcurrentExecutions: 0, provisionedConcurrency: { minCapacity: 5 } }),
    message: 'reservedConcurrentExecutions must be a whole number from 1 to 2147483647 executions, got 0',
  },
  {
    name: 'credentials that are neither true nor false, with any origin and any header',
    props: () => ({ corsPreflight: { allowCredentials: 'yes' as unknown as boolean, allowOrigins: ['*'], allowHeaders: ['*'] } }),
    message: 'corsPreflight.allowCredentials must be true or false, got "yes"',
  },
  {
    name: 'no vpc',
    props: (stack) => ({
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    }),
    message: 'vpc must be set for vpcSubnets and securityGroups, got none',
  },
  {
    name: 'a stack without a region',
    props: (stack) => ({ encryptionKey: new Key(stack, 'Key'), replicas: [{ region: 'eu-west-1', encryptionKey: key(stack, 'Dublin', 'eu-west-1') }] }),
    message: "replicas and encryptionKey of a table must be in a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got 'Shop' without a region",
  },
  {
    name: 'no key of the table beside keys of its replicas',
    stack: inFrankfurt,
    props: (stack) => ({ replicas: ['eu-west-1', 'us-east-1'].map((region) => ({ region, encryptionKey: key(stack, region, region) })) }),
    message: 'encryptionKey must be set for replicas[0].encryptionKey and replicas[1].encryptionKey, since without it AWS managed keys encrypt the table and its replicas, got none',
  },
  {
    name: 'a table of another account and region',
    stack: inFrankfurt,
    props: (stack) => ({ table: TableV2.fromTableArn(stack, 'Table', 'arn:aws:dynamodb:eu-west-1:444455556666:table/orders') }),
    message: "table must be in the account and region of the stack, '111122223333' and 'eu-central-1', got one in '444455556666' and 'eu-west-1'",
  },
])('fails once for $name', ({ props, message, stack: make = newStack }) => {
  const stack = make();
  expect(refusalOf(props(stack), stack)).toBe(`Error: [${stack.stackName}/Orders] ${message}`);
});

test('fails once for several methods of a path that the API has already', () => {
  const { orders } = ordersStack();
  const route = { path: '/returns', methods: [HttpMethod.GET, HttpMethod.PUT], integration: new HttpUrlIntegration('Returns', 'https://returns.example.com') };
  orders.addRoutes(route);
  expect(() => orders.addRoutes(route)).toThrow('[Shop/Orders] addRoutes must get a route that the API does not have yet, got GET /returns and PUT /returns');
});

test('fails once for a fault that several values have in the same words', () => {
  const twice = { corsPreflight: { allowOrigins: ['shop', 'shop'] } };
  expect(refusalOf(twice).split('\n')).toHaveLength(1);
});
