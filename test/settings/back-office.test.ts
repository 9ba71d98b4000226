/*
 * The routes and options of the back office: what they set, what they need, and that nobody else pays for them.
 */
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderRoute, OrderStaff } from '../../src';
import { EnvironmentVariable } from '../../src/contract';
import { ordersStack, propertiesOf } from '../support/orders-stack';
import { refusalOf } from '../support/refusals';

const STAFF = () => OrderAccess.staff(new HttpIamAuthorizer());
const CUSTOMERS = (staff: OrderStaff[] = []) => (
  OrderAccess.customers(new HttpJwtAuthorizer('Login', 'https://login.example.com', { jwtAudience: ['orders'] }), { staff })
);
const FULFILMENTS = () => [OrderRoute.createFulfilment(), OrderRoute.updateFulfilment()];

/** The environment of the function that handles requests. */
function environmentWith(routes: OrderRoute[]): Record<string, unknown> {
  const { stack } = ordersStack({ routes, access: STAFF() });
  const [{ Environment }] = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function') as { Environment: { Variables: object } }[];
  return Object.fromEntries(Object.entries(Environment.Variables).filter(([name]) => !(name in EnvironmentVariable)));
}

test('without them, the function has no variable for them and loads the default bundle', () => {
  expect(environmentWith(OrderRoute.standard())).toEqual({});
});

test.each<[string, OrderRoute[], Record<string, string>]>([
  ['reasons', [OrderRoute.updateOrderStatus({ reasons: true })], { CHANGE_REASONS: 'true' }],
  ['fulfilments', FULFILMENTS(), { FULFILMENTS: 'true' }],
  ['returns', [OrderRoute.createReturn()], {}],
])('with %s the function has the extended bundle and its variable', (_, routes, variables) => {
  expect(environmentWith(routes)).toEqual({ ...variables, TIMEOUT_SECONDS: '30' });
});

test('reasons that are false set nothing', () => {
  expect(environmentWith([OrderRoute.updateOrderStatus({ reasons: false })])).toEqual({});
});

describe('fails', () => {
  test('for reasons that are neither true nor false', () => {
    expect(refusalOf({ routes: [OrderRoute.updateOrderStatus({ reasons: 'yes' as never })], access: STAFF() }))
      .toContain('OrderRoute.updateOrderStatus() must have reasons true or false, got "yes"');
  });

  test('for an option of another route', () => {
    expect(refusalOf({ routes: [OrderRoute.createReturn({ reasons: true } as never)], access: STAFF() }))
      .toContain('OrderRoute.createReturn() must only have the options access, got reasons');
  });

  test('where nobody of staff may call a route', () => {
    expect(refusalOf({ routes: [...FULFILMENTS(), OrderRoute.createReturn()], access: CUSTOMERS() })).toContain(
      'access of OrderRoute.createFulfilment(), OrderRoute.updateFulfilment() and OrderRoute.createReturn() must be OrderAccess.staff(authorizer) or have staff, '
      + 'since customers may not record fulfilments and returns, got OrderAccess.customers(authorizer) without staff',
    );
  });

  test('not where customers have staff beside them', () => {
    expect(() => ordersStack({ routes: FULFILMENTS(), access: CUSTOMERS([OrderStaff.cognitoGroup('staff')]) })).not.toThrow();
  });

  test.each([
    ['creates', [OrderRoute.createFulfilment()], 'OrderRoute.updateFulfilment() for OrderRoute.createFulfilment()', 'OrderRoute.createFulfilment()'],
    ['changes', [OrderRoute.updateFulfilment()], 'OrderRoute.createFulfilment() for OrderRoute.updateFulfilment()', 'OrderRoute.updateFulfilment()'],
  ] as const)('for an API that only %s fulfilments', (_, routes, missing, got) => {
    expect(refusalOf({ routes: [...routes], access: STAFF() }))
      .toContain(`routes must contain ${missing}, since a fulfilment is created and then changed, got ${got}`);
  });
});

describe('metrics', () => {
  test('count shipped fulfilments and returns, with a row of the dashboard', () => {
    const { stack, orders } = ordersStack({ routes: [...FULFILMENTS(), OrderRoute.createReturn()], access: STAFF(), dashboard: true });

    expect(['FulfilmentsShipped', 'OrdersReturned'].map((name) => orders.metric(name).metricName)).toEqual(['FulfilmentsShipped', 'OrdersReturned']);
    expect(JSON.stringify(propertiesOf(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard'))).toContain('Fulfilments and returns');
  });

  test('fail without the routes that count in them', () => {
    const { orders } = ordersStack({ routes: OrderRoute.standard(), access: STAFF() });

    expect(() => orders.metric('FulfilmentsShipped')).toThrow('FulfilmentsShipped needs OrderRoute.createFulfilment(), businessMetrics');
    expect(() => orders.metric('OrdersReturned')).toThrow('OrdersReturned needs OrderRoute.createReturn(), businessMetrics');
  });
});
