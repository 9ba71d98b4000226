/*
 * Two copies of this library, or of the CDK, in one app: npm installs a second one where versions do not meet. A class of one copy is none of
 * the other, so what it made must be known by what it is, or be refused with what to do.
 */
import * as core from 'aws-cdk-lib';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as library from '../src';
import { ORDER_KEY } from '../src/contract';
import { ordersStack } from './support/orders-stack';
import { accepts, refusalOf } from './support/refusals';

/** Modules of a second copy, whose own CDK is a second copy too. */
function secondCopy<Modules>(load: () => Modules): Modules {
  let modules!: Modules;
  jest.isolateModules(() => { modules = load(); });
  return modules;
}

/* eslint-disable @typescript-eslint/no-require-imports */
const other: typeof library = secondCopy(() => ({ ...require('../src') }));
const cdk = secondCopy(() => {
  // Taken out at once: the CDK loads a module when it is first asked for a class, which would be one of the first copy later on.
  const { CfnOutput: Output, Duration: Time } = require('aws-cdk-lib') as typeof core;
  const { CfnRoute, HttpNoneAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2') as typeof apigateway;
  const { HttpJwtAuthorizer } = require('aws-cdk-lib/aws-apigatewayv2-authorizers') as typeof authorizers;
  const { HttpUrlIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations') as typeof integrations;
  const { SnsAction } = require('aws-cdk-lib/aws-cloudwatch-actions') as typeof cloudwatch;
  const { Table, TableV2 } = require('aws-cdk-lib/aws-dynamodb') as typeof dynamodb;
  const { CfnFunction } = require('aws-cdk-lib/aws-lambda') as typeof lambda;
  return { Output, Time, CfnRoute, HttpNoneAuthorizer, HttpJwtAuthorizer, HttpUrlIntegration, SnsAction, Table, TableV2, CfnFunction };
});
/* eslint-enable @typescript-eslint/no-require-imports */

const { OrderAccess, OrderEnvironment, OrderRoute } = library;
const jwt = () => new cdk.HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
const inFrankfurt = () => new Stack(new App(), 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });

test('the copies are two', () => {
  expect(other.OrderAccess.guests()).not.toBeInstanceOf(OrderAccess);
  expect(new cdk.HttpNoneAuthorizer()).not.toBeInstanceOf(apigateway.HttpNoneAuthorizer);
  expect(cdk.Table).not.toBe(dynamodb.Table);
  expect(cdk.Output).not.toBe(core.CfnOutput);
});

describe('of this library: fails with what to do for', () => {
  const WHAT_TO_DO = 'of another copy of this library: npm ls cdk-order-processing-api shows both, keep one';

  test.each<[string, library.OrderProcessingApiProps, string]>([
    ['access', { access: other.OrderAccess.guests() }, 'access must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got the object OrderAccess'],
    ['access of a route', { routes: [OrderRoute.createOrder({ access: other.OrderAccess.guests() })] }, 'access of OrderRoute.createOrder() must be an OrderAccess such as OrderAccess.guests() or OrderAccess.customers(authorizer), got the object OrderAccess'],
    ['routes', { routes: other.OrderRoute.standard() }, 'routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got one with the object OrderRoute'],
    ['staff', { access: OrderAccess.customers(jwt(), { staff: [other.OrderStaff.cognitoGroup('staff')] }) }, "staff of access must be a list such as [OrderStaff.cognitoGroup('staff')], got one with the object OrderStaff"],
    ['environment', { environment: other.OrderEnvironment.PROD }, "environment must be OrderEnvironment.DEV, STAGING or PROD, or OrderEnvironment.custom('uat', OrderEnvironment.STAGING), got the object OrderEnvironment"],
    ['what an environment is like', { environment: OrderEnvironment.custom('uat', other.OrderEnvironment.PROD) }, 'environment must be like another one, such as OrderEnvironment.STAGING, got the object OrderEnvironment'],
    ['deployment', { deployment: other.OrderApiDeployment.canary() }, 'deployment must be an OrderApiDeployment such as OrderApiDeployment.canary(), got the object OrderApiDeployment'],
  ])('%s', (_, props, message) => {
    expect(refusalOf(props)).toBe(`Error: [Shop/Orders] ${message} ${WHAT_TO_DO}`);
  });

  test('and says nothing of copies where it is something else', () => {
    expect(refusalOf({ access: OrderRoute.createOrder() as never })).toMatch(/got the object OrderRoute$/);
    expect(refusalOf({ deployment: {} as never })).toMatch(/got another object$/);
  });
});

describe('of the CDK:', () => {
  test('its authorizers, integrations, durations and alarm actions are taken as ours are', () => {
    accepts({ access: OrderAccess.staff(new cdk.HttpNoneAuthorizer()) });
    accepts({ access: OrderAccess.customers(jwt()), timeout: cdk.Time.seconds(20) as Duration });
    const { orders } = ordersStack();
    orders.addRoutes({ path: '/health', methods: [apigateway.HttpMethod.GET], integration: new cdk.HttpUrlIntegration('Health', 'https://shop.example.com') });
  });

  test('fails for its tables as for ours', () => {
    const [stack, key] = [inFrankfurt(), { name: 'id', type: dynamodb.AttributeType.STRING }];
    const table = new cdk.Table(stack as never, 'Table', { partitionKey: key });
    expect(refusalOf({ table: table as never }, stack)).toMatch(/table must have the partition key 'orderId' \(S\) and no sort key, got partition key 'id' \(S\)$/);
    const elsewhere = inFrankfurt();
    const withStream = new cdk.Table(elsewhere as never, 'WithStream', { partitionKey: { ...key, name: ORDER_KEY }, stream: dynamodb.StreamViewType.KEYS_ONLY });
    expect(refusalOf({ table: withStream as never, eventBus: EventBus.fromEventBusName(elsewhere, 'Bus', 'shop') }, elsewhere)).toMatch(/table must have a stream of NEW_AND_OLD_IMAGES for eventBus, got one of KEYS_ONLY$/);
    const third = inFrankfurt();
    const withoutStream = new cdk.TableV2(third as never, 'WithoutStream', { partitionKey: { ...key, name: ORDER_KEY } });
    expect(refusalOf({ table: withoutStream as never, eventBus: EventBus.fromEventBusName(third, 'Bus', 'shop') }, third)).toMatch(/table must have a stream of NEW_AND_OLD_IMAGES for eventBus, got none$/);
  });

  test('fails for its topics in another region as for ours', () => {
    const stack = inFrankfurt();
    const topic = Topic.fromTopicArn(stack as never, 'OnCall', 'arn:aws:sns:eu-west-1:111122223333:on-call');
    expect(refusalOf({ alarms: { actions: [new cdk.SnsAction(topic)] } }, stack)).toMatch(/alarms\.actions must have topics in the region of the stack, 'eu-central-1'/);
  });

  test('fails for a name or an output that one of its resources has already', () => {
    const stack = inFrankfurt();
    new cdk.CfnFunction(stack as never, 'Function', { functionName: 'ecommerce-orders-dev-order-processor', code: {}, role: 'role' });
    new cdk.Output(stack as never, 'ApiGatewayId', { value: 'a' });
    expect(refusalOf({}, stack)).toMatch(/got the function name 'ecommerce-orders-dev-order-processor' twice\n- outputPrefix must differ from that of other instances, since stack 'Shop' already has ApiGatewayId:/);
  });

  test('PROD warns of its open routes as of ours', () => {
    const { stack, orders } = ordersStack({ environment: OrderEnvironment.PROD, access: OrderAccess.customers(jwt()) });
    new cdk.CfnRoute(stack as never, 'Raw', { apiId: orders.httpApi.apiId, routeKey: 'GET /raw' });
    (stack.node.root as App).synth();
    expect(orders.httpApi.node.metadata.map(({ data }) => String(data)).join()).toContain('anybody may call GET /raw in PROD');
  });
});
