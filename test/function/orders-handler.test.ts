import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { OrderAccess, OrderRoute, OrderStaffList } from '../../src';
import { ExtendedOrdersFunction } from '../../src/function/extended-orders-function';
import { OrdersFunction } from '../../src/function/orders-function';
import { EXTENDED_FOLDER, HANDLER_FOLDER } from '../../tools/build/bundle';
import { propertiesOf, templateOf } from '../support/orders-stack';

const FUNCTION = 'AWS::Lambda::Function';

function keyOf(folder: string): string {
  return `${new Asset(new Stack(), 'Asset', { path: folder }).assetHash}.zip`;
}

function keyIn(template: Template): unknown {
  const [{ Code }] = propertiesOf(template, FUNCTION);
  return (Code as { S3Key: unknown }).S3Key;
}

test('the function has the default bundle by default and with the standard routes', () => {
  expect(keyIn(templateOf())).toBe(keyOf(HANDLER_FOLDER));
  expect(keyIn(templateOf({ routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()) }))).toBe(keyOf(HANDLER_FOLDER));
});

test.each([
  ['eraseOrder', [OrderRoute.eraseOrder()]],
  ['eraseCustomer', [OrderRoute.listOrders(), OrderRoute.eraseCustomer()]],
  ['byOrderNumber', [OrderRoute.listOrders({ byOrderNumber: true })]],
  ['staffList', [OrderRoute.listOrders({ staffList: OrderStaffList.byStatus() })]],
])('the function has the extended bundle with %s', (_, routes) => {
  expect(keyIn(templateOf({ routes, access: OrderAccess.staff(new HttpIamAuthorizer()) }))).toBe(keyOf(EXTENDED_FOLDER));
});

test('the extended function differs from the default one in its code only', () => {
  const made = (Handler: typeof OrdersFunction | typeof ExtendedOrdersFunction) => {
    const stack = new Stack();
    new Handler(stack, 'Function', { description: 'Takes orders' });
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  expect(keyOf(EXTENDED_FOLDER)).not.toBe(keyOf(HANDLER_FOLDER));
  expect(made(ExtendedOrdersFunction)).toBe(made(OrdersFunction).replace(keyOf(HANDLER_FOLDER), keyOf(EXTENDED_FOLDER)));
});
