import { StaffRule } from '../contract';

/**
 * Rule that makes a caller staff, by a claim or an OAuth scope that the authorizer has verified.
 *
 * Staff may read every order and set every status that can follow the current one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * @example
 * import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
 * import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
 *
 * const login = new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] });
 * new OrderProcessingApi(this, 'Orders', {
 *   routes: OrderRoute.standard(),
 *   access: OrderAccess.customers(login, { staff: [OrderStaff.claim('roles', 'shop-staff')] }),
 * });
 */
export class OrderStaff {
  /**
   * Members of a group of an Amazon Cognito user pool, by the claim `cognito:groups`.
   *
   * @param name the name of the group, 1 to 128 characters without white space
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
   */
  public static cognitoGroup(name: string): OrderStaff {
    return new OrderStaff({ claim: 'cognito:groups', value: name });
  }

  /**
   * Callers with a value in a claim of their token or in the context of a Lambda authorizer.
   *
   * For example `OrderStaff.claim('roles', 'shop-staff')`. The value equals the claim or one element of its list. Numbers and booleans are
   * compared as text, such as `7` and `true`. Users must not be able to edit the claim.
   *
   * @param name the name of the claim, 1 to 128 printable ASCII characters
   * @param value the value of the claim, 1 to 128 characters without white space
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public static claim(name: string, value: string): OrderStaff {
    return new OrderStaff({ claim: name, value });
  }

  /**
   * Callers with an OAuth scope, for example `orders/admin`.
   *
   * In Amazon Cognito a scope belongs to an app client and not to a user: every user who signs in at a client with the scope is staff. Use it for
   * machines (client credentials grant), and `cognitoGroup` for people.
   *
   * The scope is in the claim `scope` or `scp` of the token, or in the context of a Lambda authorizer. Scopes that every user gets, such as
   * `openid`, fail at synth.
   *
   * @param scope 1 to 128 printable ASCII characters without spaces, double quotes and backslashes
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
   */
  public static scope(scope: string): OrderStaff {
    return new OrderStaff({ scope });
  }

  private readonly rule: StaffRule;

  private constructor(rule: StaffRule) {
    this.rule = rule;
  }

  /** @internal */
  public get _rule(): StaffRule {
    return this.rule;
  }
}
