import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aws } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderFields, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff, OrderStaffList } from '../../src';
import { OperationId } from '../../src/contract';
import { resolveCustomFields } from '../../src/fields/custom-fields';
import { customFieldMembers } from '../../src/handler/request/custom-fields';
import type { OpenApiDocument } from '../../tools/openapi/openapi';
import { EVERY_OPERATION } from '../../tools/openapi/scenarios';
import { operationsOf } from '../../tools/openapi/tables';
import { ROOT } from '../../tools/shared/paths';
import { run } from '../../tools/shared/processes';
import { getOrder, listOrders, MINIMAL_ORDER } from '../support/handler/fixtures';
import { bodyOf, Harness } from '../support/handler/harness';
import { DOCUMENT, ofHandler, operationOf, undocumented, validatorOf } from '../support/openapi/conformance';
import { newStack } from '../support/refusals';

const FIELDS = OrderFields.fromJsonSchema({
  order: {
    type: 'object',
    properties: {
      costCenter: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
      deliveryDate: { 'type': 'string', 'format': 'date', 'description': 'The day of delivery.', 'x-personal': true },
      gift: { type: 'object', properties: { ribbon: { type: 'string', enum: ['red', 'gold'] } }, required: ['ribbon'] },
    },
    required: ['costCenter'],
  },
  item: { type: 'object', properties: { engravings: { type: 'array', items: { type: 'string', maxLength: 40 }, maxItems: 3 } } },
});

const login = () => new HttpJwtAuthorizer('Login', 'https://login.example.com', { jwtAudience: ['orders'] });
const CUSTOMERS = () => OrderAccess.customers(login(), { staff: [OrderStaff.cognitoGroup('staff')] });
const EVERY_ROUTE = [
  OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders({ byOrderNumber: true, staffList: OrderStaffList.byStatus() }),
  OrderRoute.updateOrderStatus({ reasons: true }), OrderRoute.eraseOrder(), OrderRoute.eraseCustomer(),
  OrderRoute.createFulfilment(), OrderRoute.updateFulfilment(), OrderRoute.createReturn(),
];

function documentOf(props: OrderProcessingApiProps): OpenApiDocument {
  return JSON.parse(new OrderProcessingApi(newStack(), 'Orders', props).openApi);
}

const SHOPS: Record<string, () => OrderProcessingApiProps> = {
  'the default': () => ({}),
  'the standard routes for customers': () => ({ routes: OrderRoute.standard(), access: CUSTOMERS() }),
  'every route with IAM and custom fields': () => ({ routes: EVERY_ROUTE, access: OrderAccess.staff(new HttpIamAuthorizer()), customFields: FIELDS }),
};

test.each(Object.entries(SHOPS))('the document of %s has nothing for the linter', async (_, props) => {
  const folder = mkdtempSync(join(tmpdir(), 'open-api-'));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, new OrderProcessingApi(newStack(), 'Orders', props()).openApi);
  try {
    await run('npx', ['--no-install', 'redocly', 'lint', file, '--config', 'redocly.yaml'], { cwd: ROOT, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the document has the routes of the API only, below the server', () => {
  const document = documentOf({ routes: [OrderRoute.createOrder(), OrderRoute.getOrder()], access: CUSTOMERS() });

  expect(operationsOf(document).map(({ operation }) => operation.operationId)).toEqual(['createOrder', 'getOrder']);
  expect(document.servers).toEqual([{ url: '/' }]);
  expect(Object.keys(document.components.schemas)).not.toContain('StatusRequest');
});

test('the document of every route differs from that of the package in what the deployment decides only', () => {
  const document = documentOf({ routes: EVERY_ROUTE, access: CUSTOMERS() });
  const shipped = operationsOf(DOCUMENT).map(({ operation: { 'x-on-by-default': _, 'security': __, ...operation } }) => operation);

  expect(operationsOf(document).map(({ operation: { security: _, ...operation } }) => operation)).toEqual(shipped);
  expect(document.components.schemas).toEqual(DOCUMENT.components.schemas);
});

test('orderNumber is a parameter with byOrderNumber only', () => {
  const parametersOf = (route: OrderRoute) => operationOf('listOrders', documentOf({ routes: [route], access: CUSTOMERS() })).parameters.map(({ name }) => name);

  expect(parametersOf(OrderRoute.listOrders())).toEqual(['customerId', 'limit', 'cursor']);
  expect(parametersOf(OrderRoute.listOrders({ byOrderNumber: true }))).toEqual(['customerId', 'limit', 'cursor', 'orderNumber']);
});

test('the list by status is described with staffList only', () => {
  const documentWith = (route: OrderRoute) => documentOf({ routes: [route], access: CUSTOMERS() });
  const entriesOf = ({ components }: OpenApiDocument) => (components.schemas.OrderPage as any).properties.orders.items.$ref; // eslint-disable-line @typescript-eslint/no-explicit-any
  const [without, having] = [documentWith(OrderRoute.listOrders()), documentWith(OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() }))];

  expect(operationOf('listOrders', having).parameters.map(({ name }) => name)).toEqual(['customerId', 'limit', 'cursor', 'status', 'createdFrom', 'createdTo', 'sort']);
  expect([entriesOf(without), entriesOf(having)]).toEqual(['#/components/schemas/Order', '#/components/schemas/ListedOrder']);
  expect(Object.keys(without.components.schemas)).toEqual(expect.not.arrayContaining(['ListedOrder', 'ListSort']));
});

