/*
 * The role may do what the routes do, and nothing else. The file that ships handles requests of each route
 * against the deployed table, through a proxy that writes down every call to DynamoDB; what was called is
 * compared with what the template grants.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { identifyChange } from '../../src/handler/domain/order';
import { EXTENDED_FOLDER } from '../../tools/build/bundle';
import { SampleApp } from '../../tools/local/sample-app';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { handle, RecordingProxy } from '../support/e2e/recorded-calls';
import { isAllowed, Statement as EvaluatedStatement, TemplateIam } from '../support/iam/template-iam';
import { SHOPS } from '../support/shops';

const LOGIN = { issuer: 'https://auth.example.com', audience: 'orders' };
const SUFFIX = 'role';
/** Those of the deployed stack. */
const NAMES = { projectName: 'order-accounts', environmentSuffix: SUFFIX };
const TABLE = 'order-accounts-role-orders';
const INDEX = `${TABLE}/index/OrdersByCustomer`;
const LOG_GROUP = '/aws/lambda/order-accounts-role-order-processor';

/** What Lambda itself does with the role; the handler does not, so the proxy cannot see it. */
const LOGGING = [`logs:CreateLogStream ${LOG_GROUP}`, `logs:PutLogEvents ${LOG_GROUP}`];

/** What is asked, and the status in which it ends. */
type Ways = readonly (readonly [way: string, event: object, status: number])[];

interface RouteRun {
  readonly route: OrderRoute;
  /** Stored before, unseen by the proxy. */
  readonly before: object[];
  /** Each way through the route. */
  readonly ways: Ways;
}

/** What API Gateway says of the caller of a route with an authorizer, and of one without. */
interface Caller {
  readonly authorizer?: object;
}

const holderOf = (claims: object): Caller => ({ authorizer: { jwt: { claims, scopes: null } } });
const CUSTOMER = holderOf({ sub: 'customer-1', scope: 'orders/read orders/write' });
const STRANGER = holderOf({ sub: 'customer-2', scope: 'orders/read orders/write' });
const STAFF = holderOf({ sub: 'staff-1', scope: 'orders/admin' });
const STAFF_BY_GROUP = holderOf({ 'sub': 'staff-1', 'cognito:groups': '[staff]' });
const ROLE: Caller = { authorizer: { iam: { userId: 'AROAEXAMPLE:session' } } };
const GUEST: Caller = {};

const order = (orderId?: string) => ({ customerId: 'customer-1', orderId, items: [{ productId: 'prod1', quantity: 1, price: 10 }] });
const create = (body: object, headers = {}, caller = CUSTOMER) => eventOf('POST /orders', { body, headers, caller });
const get = (orderId: string, caller = CUSTOMER) => eventOf('GET /orders/{orderId}', { orderId, caller });
const list = (query: string, caller = CUSTOMER) => eventOf('GET /orders', { query, caller });
const update = (orderId: string, status: string, headers: object, caller = STAFF) => (
  eventOf('PATCH /orders/{orderId}', { orderId, body: { status }, headers, caller })
);

/** A place in the list, as the API gives it out. */
const CURSOR = Buffer.from(JSON.stringify(['2099-01-01T00:00:00.000Z', 'list-1'])).toString('base64url');

