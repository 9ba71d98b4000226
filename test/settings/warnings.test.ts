import { readFileSync } from 'node:fs';
import { Annotations as Added, App, Duration, RemovalPolicies, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations as Warnings, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpAuthorizer, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OAuthScope, ResourceServerScope, UserPool, UserPoolClient, UserPoolClientIdentityProvider, UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, ITable, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as cxschema from 'aws-cdk-lib/cloud-assembly-schema';
import { OrderAccess, OrderEnvironment, OrderPrices, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { WARNINGS } from '../../src/settings/warnings';
import { OrdersStack, ordersStack } from '../support/orders-stack';

const jwt = () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });

/** Production as it is meant: nothing to warn of. */
const wellSet = (): OrderProcessingApiProps => ({
  environment: OrderEnvironment.PROD,
  routes: OrderRoute.standard(),
  access: OrderAccess.customers(jwt(), { staff: [OrderStaff.cognitoGroup('staff')] }),
  corsPreflight: { allowOrigins: ['https://shop.example.com'] },
  throttle: { rateLimit: 100, burstLimit: 200 },
  prices: OrderPrices.fromCaller(),
});

function warningsOf({ orders }: OrdersStack): string[] {
  return orders.node.metadata.filter(({ type }) => type === cxschema.ArtifactMetadataEntryType.WARN).map(({ data }) => String(data));
}

function warningsFor(props: OrderProcessingApiProps): string[] {
  return warningsOf(ordersStack(props));
}

const atQuota = (routes: string) => (
  `anybody may call ${routes} in PROD 10,000 times per second, which is the default quota of the account for all its APIs: set throttle to what the shop needs, or its callers `
  + 'can cause 429 responses of every API in the account'
);

const DOUBTFUL_IN_PROD: { name: string; id: string; props: () => OrderProcessingApiProps; message: string }[] = [
  {
    name: 'a route of which nobody says who may call it',
    id: 'unauthenticatedApi',
    props: () => ({ routes: [OrderRoute.createOrder()], access: undefined }),
    message: 'anybody may call POST /orders in PROD: set access, to OrderAccess.guests() if it is meant to be public',
  },
  {
    name: 'prices that customers decide',
    id: 'pricesFromCaller',
    props: () => ({ prices: undefined }),
    message: 'callers of POST /orders decide about the prices of their orders in PROD, and may send 0: set prices to OrderPrices.fromTable() with the products of the shop, or to '
      + 'OrderPrices.fromCaller() if the shop checks each order before it delivers',
  },
  ...[undefined, ['https://*'], ['http://*'], ['https://shop.example.com', 'https://*']].map((allowOrigins) => ({
    name: `any origin, ${allowOrigins?.join(' and ') ?? 'by default'}`,
    id: 'anyOriginAllowed',
    props: () => ({ corsPreflight: { allowOrigins } }),
    message: 'scripts of any web page may call the API in PROD: set corsPreflight.allowOrigins to the origins of the shop, or to [] to turn CORS off',
  })),
  {
    name: 'orders that go with the stack',
    id: 'ordersDestroyed',
    props: () => ({ removalPolicy: RemovalPolicy.DESTROY }),
    message: 'table and logs are deleted with the stack in PROD: leave removalPolicy out, or set it to RETAIN',
  },
  {
    name: 'logs kept for less than a month',
    id: 'shortLogRetention',
    props: () => ({ logRetention: RetentionDays.TWO_WEEKS }),
    message: 'logs are kept for 14 days in PROD, and an incident may be noticed later: set logRetention to one month or more',
  },
  {
    name: 'guests who can use up the quota of the account',
    id: 'throttleAtAccountQuota',
    props: () => ({ routes: [OrderRoute.createOrder()], access: OrderAccess.guests(), throttle: undefined }),
    message: atQuota('POST /orders'),
  },
  {
    name: 'one route for guests who can use it up, by a throttle that says so',
    id: 'throttleAtAccountQuota',
    props: () => ({
      routes: [OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder()], throttle: { rateLimit: 10_000, burstLimit: 100 },
    }),
    message: atQuota('POST /orders'),
  },
];

