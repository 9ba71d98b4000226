import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderRoute } from '../../src';
import { resolveRoutes } from '../../src/api/route-settings';
import { accepts, failsFor, refusalOf } from '../support/refusals';

const { createOrder, getOrder, listOrders } = OrderRoute;

const iam = new HttpIamAuthorizer();
const byIam = OrderAccess.staff(iam);

const NO_OPTIONS = { byOrderNumber: false, reasons: false };

describe('routes', () => {
  failsFor([
    { name: 'none', props: { routes: [] }, message: 'routes must contain at least one route, such as OrderRoute.createOrder(), got []' },
    {
      name: 'none, whoever may call',
      props: { routes: [], access: byIam },
      message: 'routes must contain at least one route, such as OrderRoute.createOrder(), got []',
    },
    {
      name: 'a route that is there twice',
      props: { routes: [createOrder(), createOrder()] },
      message: 'routes must contain each route once, got OrderRoute.createOrder() more than once',
    },
    {
      name: 'a route that is there twice for different callers',
      props: { routes: [getOrder({ access: byIam }), createOrder(), getOrder({ access: OrderAccess.staff(new HttpNoneAuthorizer()) })] },
      message: 'routes must contain each route once, got OrderRoute.getOrder() more than once',
    },
    {
      name: 'each route that is there twice',
      props: { routes: [...OrderRoute.standard(), createOrder(), listOrders()], access: byIam },
      message: 'routes must contain each route once, got OrderRoute.createOrder() and OrderRoute.listOrders() more than once',
    },
  ]);

  // What a compiler would refuse, and plain JavaScript sends.
  test.each([
    { name: 'the name of a route', routes: ['getOrder'], got: 'one with "getOrder"' },
    { name: 'a list in the list', routes: [OrderRoute.standard()], got: 'one with a list' },
    { name: 'a route that is not in a list', routes: createOrder(), got: 'the object OrderRoute' },
    { name: 'a hole', routes: [undefined], got: 'one with an empty element' },
    { name: 'null', routes: null, got: 'null' },
  ])('fails for $name', ({ routes, got }) => {
    expect(refusalOf({ routes: routes as unknown as OrderRoute[] }))
      .toBe(`Error: [Shop/Orders] routes must be a list of routes such as [OrderRoute.createOrder()] or OrderRoute.standard(), got ${got}`);
  });

  test('accepts reads without createOrder', () => {
    accepts({ routes: [getOrder(), listOrders()], access: byIam });
  });

  test('are put in the order of the contract, with who may call them', () => {
    const own = OrderAccess.staff(new HttpIamAuthorizer(), { authorizationScopes: [] });
    const routes = [listOrders({ access: own }), createOrder({ access: OrderAccess.guests() }), getOrder()];
    expect(resolveRoutes({ routes, access: byIam })).toEqual([
      { route: expect.objectContaining({ operationId: 'createOrder' }), callers: 'guests', authorizer: expect.any(HttpNoneAuthorizer), ...NO_OPTIONS },
      { route: expect.objectContaining({ operationId: 'getOrder' }), callers: 'staff', authorizer: iam, ...NO_OPTIONS },
      {
        route: expect.objectContaining({ operationId: 'listOrders' }), callers: 'staff', authorizer: expect.any(HttpIamAuthorizer), authorizationScopes: [], ...NO_OPTIONS,
      },
    ]);
  });

  test('are createOrder alone, for guests, when the app says nothing', () => {
    expect(resolveRoutes({})).toEqual([{ route: expect.objectContaining({ operationId: 'createOrder' }), callers: 'guests', ...NO_OPTIONS }]);
  });
});
