import { HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderStaff } from './order-staff';

/**
 * Options of `OrderAccess.customers()`: how customers and staff are identified.
 *
 * Options that contradict each other fail at synth, when the `OrderProcessingApi` is created.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface CustomerAccessOptions {
  /**
   * Claim of the JWT, or field of the context of a Lambda authorizer, that is the `customerId` of the caller.
   *
   * 1 to 128 printable ASCII characters. The identity provider must set it, and customers must not be able to edit it.
   *
   * @default - `sub` with a JWT. With a Lambda authorizer there is no default, and the option is required
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly customerIdClaim?: string;

  /**
   * Rules that make a caller staff, at most 10.
   *
   * A caller is staff if one of the rules matches.
   *
   * @default - no staff: every caller is a customer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly staff?: OrderStaff[];

  /**
   * Claim of the JWT, or field of the context of a Lambda authorizer, that identifies staff without a `customerId`.
   *
   * The idempotency keys of a caller are separate from those of other callers. The claim is 1 to 128 printable ASCII characters, and its
   * value, a text or a whole number, is the same in every retry. Staff without `customerId` and without this claim get status 403. Needs
   * `staff`, since customers are identified by `customerIdClaim`.
   *
   * @default - `sub`, or `client_id` if there is no `sub`. Callers without both share their idempotency keys
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  readonly callerIdClaim?: string;

  /**
   * OAuth scopes, at most 10, of which the token of every caller needs one, including staff.
   *
   * For example `orders/read`. Printable ASCII characters without spaces, double quotes and backslashes. Needs a JWT or user pool
   * authorizer, and fails at synth with a Lambda authorizer.
   *
   * @default - no scope is required
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];
}

/**
 * Options of `OrderAccess.staff()`: required scopes, and how callers are identified.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface StaffAccessOptions {
  /**
   * Claim of the JWT, or field of the context of a Lambda authorizer, that identifies the caller.
   *
   * The idempotency keys of a caller are separate from those of other callers. The claim is 1 to 128 printable ASCII characters, and its
   * value, a text or a whole number, is the same in every retry. Callers without it get status 403. It fails at synth with
   * `HttpIamAuthorizer`, since IAM identifies the caller itself.
   *
   * @default - `sub`, or `client_id` if there is no `sub`. Callers without both share their idempotency keys
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  readonly callerIdClaim?: string;

  /**
   * OAuth scopes, at most 10, of which the token of a caller needs one.
   *
   * For example `orders/admin`. Printable ASCII characters without spaces, double quotes and backslashes. Needs a JWT or user pool
   * authorizer, and fails at synth with another one.
   *
   * @default - no scope is required
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];
}

/** What a factory of `OrderAccess` was called with. */
export interface AccessRule {
  readonly callers: 'guests' | 'customers' | 'staff';
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly options: CustomerAccessOptions;
}

/**
 * Authentication and authorization: who may call an API or one of its routes, and which orders they may access.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 * @example
 * import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { UserPool } from 'aws-cdk-lib/aws-cognito';
 * import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
 *
 * const users = new UserPool(this, 'Users');
 * const accounts = new HttpUserPoolAuthorizer('Accounts', users, { userPoolClients: [users.addClient('Web')] });
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: OrderRoute.standard(),
 *   access: OrderAccess.customers(accounts, { staff: [OrderStaff.cognitoGroup('staff')] }),
 * });
 */
export class OrderAccess {
  /**
   * Guests without authentication, who may place orders.
   *
   * Guests cannot read or change orders, so it fits `OrderRoute.createOrder()` only.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  public static guests(): OrderAccess {
    return new OrderAccess({ callers: 'guests', authorizer: new HttpNoneAuthorizer(), options: {} });
  }

  /**
   * Customers with accounts, who may place, read and cancel their own orders, and optionally staff.
   *
   * An order of another customer is reported as not found (404). A caller who is neither customer nor staff gets status 403.
   *
   * @param authorizer a JWT, Cognito user pool or Lambda authorizer that no other API uses
   * @param options how customers and staff are identified, and which scopes are required
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public static customers(authorizer: IHttpRouteAuthorizer, options: CustomerAccessOptions = {}): OrderAccess {
    return new OrderAccess({ callers: 'customers', authorizer, options: options ?? {} });
  }

  /**
   * Staff or other systems: every caller that the authorizer accepts may access every order.
   *
   * `new HttpNoneAuthorizer()` makes the routes public and causes a warning.
   *
   * @param authorizer a JWT, Cognito user pool, IAM or Lambda authorizer that no other API uses
   * @param options how callers are identified, and which scopes are required
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
   */
  public static staff(authorizer: IHttpRouteAuthorizer, options: StaffAccessOptions = {}): OrderAccess {
    return new OrderAccess({ callers: 'staff', authorizer, options: options ?? {} });
  }

  private readonly rule: AccessRule;

  private constructor(rule: AccessRule) {
    this.rule = rule;
  }

  /** @internal */
  public get _rule(): AccessRule {
    return this.rule;
  }
}