const { customers, staff } = OrderAccess;

const open = (message: string) => `anybody may call ${message} with the rights of staff: set access to OrderAccess.staff() with an authorizer that only accepts staff`;
const editable = (claims: string) => `users who can edit ${claims} of their account can act as another customer, another caller or staff: use a claim that only the identity provider `
  + "sets, such as 'sub' or the groups of a user pool, or do not allow app clients to write the attribute";

const sharing = (routes: string) => `callers of ${routes} share their idempotency keys if the context of the Lambda authorizer has neither 'sub' nor 'client_id', so a caller can get the `
  + 'order of another caller: set callerIdClaim of OrderAccess.staff() to the field of the context that identifies the caller';

const imported = (authorizerType = 'CUSTOM') => HttpAuthorizer.fromHttpAuthorizerAttributes(new Stack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType });

const letIn = (routes: string) => `every customer may call ${routes} with the rights of staff, since the authorizer accepts the same tokens as that of the customers: set access of these `
  + 'routes to OrderAccess.customers() with staff, or to OrderAccess.staff() with authorizationScopes that customers do not have or with an authorizer that accepts other tokens';

type ByLogin = (login: HttpJwtAuthorizer) => OrderAccess;

const POOL = UserPool.fromUserPoolId(new Stack(), 'Pool', 'eu-central-1_a1b2c3d4e');
const pool = (id: string, ...clients: string[]) => new HttpUserPoolAuthorizer(id, POOL, {
  userPoolClients: clients.map((client) => UserPoolClient.fromUserPoolClientId(new Stack(), 'Client', client)),
});

const LET_IN: [string, ByLogin, ByLogin][] = [
  ...['openid', 'profile', 'email', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'].map((scope): [string, ByLogin, ByLogin] => (
    [`the scope ${scope}, which everybody holds`, (login) => customers(login), (login) => staff(login, { authorizationScopes: ['orders/admin', scope] })]
  )),
  [
    'a scope that customers need too',
    (login) => customers(login, { authorizationScopes: ['orders/read', 'orders/use'] }),
    (login) => staff(login, { authorizationScopes: ['orders/use', 'orders/admin'] }),
  ],
  ['another authorizer of the same issuer and audience', (login) => customers(login), () => staff(new HttpJwtAuthorizer('Staff', 'https://issuer.example.com', { jwtAudience: ['shop', 'orders'] }))],
  ['another authorizer of the same client of a user pool', () => customers(pool('Own', 'web')), () => staff(pool('Staff', 'desk', 'web'))],
  ['the same imported authorizer', () => customers(imported('JWT')), () => staff(imported('JWT'))],
];

type BackOffice = (given: { readonly scope: OAuthScope }) => UserPoolClientOptions;

/** A user pool whose back office is given the scope that a machine needs, which makes staff of all its users. */
function accounts(backOffice: BackOffice = ({ scope }) => ({ oAuth: { scopes: [OAuthScope.OPENID, scope] } })) {
  const stack = new Stack(new App(), 'Accounts');
  const users = new UserPool(stack, 'Users');
  const manage = new ResourceServerScope({ scopeName: 'manage', scopeDescription: 'Every order' });
  const scope = OAuthScope.resourceServer(users.addResourceServer('Scopes', { identifier: 'orders', scopes: [manage] }), manage);
  const clients = {
    shop: users.addClient('Shop'),
    backOffice: users.addClient('BackOffice', backOffice({ scope })),
    warehouse: users.addClient('Warehouse', { generateSecret: true, oAuth: { flows: { clientCredentials: true }, scopes: [scope] } }),
  };
  const login = (...names: (keyof typeof clients)[]) => new HttpUserPoolAuthorizer(names.join(''), users, { userPoolClients: names.map((name) => clients[name]) });
  return { clients, login };
}

