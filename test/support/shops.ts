/*
 * Four shops that differ in who may call. Tests hold them against the same in Python, and their roles against what their
 * callers do.
 */
import { Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';

type Names = Pick<OrderProcessingApiProps, 'projectName' | 'environmentSuffix'>;

/** By the names of their stacks. Each puts its API into a stack. */
export const SHOPS = {
  Guests: (stack: Stack, names: Names = {}) => new OrderProcessingApi(stack, 'Orders', {
    ...names,
    routes: [OrderRoute.createOrder()],
    access: OrderAccess.guests(),
  }),

  Customers: (stack: Stack, names: Names = {}) => new OrderProcessingApi(stack, 'Orders', {
    ...names,
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpUserPoolAuthorizer('Accounts', new UserPool(stack, 'Pool')), {
      staff: [OrderStaff.cognitoGroup('staff')],
    }),
  }),

  BackOffice: (stack: Stack, names: Names = {}) => new OrderProcessingApi(stack, 'Orders', {
    ...names,
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  }),

  GuestsBesideStaff: (stack: Stack, names: Names = {}) => new OrderProcessingApi(stack, 'Orders', {
    ...names,
    routes: [
      OrderRoute.createOrder({ access: OrderAccess.guests() }),
      OrderRoute.getOrder(),
      OrderRoute.listOrders(),
      OrderRoute.updateOrderStatus(),
    ],
    access: OrderAccess.staff(new HttpIamAuthorizer()),
  }),
};