const RUNS: readonly RouteRun[] = [
  {
    route: OrderRoute.createOrder(),
    before: [],
    ways: [
      ['a new order', create(order('create-1')), 200],
      ['the same again', create(order('create-1')), 200],
      ['another under its id', create({ ...order('create-1'), currency: 'EUR' }), 409],
      ['with an idempotency key', create(order(), { 'idempotency-key': 'key-1' }), 200],
      ['the same again, by the key', create(order(), { 'idempotency-key': 'key-1' }), 200],
      ['another under its key', create({ ...order(), currency: 'EUR' }, { 'idempotency-key': 'key-1' }), 422],
      ['with neither', create(order()), 200],
      ['by staff', create(order(), {}, STAFF), 200],
      ['for somebody else', create(order(), {}, STRANGER), 403],
      ['not valid', create({}), 422],
    ],
  },
  {
    route: OrderRoute.getOrder(),
    before: [create(order('get-1'))],
    ways: [
      ['an own order', get('get-1'), 200],
      ['by staff', get('get-1', STAFF), 200],
      ['somebody else\'s', get('get-1', STRANGER), 404],
      ['a missing one', get('no-such'), 404],
      ['one that cannot be', get('x'.repeat(3_000)), 404],
    ],
  },
  {
    route: OrderRoute.listOrders(),
    before: [create(order('list-1')), create(order('list-2'))],
    ways: [
      ['the first page', list('limit=1'), 200],
      ['a further page', list(`cursor=${CURSOR}`), 200],
      ['nothing', list('', STRANGER), 200],
      ['by staff', list('customerId=customer-1', STAFF), 200],
      ['somebody else\'s', list('customerId=customer-1', STRANGER), 403],
      ['not valid', list('limit=0&cursor=x'), 400],
    ],
  },
  {
    route: OrderRoute.updateOrderStatus(),
    before: [create(order('update-1')), create(order('update-2'))],
    ways: [
      ['the next status', update('update-1', 'CONFIRMED', { 'if-match': '"1"', 'idempotency-key': 'key-1' }), 200],
      ['the same again', update('update-1', 'CONFIRMED', { 'if-match': '"1"', 'idempotency-key': 'key-1' }), 200],
      ['an old version', update('update-1', 'SHIPPED', { 'if-match': '"1"' }), 412],
      ['no way leads there', update('update-1', 'DELIVERED', { 'if-match': '*' }), 409],
      ['no way leads there from anywhere', update('update-1', 'PROCESSING', { 'if-match': '*' }), 409],
      ['no version', update('update-1', 'SHIPPED', {}), 428],
      ['a missing order', update('no-such', 'SHIPPED', { 'if-match': '*' }), 404],
      ['somebody else\'s', update('update-1', 'CANCELLED', { 'if-match': '*' }, STRANGER), 404],
      ['more than a customer may', update('update-1', 'SHIPPED', { 'if-match': '*' }, CUSTOMER), 403],
      ['cancelled by its customer', update('update-2', 'CANCELLED', { 'if-match': '"1"' }, CUSTOMER), 200],
    ],
  },
];

const fulfil = (orderId: string, body: object, headers: object = { 'if-match': '*' }, caller = STAFF) => (
  eventOf('POST /orders/{orderId}/fulfilments', { orderId, body, headers, caller })
);
const refulfil = (orderId: string, fulfilmentId: string, body: object, headers: object = { 'if-match': '*' }, caller = STAFF) => (
  eventOf('PATCH /orders/{orderId}/fulfilments/{fulfilmentId}', { orderId, fulfilmentId, body, headers, caller })
);
const takeBack = (orderId: string, body: object, headers: object = { 'if-match': '*' }, caller = STAFF) => (
  eventOf('POST /orders/{orderId}/returns', { orderId, body, headers, caller })
);

/** The id of the fulfilment that staff makes with this key. */
const parcelOf = (orderId: string, key: string) => identifyChange([orderId, 'fulfilment'], key, 'customer:staff-1', () => '');

const explain = (orderId: string, body: object, headers: object = { 'if-match': '*' }) => (
  eventOf('PATCH /orders/{orderId}', { orderId, body, headers, caller: STAFF })
);

const OF_KEY = { 'if-match': '*', 'idempotency-key': 'key-1' };
const PIECE = { items: [{ lineNumber: 1, quantity: 1 }] };

