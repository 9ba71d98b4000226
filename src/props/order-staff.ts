import { StaffRule } from '../contract';

/**
 * How a shop's staff is told from its customers, by what the authorizer proves of the caller. Staff sees every order and
 * moves it to any status that can follow.
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
   * Whoever is in a group of an Amazon Cognito user pool: a member of the claim `cognito:groups`.
   * @param name the name of the group, 1 to 128 characters without white space
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
   */
  public static cognitoGroup(name: string): OrderStaff {
    return new OrderStaff({ claim: 'cognito:groups', value: name });
  }

  /**
   * Whoever has a value in a claim, or in a field of a Lambda authorizer's context: the whole value, or one member of a list,
   * for example `OrderStaff.claim('roles', 'shop-staff')`. Numbers and booleans are compared as text, such as `7` and `true`.
   * Users must not be able to write the claim themselves.
   * @param name the name of the claim, 1 to 128 printable ASCII characters
   * @param value 1 to 128 characters without white space
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public static claim(name: string, value: string): OrderStaff {
    return new OrderStaff({ claim: name, value });
  }

  /**
   * Whoever holds an OAuth scope, in `scope` or `scp` of a token or of a Lambda authorizer's context, for example
   * `orders/admin`. Scopes that every user gets, such as `openid`, are refused.
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