const BY_CLIENT = 'every user of the pool who signs in at the app client Accounts/Users/BackOffice is staff, including customers, since a scope of Amazon Cognito belongs to an app client '
  + 'and not to a user: use OrderStaff.cognitoGroup(), and give a scope of staff only to app clients with the client credentials grant';

const scopeInText = () => ({ oAuth: { scopes: [OAuthScope.custom('orders/manage')] } });

const STAFF_BY_CLIENT: [string, () => OrderProcessingApiProps][] = [
  ['a scope of a client at which users sign in', () => ({
    access: customers(accounts().login('shop', 'backOffice', 'warehouse'), { staff: [OrderStaff.cognitoGroup('staff'), OrderStaff.scope('orders/manage')] }),
  })],
  ['such a scope that is written as text', () => ({ access: customers(accounts(scopeInText).login('backOffice'), { staff: [OrderStaff.scope('orders/manage')] }) })],
  ['the client itself', () => {
    const { clients, login } = accounts();
    return { access: customers(login('shop', 'backOffice'), { staff: [OrderStaff.claim('client_id', clients.backOffice.userPoolClientId)] }) };
  }],
  ['routes that let in the users of that client alone', () => {
    const { login } = accounts();
    return { routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: staff(login('backOffice')) })], access: customers(login('shop')) };
  }],
  ['routes that ask for the scope of that client', () => {
    const { login } = accounts();
    const ofStaff = staff(login('backOffice', 'warehouse'), { authorizationScopes: ['orders/manage'] });
    return { routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: ofStaff })], access: customers(login('shop')) };
  }],
];

const withScope = () => customers(jwt(), { staff: [OrderStaff.scope('orders/admin')] });
const parcels = () => [OrderRoute.createFulfilment(), OrderRoute.updateFulfilment()];