test('reasons, fulfilments and returns are described with their options and routes only', () => {
  const propertiesWith = (...routes: OrderRoute[]) => {
    const { Order, StatusEntry, StatusRequest } = documentOf({ routes, access: CUSTOMERS() }).components.schemas;
    return [Order, StatusEntry, StatusRequest].map((schema) => Object.keys(schema?.properties ?? {}));
  };
  const [order, entry, request] = propertiesWith(OrderRoute.updateOrderStatus());
  const [withReasons, entryWithReasons, requestWithReasons] = propertiesWith(OrderRoute.updateOrderStatus({ reasons: true }));
  const fulfilments = [OrderRoute.createFulfilment(), OrderRoute.updateFulfilment()];

  expect(order).toEqual(expect.not.arrayContaining(['fulfilments', 'fulfilmentStatus', 'returns']));
  expect([entry, request]).toEqual([['status', 'at'], ['status']]);
  expect(withReasons).toEqual(order);
  expect([entryWithReasons, requestWithReasons]).toEqual([['status', 'at', 'reason', 'note', 'by'], ['status', 'reason', 'note']]);
  expect(propertiesWith(...fulfilments).slice(0, 2)).toEqual([[...order, 'fulfilmentStatus', 'fulfilments'], ['status', 'at', 'by']]);
  expect(propertiesWith(OrderRoute.createReturn())[0]).toEqual([...order, 'returns']);
});

