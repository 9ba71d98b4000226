import { readFileSync } from 'node:fs';
import { Annotations as Added, RemovalPolicy, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment, OrderProcessingApiProps, OrderRoute } from '../../src';
import { PRODUCTION_WARNINGS } from '../../src/settings/warnings';
import { OrdersStack, ordersStack } from '../support/orders-stack';

/** Production as it is meant: nothing to warn of. */
const wellSet = (): OrderProcessingApiProps => ({
  environment: OrderEnvironment.PROD,
  routes: OrderRoute.standard(),
  authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] }),
  customerIdClaim: 'sub',
  corsPreflight: { allowOrigins: ['https://shop.example.com'] },
});

function warningsOf({ stack }: OrdersStack): string[] {
  return Annotations.fromStack(stack).findWarning('/Shop/Orders', Match.stringLikeRegexp('.*')).map(({ entry }) => String(entry.data));
}

function warningsFor(props: OrderProcessingApiProps): string[] {
  return warningsOf(ordersStack(props));
}

const DOUBTFUL: { name: string; id: string; props: () => OrderProcessingApiProps; message: string }[] = [
  {
    name: 'a route without an authorizer',
    id: 'unauthenticatedApi',
    props: () => ({ routes: [OrderRoute.createOrder()], authorizer: undefined, customerIdClaim: undefined }),
    message: 'anybody may call POST /orders in PROD: set authorizer, or pass new HttpNoneAuthorizer() when that is meant',
  },
  {
    name: 'customers that are not told apart',
    id: 'callersNotToldApart',
    props: () => ({ customerIdClaim: undefined }),
    message: 'whoever the authorizer lets in may call GET /orders/{orderId}, GET /orders, PATCH /orders/{orderId} for the orders of every customer in PROD: '
      + 'set customerIdClaim when the callers are customers',
  },
  {
    name: 'any origin',
    id: 'anyOriginAllowed',
    props: () => ({ corsPreflight: undefined }),
    message: "scripts of any web page may call the API in PROD: name the shop's own in corsPreflight.allowOrigins, or switch CORS off with allowOrigins: []",
  },
  {
    name: 'orders that go with the stack',
    id: 'ordersDestroyed',
    props: () => ({ removalPolicy: RemovalPolicy.DESTROY }),
    message: 'what the stack holds of orders and logs is deleted with it in PROD: leave removalPolicy out, or set RETAIN',
  },
  {
    name: 'logs kept for less than a month',
    id: 'shortLogRetention',
    props: () => ({ logRetention: RetentionDays.TWO_WEEKS }),
    message: 'logs are kept for 14 days in PROD, less than an incident may take to be noticed: set logRetention to a month or more',
  },
];

test.each(DOUBTFUL)('PROD warns of $name', ({ id, props, message }) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([`${message} [ack: cdk-order-processing-api:${id}]`]);
});

test.each(DOUBTFUL)('DEV and STAGING do not warn of $name', ({ props }) => {
  for (const environment of [OrderEnvironment.DEV, OrderEnvironment.STAGING]) {
    expect(warningsFor({ ...wellSet(), ...props(), environment })).toEqual([]);
  }
});

test.each(DOUBTFUL)('an app can acknowledge that it means $name', ({ id, props }) => {
  const made = ordersStack({ ...wellSet(), ...props() });
  Added.of(made.orders).acknowledgeWarning(`cdk-order-processing-api:${id}`, 'decided in a review');
  expect(warningsOf(made)).toEqual([]);
});

test.each<{ name: string; props: () => OrderProcessingApiProps }>([
  { name: 'all that is asked for', props: () => ({}) },
  { name: 'a route that is open on purpose', props: () => ({ routes: [OrderRoute.createOrder({ authorizer: new HttpNoneAuthorizer() })], authorizer: undefined, customerIdClaim: undefined }) },
  { name: 'an IAM authorizer, whose callers are services', props: () => ({ authorizer: new HttpIamAuthorizer(), customerIdClaim: undefined }) },
  { name: 'callers that place orders alone', props: () => ({ routes: [OrderRoute.createOrder()], customerIdClaim: undefined }) },
  { name: 'CORS switched off', props: () => ({ corsPreflight: { allowOrigins: [] } }) },
  { name: 'logs kept for a month', props: () => ({ logRetention: RetentionDays.ONE_MONTH }) },
  { name: 'logs kept for ever', props: () => ({ logRetention: RetentionDays.INFINITE }) },
  { name: 'a retention that is known when it is deployed', props: () => ({ logRetention: Token.asNumber({ Ref: 'Days' }) }) },
])('PROD does not warn of $name', ({ props }) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([]);
});

test('the guide names each warning', () => {
  const guide = readFileSync('docs/guide/secure-it.md', 'utf8');
  expect(PRODUCTION_WARNINGS.filter(({ id }) => !guide.includes(`| \`${id}\` |`))).toEqual([]);
});