/** What is doubtful wherever it is. */
const DOUBTFUL: typeof DOUBTFUL_IN_PROD = [
  ...[undefined, null].map((userPoolClients) => ({
    name: `an app client of which nobody knows where its users sign in, with userPoolClients ${userPoolClients}`,
    id: 'defaultUserPoolClient',
    props: () => ({ access: customers(new HttpUserPoolAuthorizer('Accounts', new UserPool(new Stack(), 'Pool'), { userPoolClients: userPoolClients as undefined })) }),
    message: 'HttpUserPoolAuthorizer without userPoolClients makes the CDK add an app client to the user pool, with the implicit grant and the callback URL https://example.com, and '
      + 'the API accepts tokens of this client only: set userPoolClients to the app clients of the shop',
  })),
  {
    name: 'a timeout for which API Gateway does not wait',
    id: 'timeoutAboveApiGateway',
    props: () => ({ timeout: Duration.seconds(120) }),
    message: 'timeout is 2 minutes, but API Gateway responds with status 503 after 30 seconds, while the function may still store the order: set timeout to 30 seconds or less',
  },
  {
    name: 'orders that are open to anybody',
    id: 'ordersOpenToAnybody',
    props: () => ({ access: staff(new HttpNoneAuthorizer()) }),
    message: open('POST /orders, GET /orders/{orderId}, GET /orders, PATCH /orders/{orderId}'),
  },
  {
    name: 'one route that is open to anybody',
    id: 'ordersOpenToAnybody',
    props: () => ({ routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: staff(new HttpNoneAuthorizer()) })] }),
    message: open('GET /orders/{orderId}'),
  },
  {
    name: 'customers who are let in as staff, by the authorizer that lets them in as customers',
    id: 'callersNotToldApart',
    props: () => {
      const login = jwt();
      const ofStaff = { access: staff(login) };
      const routes = [OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders(ofStaff), OrderRoute.updateOrderStatus(ofStaff)];
      return { routes, access: customers(login) };
    },
    message: letIn('GET /orders, PATCH /orders/{orderId}'),
  },
  ...LET_IN.map(([name, ofCustomers, ofStaff]) => ({
    name: `customers who are let in as staff, by ${name}`,
    id: 'callersNotToldApart',
    props: () => {
      const login = jwt();
      return { routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: ofStaff(login) })], access: ofCustomers(login) };
    },
    message: letIn('GET /orders/{orderId}'),
  })),
  ...STAFF_BY_CLIENT.map(([name, props]) => ({ name: `customers of a user pool who sign in where staff does, told by ${name}`, id: 'staffBySignInClient', props, message: BY_CLIENT })),
  {
    name: 'a Lambda authorizer of which nobody says by which field callers are told apart',
    id: 'callersShareKeys',
    props: () => ({ access: staff(imported()) }),
    message: sharing('POST /orders, PATCH /orders/{orderId}'),
  },
  {
    name: 'a Lambda authorizer of one route that takes idempotency keys',
    id: 'callersShareKeys',
    props: () => ({ routes: [OrderRoute.createOrder({ access: staff(imported()) }), OrderRoute.getOrder()] }),
    message: sharing('POST /orders'),
  },
  {
    name: 'staff by an attribute that users of a Cognito pool may write',
    id: 'editableClaim',
    props: () => ({ access: customers(jwt(), { staff: [OrderStaff.claim('custom:role', 'staff')] }) }),
    message: editable("'custom:role'"),
  },
  {
    name: 'staff whom a claim tells apart that people may edit',
    id: 'editableClaim',
    props: () => ({ access: staff(jwt(), { callerIdClaim: 'email' }) }),
    message: editable("'email'"),
  },
  {
    name: 'staff among customers whom a claim tells apart that people may edit',
    id: 'editableClaim',
    props: () => ({ access: customers(jwt(), { callerIdClaim: 'email', staff: [OrderStaff.cognitoGroup('staff')] }) }),
    message: editable("'email'"),
  },
  {
    name: 'customers and staff by claims that people may edit',
    id: 'editableClaim',
    props: () => ({ access: customers(jwt(), { customerIdClaim: 'email', staff: [OrderStaff.claim('nickname', 'staff'), OrderStaff.scope('orders/admin')] }) }),
    message: editable("'email' and 'nickname'"),
  },
  {
    name: 'fulfilments of orders that nobody confirms',
    id: 'ordersNeverConfirmed',
    props: () => ({ routes: [OrderRoute.createOrder(), ...parcels()], access: withScope() }),
    message: 'orders are packed when they are CONFIRMED, and no route confirms them: add OrderRoute.updateOrderStatus() for staff to routes, unless another program confirms orders',
  },
  {
    name: 'returns of orders that nobody delivers',
    id: 'ordersNeverDelivered',
    props: () => ({ routes: [OrderRoute.createOrder(), OrderRoute.createReturn()], access: withScope() }),
    message: 'orders are returned after they are DELIVERED, and no route delivers them, so that each return gets a 409: add OrderRoute.updateOrderStatus() for staff to routes, unless '
      + 'another program delivers orders',
  },
];

test('a route by which customers cancel their orders confirms and delivers none', () => {
  const ofCustomers = () => [OrderRoute.createOrder(), OrderRoute.updateOrderStatus({ access: customers(jwt()) })];
  const access = staff(new HttpIamAuthorizer());
  const warningsWith = (...routes: OrderRoute[]) => warningsFor({ ...wellSet(), routes: [...ofCustomers(), ...routes], access });

  expect(warningsWith(...parcels())).toEqual([expect.stringContaining('[ack: cdk-order-processing-api::ordersNeverConfirmed]')]);
  expect(warningsWith(OrderRoute.createReturn())).toEqual([expect.stringContaining('[ack: cdk-order-processing-api::ordersNeverDelivered]')]);
});

test.each(DOUBTFUL)('each environment warns of $name', ({ id, props, message }) => {
  for (const environment of [OrderEnvironment.DEV, OrderEnvironment.STAGING, OrderEnvironment.PROD]) {
    expect(warningsFor({ ...wellSet(), ...props(), environment })).toEqual([`${message} [ack: cdk-order-processing-api::${id}]`]);
  }
});

