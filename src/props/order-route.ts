import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAccess } from './order-access';
import { OrderStaffList } from './order-staff-list';
import {
  CREATE_FULFILMENT, CREATE_ORDER, CREATE_RETURN, ERASE_CUSTOMER, ERASE_ORDER, GET_ORDER, LIST_ORDERS, Route, UPDATE_FULFILMENT, UPDATE_ORDER_STATUS,
} from '../contract';
import { kindInsteadOf, optionNames, shown, validateOptionsOf } from './validation';

/**
 * Options of one route of an `OrderProcessingApi`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface OrderRouteOptions {
  /**
   * Authentication and authorization of the route, if it differs from that of the API.
   *
   * For example `OrderAccess.staff(new HttpIamAuthorizer())`, while the other routes are for customers.
   *
   * @default - the `access` of the `OrderProcessingApi`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly access?: OrderAccess;
}

/**
 * Options of the route of an `OrderProcessingApi` that lists orders.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export interface ListOrdersOptions extends OrderRouteOptions {
  /**
   * Whether staff and IAM principals may find orders by their order number, with `GET /orders?orderNumber=…`.
   *
   * The table gets the global secondary index `OrdersByNumber`. CloudFormation adds one index per deployment to an existing table. Orders that were
   * created before are not in the index. Customers get a 403.
   *
   * @default false
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
   */
  readonly byOrderNumber?: boolean;

  /**
   * List of the orders of all customers by status, for staff and IAM principals.
   *
   * For example `OrderStaffList.byStatus()`. The table gets the global secondary index `OrdersByStatus`. CloudFormation adds one index per deployment
   * to an existing table. Customers get a 403.
   *
   * @default - staff and IAM principals list the orders of one customer at a time
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
   */
  readonly staffList?: OrderStaffList;
}

/**
 * Options of the route of an `OrderProcessingApi` that changes the status of an order.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export interface UpdateOrderStatusOptions extends OrderRouteOptions {
  /**
   * Whether the history of an order says who changed its status, and why.
   *
   * The body of a change may then have a `reason` (`customer`, `payment-declined`, `fraud`, `out-of-stock`, `staff` or `other`) and a `note` of up to
   * 500 characters. Customers may give the reason `customer` only, and see neither notes nor ids of staff.
   *
   * @default false
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
   */
  readonly reasons?: boolean;
}

const OPTION_NAMES = optionNames<OrderRouteOptions>({ access: true });
const STATUS_OPTION_NAMES = optionNames<UpdateOrderStatusOptions>({ access: true, reasons: true });
const LIST_OPTION_NAMES = optionNames<ListOrdersOptions>({ access: true, byOrderNumber: true, staffList: true });

/**
 * Route of an `OrderProcessingApi`.
 *
 * `openapi.json` in the package describes the request and the responses of each route.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @example
 * import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { OrderAccess, OrderProcessingApi, OrderRoute } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: [OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders()],
 *   access: OrderAccess.staff(new HttpIamAuthorizer()),
 * });
 */
export class OrderRoute {
  /**
   * `POST /orders`, which creates an order.
   *
   * It is the only route that guests may call.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static createOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(CREATE_ORDER, options);
  }

  /**
   * `GET /orders/{orderId}`, which returns one order to its customer or to staff.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static getOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(GET_ORDER, options);
  }

  /**
   * `GET /orders`, which lists the orders of a customer, newest first, with pagination.
   *
   * The customer and staff may call it. The table gets the global secondary index `OrdersByCustomer` for it. With `byOrderNumber` the route also
   * finds orders by their order number, and with `staffList` staff lists the orders of all customers.
   *
   * @param options who may call the route, and how it finds orders
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
   */
  public static listOrders(options: ListOrdersOptions = {}): OrderRoute {
    return new OrderRoute(LIST_ORDERS, options, LIST_OPTION_NAMES);
  }