/** What staff does with parcels and returns, by the routes that it takes. */
const BACK_OFFICE_RUNS: readonly (Omit<RouteRun, 'route'> & { readonly name: string; readonly routes: OrderRoute[] })[] = [
  {
    name: 'fulfilments',
    routes: [OrderRoute.createFulfilment(), OrderRoute.updateFulfilment()],
    before: [create(order('parcels-1')), update('parcels-1', 'CONFIRMED', { 'if-match': '*' }), create(order('parcels-2'))],
    ways: [
      ['a parcel', fulfil('parcels-1', PIECE, OF_KEY), 200],
      ['the same again', fulfil('parcels-1', PIECE, OF_KEY), 200],
      ['another under its key', fulfil('parcels-1', {}, OF_KEY), 422],
      ['more than there is', fulfil('parcels-1', PIECE), 409],
      ['of an order that is not confirmed', fulfil('parcels-2', {}), 409],
      ['of a missing order', fulfil('no-such', {}), 404],
      ['an old version', fulfil('parcels-1', {}, { 'if-match': '"1"' }), 412],
      ['not valid', fulfil('parcels-1', { items: [] }), 422],
      ['by a customer', fulfil('parcels-1', {}, { 'if-match': '*' }, CUSTOMER), 403],
      ['a tracking number', refulfil('parcels-1', parcelOf('parcels-1', 'key-1'), { trackingNumber: '1' }), 200],
      ['shipped, and the order with it', refulfil('parcels-1', parcelOf('parcels-1', 'key-1'), { status: 'SHIPPED' }, OF_KEY), 200],
      ['the same again', refulfil('parcels-1', parcelOf('parcels-1', 'key-1'), { status: 'SHIPPED' }, OF_KEY), 200],
      ['no way leads there', refulfil('parcels-1', parcelOf('parcels-1', 'key-1'), { status: 'CANCELLED' }), 409],
      ['a missing one', refulfil('parcels-1', 'no-such', { status: 'SHIPPED' }), 404],
    ],
  },
  {
    name: 'a change of status beside fulfilments, with a reason',
    routes: [OrderRoute.updateOrderStatus({ reasons: true }), OrderRoute.createFulfilment(), OrderRoute.updateFulfilment()],
    before: [create(order('beside-parcels'))],
    ways: [
      ['confirmed', explain('beside-parcels', { status: 'CONFIRMED', reason: 'staff' }), 200],
      ['packed', fulfil('beside-parcels', {}, OF_KEY), 200],
      ['cancelled beside the parcel', update('beside-parcels', 'CANCELLED', { 'if-match': '*' }), 409],
      ['the parcel is cancelled', refulfil('beside-parcels', parcelOf('beside-parcels', 'key-1'), { status: 'CANCELLED' }), 200],
      ['cancelled by its customer', update('beside-parcels', 'CANCELLED', { 'if-match': '*' }, CUSTOMER), 200],
    ],
  },
  {
    name: 'a change of status with a reason',
    routes: [OrderRoute.updateOrderStatus({ reasons: true })],
    before: [create(order('reasons-1'))],
    ways: [
      ['cancelled', explain('reasons-1', { status: 'CANCELLED', reason: 'fraud', note: 'x' }, OF_KEY), 200],
      ['the same again', explain('reasons-1', { status: 'CANCELLED', reason: 'fraud', note: 'x' }, OF_KEY), 200],
    ],
  },
  {
    name: 'returns',
    routes: [OrderRoute.createReturn()],
    before: [
      create(order('returns-1')), create(order('returns-2')),
      ...['CONFIRMED', 'SHIPPED', 'DELIVERED'].map((status) => update('returns-1', status, { 'if-match': '*' })),
    ],
    ways: [
      ['a return', takeBack('returns-1', PIECE, OF_KEY), 200],
      ['the same again', takeBack('returns-1', PIECE, OF_KEY), 200],
      ['more than was delivered', takeBack('returns-1', PIECE), 409],
      ['of an order that was not delivered', takeBack('returns-2', PIECE), 409],
      ['of a missing order', takeBack('no-such', PIECE), 404],
      ['by a customer', takeBack('returns-1', PIECE, { 'if-match': '*' }, CUSTOMER), 403],
    ],
  },
];

