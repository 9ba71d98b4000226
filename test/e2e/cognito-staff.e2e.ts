/*
 * Who is staff in a Cognito user pool, on a local AWS: the mistake of which docs/guide/cognito.md warns, and the ways that it shows, each as it stands there.
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OAuthScope, ResourceServerScope, UserPool as Pool } from 'aws-cdk-lib/aws-cognito';
import { OrderAccess, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { apiUrl } from '../../tools/local/sample-app';
import { SignedUp, UserPool } from '../../tools/local/user-pool';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { Page, signInOnPage } from '../support/e2e/login-page';
import { OrdersClient } from '../support/e2e/orders-client';

const BACK_OFFICE = 'https://shop.example.com/staff/';

const PAGE = 'docs/guide/cognito-staff.md';

beforeAll(bootstrapOnce);

test('a customer who signs in at a client with the scope of staff is staff', async () => {
  const stack = await DeployedStack.deploy('StaffByScope', addShopWithStaffByScope);
  const users = new UserPool(ENDPOINT, stack.outputs.UserPool);
  const customer = await users.signUp(stack.outputs.ShopClient, 'ann');
  const ordersUrl = stack.ordersUrl;
  const inShop = new OrdersClient(ordersUrl, (await users.signIn(stack.outputs.ShopClient, customer)).accessToken);
  const page = { clientId: stack.outputs.BackOfficeClient, callbackUrl: BACK_OFFICE };
  const inBackOffice = new OrdersClient(ordersUrl, await signInOnPage(page, customer));

  expect((await inShop.list({ customerId: 'somebody-else' })).status).toBe(403);
  expect((await inBackOffice.list({ customerId: 'somebody-else' })).status).toBe(200);

  await stack.destroy();
});

describe('a trigger that gives the scope of staff by group', () => {
  let stack: DeployedStack;
  let url: string;
  let users: UserPool;
  let page: Page;
  let customer: SignedUp;
  let clerk: SignedUp;

  beforeAll(async () => {
    stack = await new GuideApp(PAGE).deploy('ScopeShop');
    url = stack.ordersUrl;
    ({ users, page } = await accountsOf('ScopeShop', 'Users'));
    customer = await users.signUp(page.clientId, 'ann');
    clerk = await users.signUp(page.clientId, 'clerk');
    await users.addToGroup(clerk, 'staff');
  });

  afterAll(() => stack.destroy());

  test('makes staff of its members and of nobody else', async () => {
    expect(await mayListEverybody(url, await signInOnPage(page, clerk))).toBe(true);
    expect(await mayListEverybody(url, await signInOnPage(page, customer))).toBe(false);
  });

  test('takes it from customers at a client that has it', async () => {
    await users.call('UpdateUserPoolClient', { UserPoolId: users.id, ClientId: page.clientId, AllowedOAuthScopes: ['openid', 'orders/manage'] });

    expect(await mayListEverybody(url, await signInOnPage(page, clerk))).toBe(true);
    expect(await mayListEverybody(url, await signInOnPage(page, customer))).toBe(false);
  });
});

describe('a user pool of its own for staff', () => {
  let app: GuideApp;
  let stack: DeployedStack;
  let shop: string;
  let backOffice: string;
  let customer: string;
  let clerk: string;
  let customerId: string;

  beforeAll(async () => {
    app = new GuideApp(PAGE);
    stack = await app.deploy('TwoPools');
    shop = stack.ordersUrl;
    backOffice = apiUrl(ENDPOINT, stack.outputs.BackOfficeApiGatewayId, '/dev/orders');
    const [ofCustomers, ofStaff] = [await accountsOf('TwoPools', 'Customers'), await accountsOf('TwoPools', 'Staff')];
    const ann = await ofCustomers.users.signUp(ofCustomers.page.clientId, 'ann');
    customer = await signInOnPage(ofCustomers.page, ann);
    clerk = await signInOnPage(ofStaff.page, await ofStaff.users.createUser('clerk'));
    customerId = ann.sub;
  });

  afterAll(() => stack.destroy());

  test('serves staff on an API of its own, which has the orders of the shop', async () => {
    await new OrdersClient(shop, customer).place({ customerId, orderId: 'anns-order', items: [{ productId: 'prod1', quantity: 1, price: 5 }] });

    expect((await new OrdersClient(backOffice, clerk).get('anns-order')).status).toBe(200);
    expect((await new OrdersClient(backOffice, clerk).setStatus('anns-order', 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
  });

  test('lets in nobody of the other pool', async () => {
    expect((await new OrdersClient(backOffice, customer).get('anns-order')).status).toBe(401);
    expect((await new OrdersClient(shop, clerk).get('anns-order')).status).toBe(401);
  });

  test('lets nobody sign up, which the local AWS does not enforce', () => {
    const pools = Object.entries(app.template('TwoPools').Resources).filter(([, { Type }]) => Type === 'AWS::Cognito::UserPool');
    const [staff, ...rest] = pools.filter(([id]) => id.startsWith('Staff')).map(([, { Properties }]) => Properties);

    expect(staff).toMatchObject({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(rest).toEqual([]);
  });
});

/** What the warning of synth is about. */
function addShopWithStaffByScope(stack: Stack): void {
  const users = new Pool(stack, 'Users', { selfSignUpEnabled: true, signInAliases: { email: true } });
  const manage = new ResourceServerScope({ scopeName: 'manage', scopeDescription: 'Every order' });
  const scope = OAuthScope.resourceServer(users.addResourceServer('Server', { identifier: 'orders', scopes: [manage] }), manage);
  const shop = users.addClient('Shop', { authFlows: { adminUserPassword: true } });
  const backOffice = users.addClient('BackOffice', {
    oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID, scope], callbackUrls: [BACK_OFFICE] },
  });
  new OrderProcessingApi(stack, 'Orders', {
    projectName: 'staff-by-scope',
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpUserPoolAuthorizer('Accounts', users, { userPoolClients: [shop, backOffice] }), { staff: [OrderStaff.scope('orders/manage')] }),
  });
  new CfnOutput(stack, 'UserPool', { value: users.userPoolId });
  new CfnOutput(stack, 'ShopClient', { value: shop.userPoolClientId });
  new CfnOutput(stack, 'BackOfficeClient', { value: backOffice.userPoolClientId });
}

async function mayListEverybody(url: string, token: string): Promise<boolean> {
  const { status } = await new OrdersClient(url, token).list({ customerId: 'somebody-else' });
  expect([200, 403]).toContain(status);
  return status === 200;
}

/** The users of a pool, and the login page of the client that the CDK makes for an authorizer which names none. */
async function accountsOf(stack: string, pool: string): Promise<{ users: UserPool; page: Page }> {
  const { UserPools } = await new UserPool(ENDPOINT, '').call<{ UserPools: { Id: string; Name: string }[] }>('ListUserPools', { MaxResults: 60 });
  const users = new UserPool(ENDPOINT, UserPools.find(({ Name }) => Name.startsWith(`${stack}-${pool}`))!.Id);
  const { UserPoolClients: [{ ClientId }] } = await users.call<{ UserPoolClients: { ClientId: string }[] }>('ListUserPoolClients', { UserPoolId: users.id });
  return { users, page: { clientId: ClientId, callbackUrl: 'https://example.com' } };
}
