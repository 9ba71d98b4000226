/*
 * The sample app with a Cognito user pool on a local AWS, called with tokens that the pool has issued: docs/guide/cognito.md says how each is answered.
 */
import { SampleApp, SampleOutputs } from '../../tools/local/sample-app';
import { SignedUp, Tokens, UserPool } from '../../tools/local/user-pool';
import { acceptedThenExpired } from '../support/e2e/expired';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { signInOnPage } from '../support/e2e/login-page';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const SHOP_ORIGIN = 'https://shop.example.com';

interface CognitoOutputs extends SampleOutputs {
  readonly UserPoolId: string;
  readonly LoginUrl: string;
  readonly ShopClientId: string;
  readonly BackOfficeClientId: string;
  readonly WarehouseClientId: string;
}

let app: SampleApp;
let outputs: CognitoOutputs;
let users: UserPool;
let ann: SignedUp;
let annsTokens: Tokens;
let customer: OrdersClient;
let clerk: SignedUp;
let staff: OrdersClient;

beforeAll(async () => {
  app = new SampleApp(ENDPOINT, { stack: 'OrderCognito', context: { shopOrigin: SHOP_ORIGIN } });
  await bootstrapOnce();
  outputs = await app.deploy() as CognitoOutputs;
  users = new UserPool(ENDPOINT, outputs.UserPoolId);
  ann = await users.signUp(outputs.ShopClientId, 'ann');
  annsTokens = await users.signIn(outputs.ShopClientId, ann);
  customer = callerWith(annsTokens.accessToken);
  clerk = await users.signUp(outputs.ShopClientId, 'clerk');
  await users.addToGroup(clerk, 'staff');
  staff = callerWith((await users.signIn(outputs.BackOfficeClientId, clerk)).accessToken);
  await customer.place({ ...orderOf(ann.sub), orderId: 'anns-order' });
});

afterAll(() => app.destroy());