/** What the callers of each shop do, on its routes. */
const SHOP_RUNS: Readonly<Record<keyof typeof SHOPS, Ways>> = {
  Guests: [
    ['a guest places an order', create(order('guests-1'), {}, GUEST), 200],
    ['the same again', create(order('guests-1'), {}, GUEST), 200],
    ['another under its id', create({ ...order('guests-1'), currency: 'EUR' }, {}, GUEST), 409],
    ['a guest has an idempotency key', create(order(), { 'idempotency-key': 'guests-1' }, GUEST), 200],
    ['not valid', create({}, {}, GUEST), 422],
  ],
  Customers: [
    ['a customer places an order', create(order('customers-1')), 200],
    ['for somebody else', create(order('customers-2'), {}, STRANGER), 403],
    ['staff does so', create(order('customers-2'), {}, STAFF_BY_GROUP), 200],
    ['a customer reads their own order', get('customers-1'), 200],
    ['somebody else\'s', get('customers-1', STRANGER), 404],
    ['staff reads it', get('customers-1', STAFF_BY_GROUP), 200],
    ['a customer lists their own orders', list('limit=1'), 200],
    ['somebody else\'s', list('customerId=customer-1', STRANGER), 403],
    ['staff lists them', list('customerId=customer-1', STAFF_BY_GROUP), 200],
    ['a customer confirms an order', update('customers-1', 'CONFIRMED', { 'if-match': '"1"' }, CUSTOMER), 403],
    ['staff confirms it', update('customers-1', 'CONFIRMED', { 'if-match': '"1"' }, STAFF_BY_GROUP), 200],
    ['a customer cancels somebody else\'s', update('customers-1', 'CANCELLED', { 'if-match': '*' }, STRANGER), 404],
    ['their own', update('customers-1', 'CANCELLED', { 'if-match': '*' }, CUSTOMER), 200],
    ['a token names neither a customer nor staff', get('customers-1', holderOf({})), 403],
    ['a token holds the scope that is staff elsewhere', get('customers-1', STAFF), 404],
  ],
  BackOffice: [
    ['a role places an order', create(order('office-1'), {}, ROLE), 200],
    ['reads it', get('office-1', ROLE), 200],
    ['lists a customer\'s orders', list('customerId=customer-1', ROLE), 200],
    ['lists nobody\'s', list('', ROLE), 400],
    ['confirms it', update('office-1', 'CONFIRMED', { 'if-match': '"1"' }, ROLE), 200],
    ['by an old version', update('office-1', 'SHIPPED', { 'if-match': '"1"' }, ROLE), 412],
  ],
  GuestsBesideStaff: [
    ['a guest places an order', create(order('beside-1'), {}, GUEST), 200],
    ['a role reads it', get('beside-1', ROLE), 200],
    ['lists a customer\'s orders', list('customerId=customer-1', ROLE), 200],
    ['confirms it', update('beside-1', 'CONFIRMED', { 'if-match': '"1"' }, ROLE), 200],
  ],
};

const app = new SampleApp(ENDPOINT, { stack: 'OrderAccounts', context: { ...LOGIN, environmentSuffix: SUFFIX } });
/** What the handler called, by the route or the shop. */
const called = new Map<string, string[]>();
let proxy: RecordingProxy;

beforeAll(async () => {
  await bootstrapOnce();
  await app.deploy();
  proxy = await RecordingProxy.start();
});

afterAll(async () => {
  await proxy.stop();
  await app.destroy();
});

describe('a role of one route grants just what the handler calls for it:', () => {
  test.each(RUNS.map((run) => ({ run, operationId: run.route.operationId })))('$operationId', async ({ run, operationId }) => {
    const environment = handlerEnvironment(templateWith([run.route]));
    await handle(run.before, handlerEnvironment(templateWith(OrderRoute.standard())), ENDPOINT);

    await go(run.ways, environment, operationId);

    expect(differences(templateWith([run.route]), [operationId])).toEqual({ unused: [], missing: [] });
  });
});

describe('a role of the back office grants just what the extended bundle calls for', () => {
  test.each(BACK_OFFICE_RUNS)('$name', async ({ name, routes, before, ways }) => {
    await handle(before, handlerEnvironment(templateWith(OrderRoute.standard())), ENDPOINT);

    await go(ways, handlerEnvironment(templateWith(routes)), name, EXTENDED_FOLDER);

    expect(differences(templateWith(routes), [name])).toEqual({ unused: [], missing: [] });
  });
});

describe('the role of a shop grants just what the handler calls for its callers:', () => {
  test.each(Object.keys(SHOPS) as (keyof typeof SHOPS)[])('%s', async (shop) => {
    const template = templateOf((stack) => SHOPS[shop](stack, NAMES));

    await go(SHOP_RUNS[shop], handlerEnvironment(template), shop);

    expect(differences(template, [shop])).toEqual({ unused: [], missing: [] });
  });
});

test.each(Object.keys(SHOPS) as (keyof typeof SHOPS)[])('an evaluator of IAM that is not ours lets the role of %s make each call that was recorded', async (shop) => {
  const iam = new TemplateIam(templateOf((stack) => SHOPS[shop](stack, NAMES)));
  const roleId = iam.idOf('AWS::IAM::Role', 'LambdaRole');
  const table = iam.arnOf('AWS::DynamoDB::GlobalTable');
  const calls = [...new Set(called.get(shop))].map((call) => call.split(' ')).map(([action, resource]) => ({ action, resource: table.replace(TABLE, resource) }));
  const refused = async (identity: readonly EvaluatedStatement[]) => {
    const answers = await Promise.all(calls.map((call) => isAllowed({ principal: iam.arnOf('AWS::IAM::Role', 'LambdaRole'), identity, ...call })));
    return calls.filter((_, index) => !answers[index]);
  };

  expect(calls).not.toEqual([]);
  expect(await refused(iam.statementsOf(roleId))).toEqual([]);
  expect(await refused([])).toEqual(calls);
});

