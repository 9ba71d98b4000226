import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAccess } from './order-access';
import { CREATE_ORDER, GET_ORDER, LIST_ORDERS, Route, UPDATE_ORDER_STATUS } from '../contract';
import { optionNames, validateOptionsOf } from './validation';

/**
 * What is a route's own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface OrderRouteOptions {
  /**
   * Who may call the route, for example `OrderAccess.staff(new HttpIamAuthorizer())` beside customers on the others.
   *
   * @default - the `access` of the `OrderProcessingApi`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly access?: OrderAccess;
}

const OPTION_NAMES = optionNames<OrderRouteOptions>({ access: true });

/**
 * A route of an `OrderProcessingApi`. What each of them takes and answers is in `openapi.json`, which is part
 * of the package.
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
   * `POST /orders`: takes a new order. The only route that guests may call.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static createOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(CREATE_ORDER, options);
  }

  /**
   * `GET /orders/{orderId}`: returns one order, to its customer or to staff.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static getOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(GET_ORDER, options);
  }

  /**
   * `GET /orders`: returns a customer's orders, newest first, in pages, to the customer or to staff. Gives the
   * table an index by customer.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
   */
  public static listOrders(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(LIST_ORDERS, options);
  }

  /**
   * `PATCH /orders/{orderId}`: moves an order to a status that can follow. Its customer may cancel it, and staff do all.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static updateOrderStatus(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(UPDATE_ORDER_STATUS, options);
  }

  /**
   * `createOrder`, `getOrder`, `listOrders` and `updateOrderStatus`, with the same options: the four routes that an
   * order API usually has. A route that a later version adds is not among them, so that an upgrade opens none.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static standard(options: OrderRouteOptions = {}): OrderRoute[] {
    return [OrderRoute.createOrder(options), OrderRoute.getOrder(options), OrderRoute.listOrders(options), OrderRoute.updateOrderStatus(options)];
  }

  /**
   * The route's name in `openapi.json`, for example `getOrder`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
   */
  public readonly operationId: string;

  /**
   * The HTTP method: `POST`, `GET` or `PATCH`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public readonly method: HttpMethod;

  /**
   * The path below the stage's URL: `/orders` or `/orders/{orderId}`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public readonly path: string;

  /**
   * Who may call the route, where it is not who may call the whole API.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  public readonly access?: OrderAccess;

  private readonly optionFaults: string[];

  private constructor({ operationId, method, path }: Route, options: OrderRouteOptions) {
    this.operationId = operationId;
    this.method = HttpMethod[method];
    this.path = path;
    this.access = options?.access; // where no compiler has looked, there may be none
    this.optionFaults = validateOptionsOf(`OrderRoute.${operationId}()`, options, OPTION_NAMES, '{ access: OrderAccess.staff(authorizer) }');
  }

  /** @internal */
  public get _optionFaults(): string[] {
    return this.optionFaults;
  }
}
