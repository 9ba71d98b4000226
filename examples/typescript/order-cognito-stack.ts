import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { ClientAttributes, OAuthScope, ResourceServerScope, UserPool, UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import { NagSuppressions } from 'cdk-nag';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface OrderCognitoStackProps extends StackProps {
  /** The origin of the shop's page, for example https://shop.example.com. Its `/staff/` is the page of the back office. */
  readonly shopOrigin: string;
  readonly environmentSuffix?: string;
}

/** The group of the user pool whose members are staff. Only who may call AdminAddUserToGroup adds to it. */
const STAFF = 'staff';

/** The scope of the machine client. No client at which users sign in has it. */
const MANAGE = 'orders/manage';

/**
 * A shop with an Amazon Cognito user pool: customers sign up themselves, staff is a group of the pool, and a
 * warehouse system gets its tokens by the client credentials grant.
 */
export class OrderCognitoStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { shopOrigin, environmentSuffix, ...props }: OrderCognitoStackProps) {
    super(scope, id, props);

    const users = new UserPool(this, 'Users', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
    });
    users.addGroup('Staff', { groupName: STAFF });
    const login = users.addDomain('Login', { cognitoDomain: { domainPrefix: `order-shop-${this.account}` } });

    // Public clients: no secret, which a page could not keep. Their pages use the authorization code grant with PKCE.
    const shop = users.addClient('Shop', signInOn(`${shopOrigin}/`));
    const backOffice = users.addClient('BackOffice', signInOn(`${shopOrigin}/staff/`));

    // A confidential client: its secret is worth every order.
    const manage = new ResourceServerScope({ scopeName: 'manage', scopeDescription: 'Read and change every order' });
    const scopes = users.addResourceServer('Scopes', { identifier: 'orders', scopes: [manage] });
    const warehouse = users.addClient('Warehouse', {
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(scopes, manage)] },
    });

    const accounts = new HttpUserPoolAuthorizer('Accounts', users, { userPoolClients: [shop, backOffice, warehouse] });
    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'order-cognito',
      environmentSuffix,
      corsPreflight: { allowOrigins: [shopOrigin] },
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(accounts, {
        // Only access tokens have scopes, so an ID token gets 403.
        authorizationScopes: [OAuthScope.OPENID.scopeName, OAuthScope.COGNITO_ADMIN.scopeName, MANAGE],
        staff: [OrderStaff.cognitoGroup(STAFF), OrderStaff.scope(MANAGE)],
      }),
    });

    new CfnOutput(this, 'UserPoolId', { value: users.userPoolId });
    new CfnOutput(this, 'LoginUrl', { value: login.baseUrl() });
    new CfnOutput(this, 'ShopClientId', { value: shop.userPoolClientId });
    new CfnOutput(this, 'BackOfficeClientId', { value: backOffice.userPoolClientId });
    new CfnOutput(this, 'WarehouseClientId', { value: warehouse.userPoolClientId });

    NagSuppressions.addResourceSuppressions(users, [
      { id: 'AwsSolutions-COG2', reason: 'Customers of this shop sign in with a password; staff should be asked for a second factor' },
      { id: 'AwsSolutions-COG3', reason: 'Threat protection needs the feature plan Plus, which is charged for each active user' },
    ]);
  }
}

/** A client at which people sign in on a page. */
function signInOn(page: string): UserPoolClientOptions {
  return {
    authFlows: { userSrp: true, adminUserPassword: true }, // the second needs IAM credentials: for scripts and tests
    oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID], callbackUrls: [page], logoutUrls: [page] },
    preventUserExistenceErrors: true,
    writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
  };
}