test('the role of all routes grants just what the handler calls for all of them', () => {
  expect(differences(templateWith(OrderRoute.standard()), ALL)).toEqual({ unused: [], missing: [] });
});

test('so does a role that is brought, by the policy that it gets', () => {
  const template = templateWith(OrderRoute.standard(), undefined, (stack) => new Role(stack, 'Brought', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));

  expect(differences(template, ALL)).toEqual({ unused: [], missing: [] });
});

describe('that fails', () => {
  test('when the role of one route is that of all', () => {
    expect(differences(templateWith(OrderRoute.standard()), ['getOrder'])).toEqual({
      unused: [`dynamodb:PutItem ${TABLE}`, `dynamodb:Query ${INDEX}`, `dynamodb:UpdateItem ${TABLE}`],
      missing: [],
    });
  });

  test('when a statement is added', () => {
    const template = templateWith(OrderRoute.standard(), ({ role, table }) => {
      role.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:Scan'], resources: [table.tableArn] }));
    });

    expect(differences(template, ALL)).toEqual({ unused: [`dynamodb:Scan ${TABLE}`], missing: [] });
  });

  test('when an ARN is added to a statement', () => {
    const template = templateWith(OrderRoute.standard(), ({ role, table }) => {
      role.addToPrincipalPolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [table.tableArn, `${table.tableArn}/index/OrdersByCustomer`] }));
    });

    expect(differences(template, ALL)).toEqual({ unused: [`dynamodb:Query ${TABLE}`], missing: [] });
  });

  test('when the stock grant of the table is used', () => {
    const template = templateWith(OrderRoute.standard(), ({ role, table }) => table.grantReadData(role));

    expect(differences(template, ALL).unused).toEqual(expect.arrayContaining([`dynamodb:Scan ${TABLE}`, `dynamodb:GetItem ${TABLE}/index/*`]));
  });

  test('when an action on another service is added, or a managed policy', () => {
    const template = templateWith(OrderRoute.standard(), ({ role }) => {
      role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
      role.addManagedPolicy(ManagedPolicy.fromManagedPolicyArn(role, 'PowerUser', 'arn:aws:iam::aws:policy/PowerUserAccess'));
    });

    expect(differences(template, ALL)).toEqual({ unused: ['arn:aws:iam::aws:policy/PowerUserAccess', 's3:GetObject *'], missing: [] });
  });

  test.each([
    ['CreateOrders', `dynamodb:PutItem ${TABLE}`],
    ['GetOrders', `dynamodb:GetItem ${TABLE}`],
    ['ListOrders', `dynamodb:Query ${INDEX}`],
    ['UpdateOrders', `dynamodb:UpdateItem ${TABLE}`],
  ])('when the statement %s is removed', (sid, grant) => {
    const template = templateWith(OrderRoute.standard());
    for (const { PolicyDocument: document } of policiesIn(template)) document.Statement = document.Statement.filter(({ Sid }) => Sid !== sid);

    expect(differences(template, ALL)).toEqual({ unused: [], missing: [grant] });
  });

  test('when the index of a statement becomes the table', () => {
    const template = templateWith(OrderRoute.standard());
    const statements = policiesIn(template).flatMap(({ PolicyDocument: { Statement } }) => Statement);
    const resourceOf = (sid: string) => statements.find(({ Sid }) => Sid === sid)!;
    resourceOf('ListOrders').Resource = resourceOf('GetOrders').Resource;

    expect(differences(template, ALL)).toEqual({ unused: [`dynamodb:Query ${TABLE}`], missing: [`dynamodb:Query ${INDEX}`] });
  });
});

const ALL = RUNS.map(({ route }) => route.operationId);

/** Goes each way, past the proxy, and remembers under a name what the handler called. */
async function go(ways: Ways, environment: Record<string, string>, name: string, folder?: string): Promise<void> {
  proxy.calls.length = 0;
  const statuses = await handle(ways.map(([, event]) => event), environment, proxy.endpoint, folder);
  called.set(name, proxy.calls.map(({ action, resource }) => `${action} ${resource}`));
  expect(ways.map(([way], index) => [way, statuses[index]])).toEqual(ways.map(([way,, status]) => [way, status]));
}