  /**
   * `PATCH /orders/{orderId}`, which changes the status of an order.
   *
   * Customers may cancel their own orders. Staff may set every status that can follow the current one. With `reasons` the history says who changed
   * the status, and why.
   *
   * @param options who may call the route, and whether changes have reasons
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static updateOrderStatus(options: UpdateOrderStatusOptions = {}): OrderRoute {
    return new OrderRoute(UPDATE_ORDER_STATUS, options, STATUS_OPTION_NAMES);
  }

  /**
   * `POST /orders/{orderId}/fulfilments`, which records that a part of an order is packed or shipped.
   *
   * Only staff and IAM principals may call it. All fulfilments of an order have at most what the order has. When all of it is shipped, the order becomes
   * `SHIPPED`. It needs `OrderRoute.updateFulfilment()`. It is not one of the standard routes.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static createFulfilment(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(CREATE_FULFILMENT, options);
  }

  /**
   * `PATCH /orders/{orderId}/fulfilments/{fulfilmentId}`, which changes a fulfilment: its status, carrier and tracking number.
   *
   * Only staff and IAM principals may call it. When all of the order is delivered, the order becomes `DELIVERED`. It needs
   * `OrderRoute.createFulfilment()`. It is not one of the standard routes.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static updateFulfilment(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(UPDATE_FULFILMENT, options);
  }

  /**
   * `POST /orders/{orderId}/returns`, which records that a part of an order came back, and what is refunded for it.
   *
   * Only staff and IAM principals may call it. All returns of an order have at most what was delivered, and refund at most its total. The refund itself
   * is made by the payment provider, and the stock of the shop is not changed. It is not one of the standard routes.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static createReturn(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(CREATE_RETURN, options);
  }

  /**
   * `DELETE /orders/{orderId}/personal-data`, which erases the personal data of an order.
   *
   * Only staff and IAM principals may call it. The order keeps its ids, amounts, items and status, so that the books still add up. It is not one
   * of the standard routes.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static eraseOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(ERASE_ORDER, options);
  }

  /**
   * `DELETE /orders/personal-data?customerId=…`, which erases the personal data of the orders of a customer.
   *
   * Each request erases up to 100 orders, and the client repeats it until the response has `done: true`. Only staff and IAM principals may call
   * it. It needs `OrderRoute.listOrders()`, whose index finds the orders. It is not one of the standard routes.
   *
   * @param options who may call the route
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
   */
  public static eraseCustomer(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(ERASE_CUSTOMER, options);
  }

  /**
   * The four standard routes: `createOrder`, `getOrder`, `listOrders` and `updateOrderStatus`.
   *
   * They have the same options. Routes of later versions are not added to them, so that an upgrade exposes no new route.
   *
   * @param options who may call the routes
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static standard(options: OrderRouteOptions = {}): OrderRoute[] {
    return [OrderRoute.createOrder(options), OrderRoute.getOrder(options), OrderRoute.listOrders(options), OrderRoute.updateOrderStatus(options)];
  }

  /**
   * Operation id of the route in `openapi.json`, for example `getOrder`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
   */
  public readonly operationId: string;

  /**
   * HTTP method of the route: `POST`, `GET`, `PATCH` or `DELETE`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public readonly method: HttpMethod;

  /**
   * Path of the route below the URL of the stage, for example `/orders/{orderId}`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public readonly path: string;

  /**
   * Authentication and authorization of the route.
   *
   * Undefined if the route has the `access` of the API.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  public readonly access?: OrderAccess;

  private readonly byOrderNumber: boolean;
  private readonly reasons: boolean;
  private readonly staffList?: OrderStaffList;
  private readonly optionFaults: string[];

  private constructor({ operationId, method, path }: Route, options: ListOrdersOptions & UpdateOrderStatusOptions, names = OPTION_NAMES) {
    this.operationId = operationId;
    this.method = HttpMethod[method];
    this.path = path;
    this.access = options?.access; // plain JavaScript may pass null
    this.byOrderNumber = options?.byOrderNumber === true;
    this.reasons = options?.reasons === true;
    this.staffList = options?.staffList instanceof OrderStaffList ? options.staffList : undefined;
    this.optionFaults = [
      ...validateOptionsOf(`OrderRoute.${operationId}()`, options, names, '{ access: OrderAccess.staff(authorizer) }'),
      ...FLAGS.filter((flag) => names.includes(flag)).flatMap((flag) => validateFlag(operationId, flag, options?.[flag])),
      ...names.includes('staffList') ? validateStaffList(operationId, options) : [],
    ];
  }

  /** @internal */
  public get _byOrderNumber(): boolean {
    return this.byOrderNumber;
  }

  /** @internal */
  public get _reasons(): boolean {
    return this.reasons;
  }

  /** @internal */
  public get _staffList(): OrderStaffList | undefined {
    return this.staffList;
  }

  /** @internal */
  public get _optionFaults(): string[] {
    return this.optionFaults;
  }
}

/** The options that are true or false. */
const FLAGS = ['byOrderNumber', 'reasons'] as const;

/** Plain JavaScript may pass anything. */
function validateFlag(operationId: string, flag: string, value: unknown): string[] {
  return value === undefined || typeof value === 'boolean' ? [] : [`OrderRoute.${operationId}() must have ${flag} true or false, got ${shown(value)}`];
}

function validateStaffList(operationId: string, options: ListOrdersOptions | null | undefined): string[] {
  const staffList: unknown = options?.staffList;
  return staffList === undefined || staffList instanceof OrderStaffList
    ? []
    : [`OrderRoute.${operationId}() must have the staffList OrderStaffList.byStatus(), got ${kindInsteadOf(OrderStaffList, staffList)}`];
}