test.each(['sub', 'cognito:username', 'emails', 'https://shop.example.com/email'])('no environment warns of the claim %s', (claim) => {
  expect(warningsFor({ ...wellSet(), access: customers(jwt(), { customerIdClaim: claim, staff: [OrderStaff.claim(claim, 'staff')] }) })).toEqual([]);
});

test.each<[string, (login: HttpJwtAuthorizer) => OrderAccess]>([
  ['a scope that customers lack', (login) => staff(login, { authorizationScopes: ['orders/admin'] })],
  ['a scope that makes staff of customers too', (login) => staff(login, { authorizationScopes: ['orders/admin'] })],
  ['another audience', () => staff(new HttpJwtAuthorizer('Staff', 'https://issuer.example.com', { jwtAudience: ['desk'] }))],
  ['another client of a user pool', () => staff(pool('Staff', 'desk'))],
  ['another authorizer', () => staff(new HttpJwtAuthorizer('Staff', 'https://staff.example.com', { jwtAudience: ['orders'] }))],
  ['IAM', () => staff(new HttpIamAuthorizer())],
])('no environment warns of staff that is told from customers by %s', (_, ofStaff) => {
  const login = jwt();
  const routes = [OrderRoute.createOrder(), OrderRoute.getOrder({ access: ofStaff(login) }), OrderRoute.listOrders({ access: customers(pool('Own', 'web')) })];
  const access = customers(login, { authorizationScopes: ['orders/use', 'orders/admin'], staff: [OrderStaff.scope('orders/admin')] });
  expect(warningsFor({ ...wellSet(), routes, access })).toEqual([]);
});

const withStaff = (login: HttpUserPoolAuthorizer) => customers(login, { staff: [OrderStaff.cognitoGroup('staff'), OrderStaff.scope('orders/manage')] });

test.each<[string, () => OrderProcessingApiProps]>([
  ['by a group, and machines by the scope of their client', () => ({ access: withStaff(accounts(() => ({})).login('shop', 'backOffice', 'warehouse')) })],
  ['by the scope of a client that the authorizer does not let in', () => ({ access: withStaff(accounts().login('shop', 'warehouse')) })],
  ['by the scope of a client for the staff of another identity provider', () => ({
    access: withStaff(accounts(({ scope }) => ({ oAuth: { scopes: [scope] }, supportedIdentityProviders: [UserPoolClientIdentityProvider.custom('Company')] })).login('backOffice')),
  })],
  ['by the client of a machine', () => {
    const { clients, login } = accounts();
    return { access: customers(login('shop', 'warehouse'), { staff: [OrderStaff.claim('client_id', clients.warehouse.userPoolClientId)] }) };
  }],
  ['by a pool without customers', () => ({ access: staff(accounts().login('backOffice')) })],
])('no environment warns of staff of a user pool that is told %s', (_, props) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([]);
});

test('no environment warns of what a Lambda function says of its callers', () => {
  expect(warningsFor({ ...wellSet(), access: customers(imported(), { customerIdClaim: 'email' }) })).toEqual([]);
});

test.each<[string, () => OrderProcessingApiProps]>([
  ['by a field that is named', () => ({ access: staff(imported(), { callerIdClaim: 'sub' }) })],
  ['by a token', () => ({ access: staff(imported('JWT')) })],
  ['by IAM', () => ({ access: staff(new HttpIamAuthorizer()) })],
  ['as customers, with staff among them', () => ({ access: customers(imported(), { customerIdClaim: 'customerId', staff: [OrderStaff.claim('role', 'staff')] }) })],
  ['on no route that takes idempotency keys', () => ({ routes: [OrderRoute.createOrder(), OrderRoute.getOrder({ access: staff(imported()) })] })],
])('no environment warns of callers who are told apart %s', (_, props) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([]);
});

test.each([Duration.seconds(30), Duration.seconds(Token.asNumber({ Ref: 'Seconds' }))])('no environment warns of a timeout of %s', (timeout) => {
  expect(warningsFor({ ...wellSet(), timeout })).toEqual([]);
});