/** What a role grants and nobody used, and what was used and is not granted. */
function differences(template: StackTemplate, names: readonly string[]): { unused: string[]; missing: string[] } {
  const granted = grantsIn(template);
  const used = [...LOGGING, ...names.flatMap((name) => called.get(name) ?? [])];
  return {
    unused: [...new Set(granted.filter((grant) => !used.includes(grant)))].sort(),
    missing: [...new Set(used.filter((call) => !granted.includes(call)))].sort(),
  };
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  Resource: unknown;
}

interface Policy {
  readonly PolicyDocument: { Statement: Statement[] };
}

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

type StackTemplate = Readonly<Record<string, Resource>>;

/** The resources of a stack whose API has just these routes, and the names that the deployed one has. */
function templateWith(
  routes: OrderRoute[], change: (orders: OrderProcessingApi) => void = () => {}, broughtTo: (stack: Stack) => Role | undefined = () => undefined,
): StackTemplate {
  return templateOf((stack) => change(new OrderProcessingApi(stack, 'Orders', {
    ...NAMES,
    routes,
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', LOGIN.issuer, { jwtAudience: [LOGIN.audience] }), { staff: [OrderStaff.scope('orders/admin')] }),
    role: broughtTo(stack),
  })));
}

function templateOf(addOrders: (stack: Stack) => void): StackTemplate {
  const stack = new Stack(new App(), 'OrderAccounts');
  addOrders(stack);
  return Template.fromStack(stack).toJSON().Resources;
}

function policiesIn(template: StackTemplate): Policy[] {
  const attached = propertiesOf(template, 'AWS::IAM::Policy') as unknown as Policy[];
  const inline = propertiesOf(template, 'AWS::IAM::Role').flatMap(({ Policies = [] }) => Policies as Policy[]);
  return [...attached, ...inline];
}

/** Each action on each resource, with ARNs as the names that they end in. */
function grantsIn(template: StackTemplate): string[] {
  const managed = propertiesOf(template, 'AWS::IAM::Role').flatMap(({ ManagedPolicyArns = [] }) => ManagedPolicyArns as string[]);
  const statements = policiesIn(template).flatMap(({ PolicyDocument: { Statement } }) => Statement);
  return [...managed, ...statements.flatMap(({ Sid, Effect, Action, Resource, ...others }) => {
    if (Effect !== 'Allow' || Object.keys(others).length > 0) throw new Error(`the statement ${Sid} is of a kind that is not compared`);
    return [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${nameOf(resource, template)}`));
  })];
}

function propertiesOf(template: StackTemplate, type: string): Record<string, unknown>[] {
  return Object.values(template).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
}

/** The name of what a value of the template points to. */
function nameOf(value: unknown, template: StackTemplate): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as Record<string, unknown>);
  switch (intrinsic) {
    case 'Ref':
      return physicalName(argument as string, template);
    case 'Fn::GetAtt':
      return physicalName((argument as string[])[0], template);
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => nameOf(part, template)).join(separator);
    }
    default:
      throw new Error(`the test does not know ${intrinsic}`);
  }
}

function physicalName(logicalId: string, template: StackTemplate): string {
  const { TableName, LogGroupName } = template[logicalId].Properties;
  return String(TableName ?? LogGroupName);
}

/** The variables that the function of a stack gets. */
function handlerEnvironment(template: StackTemplate): Record<string, string> {
  const [{ Environment }] = propertiesOf(template, 'AWS::Lambda::Function') as { Environment: { Variables: Record<string, unknown> } }[];
  return Object.fromEntries(Object.entries(Environment.Variables).map(([name, value]) => [name, nameOf(value, template)]));
}

/** An event as API Gateway hands it over. */
function eventOf(routeKey: string, { body, headers = {}, query = '', caller, ...pathParameters }: {
  body?: object; headers?: object; query?: string; orderId?: string; fulfilmentId?: string; caller: Caller;
}): object {
  return {
    version: '2.0',
    routeKey,
    rawQueryString: query,
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: pathParameters.orderId === undefined ? undefined : pathParameters,
    requestContext: { requestId: 'request-1', routeKey, ...caller },
    body: body && JSON.stringify(body),
    isBase64Encoded: false,
  };
}
