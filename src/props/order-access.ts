import { HttpNoneAuthorizer, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderStaff } from './order-staff';

/**
 * How customers are told from each other and from staff. What does not fit together fails at synth, when the
 * `OrderProcessingApi` is made.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface CustomerAccessOptions {
  /**
   * The claim of a JWT, or the field of a Lambda authorizer's context, that holds the caller's `customerId`: 1 to 128
   * printable ASCII characters. The identity provider sets it and customers cannot change it.
   *
   * @default - 'sub' with a token, and none with a Lambda authorizer, where it must be given
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly customerIdClaim?: string;

  /**
   * Who is staff among the callers, at most 10. One of them suffices.
   *
   * @default - nobody: every caller is a customer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly staff?: OrderStaff[];

  /**
   * The claim of a JWT, or the field of a Lambda authorizer's context, by which staff without a `customerId` is told apart: each caller has
   * idempotency keys of their own. 1 to 128 printable ASCII characters. It is the same in each try of a caller, as a text or a
   * whole number. Staff with neither is answered 403. It needs `staff`, since customers are told apart by `customerIdClaim`.
   *
   * @default - `sub`, without it `client_id`, and without both all of them share their keys
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  readonly callerIdClaim?: string;

  /**
   * OAuth scopes of which a token must have one, staff's too, for example `orders/read`: printable ASCII characters but
   * spaces, double quotes and backslashes. AWS takes at most 10 for a route. Only JWT and user pool authorizers know scopes,
   * with a Lambda authorizer they fail at synth.
   *
   * @default - any token that the authorizer accepts will do
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];
}

/**
 * What staff needs besides being let in.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export interface StaffAccessOptions {
  /**
   * The claim of a JWT, or the field of a Lambda authorizer's context, by which callers are told apart: each caller has
   * idempotency keys of their own. 1 to 128 printable ASCII characters. It is the same in each try of a caller, as a text or a
   * whole number. A caller without it is answered 403. IAM knows its callers, so with `HttpIamAuthorizer` it fails at synth.
   *
   * @default - `sub`, without it `client_id`, and without both all of them share their keys
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  readonly callerIdClaim?: string;

  /**
   * OAuth scopes of which a token must have one, for example `orders/admin`: printable ASCII characters but spaces, double
   * quotes and backslashes. AWS takes at most 10 for a route. Only JWT and user pool authorizers know scopes, with another
   * one they fail at synth.
   *
   * @default - any token that the authorizer accepts will do
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  readonly authorizationScopes?: string[];
}

/** Who may call, as the factories were told. */
export interface AccessRule {
  readonly callers: 'guests' | 'customers' | 'staff';
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly options: CustomerAccessOptions;
}

/**
 * Who may call an API or one of its routes, and which orders are theirs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 * @example
 * import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { UserPool } from 'aws-cdk-lib/aws-cognito';
 * import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
 *
 * const accounts = new HttpUserPoolAuthorizer('Accounts', new UserPool(this, 'Pool'));
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: OrderRoute.standard(),
 *   access: OrderAccess.customers(accounts, { staff: [OrderStaff.cognitoGroup('staff')] }),
 * });
 */
export class OrderAccess {
  /**
   * Anybody, without an authorizer. Guests place orders, and neither read nor change any: for `OrderRoute.createOrder()` alone.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  public static guests(): OrderAccess {
    return new OrderAccess({ callers: 'guests', authorizer: new HttpNoneAuthorizer(), options: {} });
  }

  /**
   * Customers with accounts, and staff among them. A customer places, sees and cancels their own orders alone, and somebody
   * else's order is answered like one that does not exist. A caller who is neither is answered 403.
   * @param authorizer a JWT, Cognito user pool or Lambda authorizer, made for this API alone
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public static customers(authorizer: IHttpRouteAuthorizer, options: CustomerAccessOptions = {}): OrderAccess {
    return new OrderAccess({ callers: 'customers', authorizer, options: options ?? {} });
  }

  /**
   * Staff or other systems: whoever the authorizer lets in is trusted with every order. `new HttpNoneAuthorizer()` opens the
   * routes to anybody, and synth warns of it.
   * @param authorizer a JWT, Cognito user pool, IAM or Lambda authorizer, made for this API alone
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