test.each<[string, () => OrderRoute[]]>([
  ['by their status', () => [OrderRoute.updateOrderStatus()]],
  ['by their status, or with all their parcels', () => [OrderRoute.updateOrderStatus(), ...parcels()]],
])('no environment warns of returns of orders that staff delivers %s', (_, routes) => {
  expect(warningsFor({ ...wellSet(), routes: [OrderRoute.createOrder(), ...routes(), OrderRoute.createReturn()], access: withScope() })).toEqual([]);
});

test('orders that nobody confirms are warned of once, though none of them is delivered and returned either', () => {
  const warnings = warningsFor({ ...wellSet(), routes: [OrderRoute.createOrder(), ...parcels(), OrderRoute.createReturn()], access: withScope() });
  expect(warnings).toEqual([expect.stringContaining('cdk-order-processing-api::ordersNeverConfirmed')]);
});

test('the CDK adds an app client as the warning says', () => {
  const users = new UserPool(new Stack(new App(), 'Accounts'), 'Pool');
  ordersStack({ access: customers(new HttpUserPoolAuthorizer('Accounts', users)) });
  Template.fromStack(users.stack).hasResourceProperties('AWS::Cognito::UserPoolClient', { AllowedOAuthFlows: ['implicit', 'code'], CallbackURLs: ['https://example.com'] });
});

describe('a table of the app', () => {
  const partitionKey = { name: 'orderId', type: AttributeType.STRING };
  const MESSAGE = 'table Shop/Own is deleted with its stack in PROD: set its removalPolicy to RETAIN';

  /** Warnings that synth adds to the API with a table of the app. */
  function warningsAtSynth(tableIn: (stack: Stack) => ITable, props: OrderProcessingApiProps = {}, change = (_stack: Stack, _table: ITable) => {}) {
    const stack = new Stack(new App(), 'Shop');
    const table = tableIn(stack);
    const orders = new OrderProcessingApi(stack, 'Orders', { ...wellSet(), routes: undefined, table, ...props });
    change(stack, table);
    return { orders, warnings: () => Warnings.fromStack(stack).findWarning('*', Match.stringLikeRegexp('deleted')).map(({ entry }) => entry.data) };
  }

  const MADE: [string, (stack: Stack, removalPolicy?: RemovalPolicy) => ITable][] = [
    ['Table', (stack, removalPolicy) => new Table(stack, 'Own', { partitionKey, removalPolicy })],
    ['TableV2', (stack, removalPolicy) => new TableV2(stack, 'Own', { partitionKey, removalPolicy })],
  ];

  test.each(MADE)('%s is warned of in PROD when it goes with its stack', (_, make) => {
    const { warnings } = warningsAtSynth((stack) => make(stack, RemovalPolicy.DESTROY));
    expect(warnings()).toEqual([`${MESSAGE} [ack: cdk-order-processing-api::ordersDestroyed]`]);
  });

  test.each(MADE)('%s is judged by the policy that it has at synth', (_, make) => {
    const destroyed = warningsAtSynth(make, {}, (stack) => RemovalPolicies.of(stack).destroy());
    const retain = (_stack: Stack, table: ITable) => table.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const retained = warningsAtSynth((stack) => make(stack, RemovalPolicy.DESTROY), {}, retain);
    expect([destroyed.warnings(), retained.warnings()]).toEqual([[expect.stringContaining(MESSAGE)], []]);
  });

  test.each(MADE)('%s that is retained, or of another environment, is not', (_, make) => {
    expect(warningsAtSynth(make).warnings()).toEqual([]);
    expect(warningsAtSynth((stack) => make(stack, RemovalPolicy.DESTROY), { environment: OrderEnvironment.STAGING }).warnings()).toEqual([]);
  });

  test('that is imported is not, whose policy nobody knows', () => {
    expect(warningsAtSynth((stack) => Table.fromTableName(stack, 'Own', 'orders')).warnings()).toEqual([]);
  });

  test('can be acknowledged', () => {
    const { orders, warnings } = warningsAtSynth((stack) => MADE[1][1](stack, RemovalPolicy.DESTROY));
    Added.of(orders).acknowledgeWarning('cdk-order-processing-api::ordersDestroyed', 'a demo');
    expect(warnings()).toEqual([]);
  });

  test('leaves only the logs to removalPolicy', () => {
    const { warnings } = warningsAtSynth(MADE[1][1], { removalPolicy: RemovalPolicy.DESTROY });
    expect(warnings()).toEqual([
      'logs are deleted with the stack in PROD: leave removalPolicy out, or set it to RETAIN [ack: cdk-order-processing-api::ordersDestroyed]',
    ]);
  });
});