describe('a customer who has signed up', () => {
  test('places, reads, lists and cancels orders of their own', async () => {
    const placed = await customer.place({ ...orderOf(ann.sub), orderId: 'to-cancel' });

    expect(placed.status).toBe(200);
    expect((await customer.get('to-cancel')).status).toBe(200);
    expect(idsIn(await customer.list())).toEqual(['to-cancel', 'anns-order']);
    expect((await customer.setStatus('to-cancel', 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(200);
  });

  test('sees nothing of another customer: an order is a 404, a list a 403', async () => {
    const other = await signedUp('bob');

    expect((await other.get('anns-order')).status).toBe(404);
    expect((await other.setStatus('anns-order', 'CANCELLED', { 'If-Match': '"1"' })).status).toBe(404);
    expect((await other.list({ customerId: ann.sub })).status).toBe(403);
    expect((await other.place(orderOf(ann.sub))).status).toBe(403);
    expect(idsIn(await other.list())).toEqual([]);
  });

  test('is the same customer on the login page of the shop, which asks for the scope openid', async () => {
    const token = await signInOnPage({ clientId: outputs.ShopClientId, callbackUrl: `${SHOP_ORIGIN}/`, scope: 'openid' }, ann);

    expect(claimsIn(token)).toMatchObject({ scope: 'openid', token_use: 'access', client_id: outputs.ShopClientId });
    expect((await callerWith(token).get('anns-order')).status).toBe(200);
  });

  test('stays a customer at the client of the back office', async () => {
    const { accessToken } = await users.signIn(outputs.BackOfficeClientId, await users.signUp(outputs.ShopClientId, 'curious'));

    expect((await callerWith(accessToken).get('anns-order')).status).toBe(404);
  });

  test('fails to get the scope of a machine on a login page', async () => {
    const page = { clientId: outputs.BackOfficeClientId, callbackUrl: `${SHOP_ORIGIN}/staff/`, scope: 'openid orders/manage' };

    await expect(signInOnPage(page, ann)).rejects.toThrow('invalid_scope');
  });
});

describe('staff', () => {
  test('is who is in the group, and sees and changes every order', async () => {
    await customer.place({ ...orderOf(ann.sub), orderId: 'to-confirm' });

    expect((await staff.get('anns-order')).status).toBe(200);
    expect(idsIn(await staff.list({ customerId: ann.sub }))).toContain('anns-order');
    expect((await staff.setStatus('to-confirm', 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
  });

  test('has the rights of the group from the next token on', async () => {
    const promoted = await users.signUp(outputs.ShopClientId, 'promoted');
    const before = callerWith((await users.signIn(outputs.ShopClientId, promoted)).accessToken);
    await users.addToGroup(promoted, 'staff');
    const after = callerWith((await users.signIn(outputs.ShopClientId, promoted)).accessToken);

    expect((await before.get('anns-order')).status).toBe(404);
    expect((await after.get('anns-order')).status).toBe(200);
  });

  test('is a machine with the client credentials grant, under its own id', async () => {
    const token = await users.clientCredentials(outputs.WarehouseClientId);
    const warehouse = callerWith(token);

    expect(claimsIn(token)).toMatchObject({ sub: outputs.WarehouseClientId, scope: 'orders/manage' });
    expect((await warehouse.get('anns-order')).status).toBe(200);
    expect((await warehouse.place(orderOf(ann.sub))).status).toBe(200);
  });
});

describe('API Gateway refuses', () => {
  test('an ID token with 403, since it has no scopes, staff\'s too', async () => {
    const { idToken } = await users.signIn(outputs.BackOfficeClientId, clerk);

    expect(claimsIn(idToken)).toMatchObject({ 'token_use': 'id', 'aud': outputs.BackOfficeClientId, 'cognito:groups': ['staff'] });
    for (const answer of [await callerWith(annsTokens.idToken).list(), await callerWith(idToken).get('anns-order')]) {
      expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('"Forbidden"') });
    }
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['a token that somebody has changed', async () => changed(annsTokens.accessToken, { 'cognito:groups': ['staff'] })],
    ['a token of another user pool with a group of that name', tokenOfAnotherPool],
    ['a token of a client that the authorizer does not name', tokenOfAnotherClient],
    ['a token that has expired', expiredToken],
  ])('%s with 401', async (_, tokenOf) => {
    const answer = await callerWith(await tokenOf()).get('anns-order');

    expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('"Unauthorized"') });
  });
});

function callerWith(token?: string): OrdersClient {
  return new OrdersClient(app.ordersUrl(outputs), token);
}

async function signedUp(name: string): Promise<OrdersClient> {
  const { accessToken } = await users.signIn(outputs.ShopClientId, await users.signUp(outputs.ShopClientId, name));
  return callerWith(accessToken);
}

/** With the signature that it had. */
function changed(token: string, claims: object): string {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify({ ...claimsIn(token), ...claims })).toString('base64url'), signature].join('.');
}

async function tokenOfAnotherPool(): Promise<string> {
  const { UserPool: { Id } } = await users.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'Elsewhere', UsernameAttributes: ['email'] });
  const others = new UserPool(ENDPOINT, Id);
  await others.call('CreateGroup', { UserPoolId: Id, GroupName: 'staff' });
  const clientId = await newClient(others);
  const somebody = await others.signUp(clientId, 'somebody');
  await others.addToGroup(somebody, 'staff');
  return (await others.signIn(clientId, somebody)).accessToken;
}

async function tokenOfAnotherClient(): Promise<string> {
  return (await users.signIn(await newClient(users), clerk)).accessToken;
}

async function newClient(pool: UserPool): Promise<string> {
  const { UserPoolClient } = await pool.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId: pool.id, ClientName: 'Other', ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  });
  return UserPoolClient.ClientId;
}

/** For seconds, which only the local AWS gives: the least of Cognito is five minutes. */
async function expiredToken(): Promise<string> {
  const validFor = (AccessTokenValidity: number, AccessToken: string) => users.call('UpdateUserPoolClient', {
    UserPoolId: users.id, ClientId: outputs.ShopClientId, AccessTokenValidity, TokenValidityUnits: { AccessToken },
  });
  const issue = async (seconds: number) => {
    await validFor(seconds, 'seconds');
    return (await users.signIn(outputs.ShopClientId, ann)).accessToken;
  };
  const token = await acceptedThenExpired(issue, async (issued) => (await callerWith(issued).get('anns-order')).status === 200);
  await validFor(60, 'minutes');
  return token;
}

function orderOf(customerId: string) {
  return { customerId, items: [{ productId: 'prod1', quantity: 1, price: 5 }] };
}

function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

function idsIn({ text }: Answer): string[] {
  return JSON.parse(text).orders.map(({ orderId }: { orderId: string }) => orderId);
}