test('each route has the security that it is deployed with', () => {
  const stack = newStack();
  const authorizer = new LambdaFunction(stack, 'Authorizer', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({})') });
  const orders = new OrderProcessingApi(stack, 'Orders', {
    routes: [
      OrderRoute.createOrder({ access: OrderAccess.guests() }),
      OrderRoute.getOrder({ access: OrderAccess.staff(login(), { authorizationScopes: ['orders/read', `${Aws.REGION}/read`, 'orders/admin'] }) }),
      OrderRoute.listOrders({ access: OrderAccess.staff(new HttpLambdaAuthorizer('Own', authorizer, { identitySource: ['$request.header.X-Api-Key'] })) }),
      OrderRoute.updateOrderStatus(),
    ],
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  });
  const document: OpenApiDocument = JSON.parse(orders.openApi);

  expect(Object.fromEntries(operationsOf(document).map(({ operation }) => [operation.operationId, operation.security]))).toEqual({
    createOrder: [],
    getOrder: [{ bearer: ['orders/read'] }, { bearer: ['orders/admin'] }],
    listOrders: [{ 'custom-X-Api-Key': [] }],
    updateOrderStatus: [{ sigv4: [] }],
  });
  expect(document.components.securitySchemes).toMatchObject({
    'bearer': { type: 'http', scheme: 'bearer' },
    'custom-X-Api-Key': { type: 'apiKey', name: 'X-Api-Key', in: 'header' },
    'sigv4': { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  });
  expect(orders.openApi).not.toContain('${Token[');
});

test.each([
  ['$request.header.X-Token', { type: 'apiKey', name: 'X-Token', in: 'header' }],
  ['$request.querystring.token', { type: 'apiKey', name: 'token', in: 'query' }],
  ['$request.header.Cookie', { type: 'apiKey', name: 'Cookie', in: 'header' }],
])('credentials that an authorizer reads from %s are described there', (source, scheme) => {
  const stack = newStack();
  const authorizer = new LambdaFunction(stack, 'Authorizer', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({})') });
  const staff = [
    new HttpJwtAuthorizer('Token', 'https://login.example.com', { jwtAudience: ['orders'], identitySource: [source] }),
    new HttpLambdaAuthorizer('Own', authorizer, { identitySource: [source] }),
  ].map((each) => OrderAccess.staff(each));
  const [getAccess, listAccess] = staff;
  const { components }: OpenApiDocument = JSON.parse(new OrderProcessingApi(stack, 'Orders', {
    routes: [OrderRoute.getOrder({ access: getAccess }), OrderRoute.listOrders({ access: listAccess })],
  }).openApi);

  expect(components.securitySchemes).toEqual({
    [`token-${scheme.name}`]: { ...scheme, description: expect.any(String) },
    [`custom-${scheme.name}`]: { ...scheme, description: expect.any(String) },
  });
});

describe('custom fields', () => {
  const document = documentOf({ routes: EVERY_ROUTE, access: OrderAccess.staff(new HttpIamAuthorizer()), customFields: FIELDS });
  const harness = new Harness({ operations: EVERY_OPERATION, customFields: customFieldMembers(resolveCustomFields({ customFields: FIELDS })!) });
  const isValid = validatorOf(operationOf('createOrder', document).requestBody!.content['application/json'].schema, document);
  const expectDocumented = (operationId: OperationId, answer: Awaited<ReturnType<Harness['handle']>>) => {
    expect(undocumented(operationId, ofHandler(answer), document)).toEqual([]);
  };
  const [item] = MINIMAL_ORDER.items;
  const ORDER = {
    ...MINIMAL_ORDER,
    orderId: 'order-1',
    items: [{ ...item, customFields: { engravings: ['For Ada'] } }],
    customFields: { costCenter: 'AB-1234', deliveryDate: '2026-12-24', gift: { ribbon: 'red' } },
  };

  test('are in what a client sends and gets, as the handler takes and answers them', async () => {
    const answer = await harness.post(ORDER);
    expect({ isValid: isValid(ORDER), status: answer.statusCode }).toEqual({ isValid: true, status: 200 });
    expectDocumented('createOrder', answer);

    const read = await harness.handle(getOrder('order-1'));
    expect(bodyOf(read)).toMatchObject({ customFields: ORDER.customFields, items: [{ customFields: { engravings: ['For Ada'] } }] });
    expectDocumented('getOrder', read);
    expectDocumented('listOrders', await harness.handle(listOrders(`customerId=${MINIMAL_ORDER.customerId}`)));
  });

  test.each([
    ['none, although one is required', undefined],
    ['one that is missing', {}],
    ['an unknown one', { ...ORDER.customFields, color: 'red' }],
    ['a wrong value', { costCenter: 'ab' }],
    ['a wrong value further down', { costCenter: 'AB-1234', gift: { ribbon: 'blue' } }],
    ['an unknown one further down', { costCenter: 'AB-1234', gift: { ribbon: 'red', bow: true } }],
  ])('are refused by schema and handler alike with %s', async (_, customFields) => {
    const { customFields: __, ...order } = ORDER;
    const body = { ...order, orderId: 'order-2', ...customFields && { customFields } };
    const answer = await harness.post(body);

    expect({ isValid: isValid(body), status: answer.statusCode }).toEqual({ isValid: false, status: 422 });
    expectDocumented('createOrder', answer);
  });

  test('of a response have no bounds, since stored orders keep those of earlier deployments, and say which are personal', () => {
    expect(document.components.schemas.ReturnedCustomFields).toEqual({
      type: 'object',
      properties: {
        costCenter: { type: 'string' },
        deliveryDate: { type: 'string', format: 'date', description: 'The day of delivery. Personal data.' },
        gift: { type: 'object', properties: { ribbon: { type: 'string' } }, additionalProperties: true },
      },
      additionalProperties: true,
    });
  });
});

test('who does not ask for the document pays nothing for it', () => {
  const stack = newStack();
  const read = jest.spyOn(JSON, 'parse');
  new OrderProcessingApi(stack, 'Orders');

  expect(read.mock.calls.filter(([text]) => String(text).includes('"openapi"'))).toEqual([]);
  read.mockRestore();
});