test('an environment that is like PROD is warned as PROD is', () => {
  const { props, message, id } = DOUBTFUL_IN_PROD[0];
  const environment = OrderEnvironment.custom('live', OrderEnvironment.custom('blue', OrderEnvironment.PROD));
  expect(warningsFor({ ...wellSet(), ...props(), environment })).toEqual([`${message} [ack: cdk-order-processing-api::${id}]`]);
});

test.each(DOUBTFUL_IN_PROD)('PROD warns of $name', ({ id, props, message }) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([`${message} [ack: cdk-order-processing-api::${id}]`]);
});

test.each(DOUBTFUL_IN_PROD)('DEV and STAGING do not warn of $name', ({ props }) => {
  for (const environment of [OrderEnvironment.DEV, OrderEnvironment.STAGING]) {
    expect(warningsFor({ ...wellSet(), ...props(), environment })).toEqual([]);
  }
});

test.each([...DOUBTFUL_IN_PROD, ...DOUBTFUL])('an app can acknowledge that it means $name', ({ id, props }) => {
  const made = ordersStack({ ...wellSet(), ...props() });
  Added.of(made.orders).acknowledgeWarning(`cdk-order-processing-api::${id}`, 'decided in a review');
  expect(warningsOf(made)).toEqual([]);
});

test.each<{ name: string; props: () => OrderProcessingApiProps }>([
  { name: 'all that is asked for', props: () => ({}) },
  { name: 'guests who are meant to order', props: () => ({ routes: [OrderRoute.createOrder()], access: OrderAccess.guests() }) },
  { name: 'staff behind IAM', props: () => ({ access: staff(new HttpIamAuthorizer()) }) },
  { name: 'staff with tokens', props: () => ({ access: staff(jwt()) }) },
  { name: 'the quota of the account where nobody calls without an authorizer', props: () => ({ throttle: undefined }) },
  { name: 'guests behind a throttle', props: () => ({ routes: [OrderRoute.createOrder()], access: OrderAccess.guests(), throttle: { rateLimit: 9_999, burstLimit: 5_000 } }) },
  { name: 'guests of an account with a higher quota', props: () => ({ routes: [OrderRoute.createOrder()], access: OrderAccess.guests(), throttle: { rateLimit: 20_000, burstLimit: 5_000 } }) },
  {
    name: 'guests behind a throttle that is known when it is deployed',
    props: () => ({ routes: [OrderRoute.createOrder()], access: OrderAccess.guests(), throttle: { rateLimit: Token.asNumber({ Ref: 'Rate' }), burstLimit: 100 } }),
  },
  { name: 'CORS switched off', props: () => ({ corsPreflight: { allowOrigins: [] } }) },
  { name: 'logs kept for a month', props: () => ({ logRetention: RetentionDays.ONE_MONTH }) },
  { name: 'logs kept for ever', props: () => ({ logRetention: RetentionDays.INFINITE }) },
  { name: 'a retention that is known when it is deployed', props: () => ({ logRetention: Token.asNumber({ Ref: 'Days' }) }) },
])('PROD does not warn of $name', ({ props }) => {
  expect(warningsFor({ ...wellSet(), ...props() })).toEqual([]);
});

test('the guide names each warning', () => {
  const guide = readFileSync('docs/guide/security.md', 'utf8');
  expect(WARNINGS.filter(({ id }) => !guide.includes(`| \`${id}\` |`))).toEqual([]);
});
