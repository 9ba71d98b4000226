import { HttpMethod, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { CREATE_ORDER, GET_ORDER, LIST_ORDERS, Route, UPDATE_ORDER_STATUS } from '../contract';

/**
 * Who may call a route. What does not fit together fails at synth, when the `OrderProcessingApi` is made.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface OrderRouteOptions {
  /**
   * Lets callers in: a JWT, Cognito user pool, IAM or Lambda authorizer; `new HttpNoneAuthorizer()` leaves the
   * route open on purpose. A route that reads or changes orders fails at synth without an authorizer.
   *
   * @default - the `authorizer` of the `OrderProcessingApi`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly authorizer?: IHttpRouteAuthorizer;

  /**
   * OAuth scopes of which a token must have one, for example `orders/read`: printable ASCII characters but spaces,
   * double quotes and backslashes. AWS takes at most 10 for a route. Only JWT and user pool authorizers know scopes,
   * with another one they fail at synth. `[]` lets in every token that the authorizer accepts.
   *
   * @default - the `authorizationScopes` of the `OrderProcessingApi`, or none with an `authorizer` of the route's own
   * that knows no scopes
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];
}

/**
 * A route of an `OrderProcessingApi`. What each of them takes and answers is in `openapi.json`, which is part
 * of the package.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @example
 * import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { OrderProcessingApi, OrderRoute } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: [OrderRoute.createOrder(), OrderRoute.getOrder(), OrderRoute.listOrders()],
 *   authorizer: new HttpIamAuthorizer(),
 * });
 */
export class OrderRoute {
  /**
   * `POST /orders`: takes a new order. The only route that may do without an authorizer.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static createOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(CREATE_ORDER, options);
  }

  /**
   * `GET /orders/{orderId}`: returns one order. Needs an authorizer.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
   */
  public static getOrder(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(GET_ORDER, options);
  }

  /**
   * `GET /orders`: returns a customer's orders, newest first, in pages. Needs an authorizer. Gives the table an
   * index by customer.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
   */
  public static listOrders(options: OrderRouteOptions = {}): OrderRoute {
    return new OrderRoute(LIST_ORDERS, options);
  }

  /**
   * `PATCH /orders/{orderId}`: moves an order to a status that can follow, or cancels it. Needs an authorizer.
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
   * Who lets callers in, where it is not who does so for the whole API.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  public readonly authorizer?: IHttpRouteAuthorizer;

  /**
   * OAuth scopes of which a token must have one, where they are not those of the whole API.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public readonly authorizationScopes?: string[];

  private constructor({ operationId, method, path }: Route, { authorizer, authorizationScopes }: OrderRouteOptions) {
    this.operationId = operationId;
    this.method = HttpMethod[method];
    this.path = path;
    this.authorizer = authorizer;
    this.authorizationScopes = authorizationScopes;
  }
}
