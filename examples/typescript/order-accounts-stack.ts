import { Stack, StackProps } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderAccountsStackProps extends StackProps {
  /** Whose tokens count: the `iss` of a token, and where its keys are found, for example https://auth.example.com. */
  readonly issuer: string;
  /** Whom the tokens must be meant for: their `aud`. */
  readonly audience: string;
  readonly environmentSuffix?: string;
}

/** What a token may be used for; the identity provider grants it. */
const READ = 'orders/read';
const WRITE = 'orders/write';
const ADMIN = 'orders/admin';

/**
 * A shop whose customers have accounts: they place, see and cancel their own orders with the token of their
 * login, and the shop's staff moves all orders along.
 */
export class OrderAccountsStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { issuer, audience, environmentSuffix, ...props }: OrderAccountsStackProps) {
    super(scope, id, props);

    const login = new HttpJwtAuthorizer('Login', issuer, { jwtAudience: [audience] });
    const holdersOf = (customerScope: string) => OrderAccess.customers(login, {
      authorizationScopes: [customerScope, ADMIN],
      staff: [OrderStaff.scope(ADMIN)],
    });
    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-accounts',
      environmentSuffix,
      routes: [
        OrderRoute.createOrder({ access: holdersOf(WRITE) }),
        OrderRoute.getOrder({ access: holdersOf(READ) }),
        OrderRoute.listOrders({ access: holdersOf(READ) }),
        OrderRoute.updateOrderStatus({ access: holdersOf(WRITE) }),
      ],
    });
  }
}
