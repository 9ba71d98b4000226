/*
 * The shop with accounts in a Cognito user pool: two customers and a member of the group of staff, with access tokens of the local AWS.
 */
import { SampleApp, SampleOutputs } from './sample-app';
import { ShopServer } from './shop-server';
import { curlOrder, listOf, placeOrder, print, Started } from './started';
import { SignedUp, UserPool } from './user-pool';
import { buildApiReference } from '../docs/api-reference';
import { step } from '../shared/steps';

interface CognitoOutputs extends SampleOutputs {
  readonly UserPoolId: string;
  readonly ShopClientId: string;
  readonly BackOfficeClientId: string;
}

/** Of the order that is placed here. */
const ORDER_ID = 'anns-order';

export async function startAccounts(endpoint: string, server: ShopServer | undefined): Promise<Started> {
  const app = new SampleApp(endpoint, { stack: 'OrderCognito', context: { shopOrigin: 'https://shop.example.com' } });
  const outputs = await step('Deploying the shop with accounts (cdk deploy)', () => app.deploy() as Promise<CognitoOutputs>);
  const ordersUrl = app.ordersUrl(outputs);
  server?.publish({ ordersUrl, reference: await buildApiReference(ordersUrl) });
  const { ann, tokens } = await step('Signing up two customers and one of staff (Cognito)', () => signUpAll(new UserPool(endpoint, outputs.UserPoolId), outputs));
  const order = { items: [{ productId: 'prod1', quantity: 2, price: 29.99 }] }; // the token has the customer
  const answer = await step('Placing an order as a customer (HTTP POST)', () => (
    placeOrder(ordersUrl, { orderId: ORDER_ID, ...order }, { Authorization: `Bearer ${tokens.ANN}` })
  ));

  print(`POST ${ordersUrl} answered`, answer);
  return { ordersUrl, commands: commandsFor(ordersUrl, tokens, order, ann.sub) };
}

/** Access tokens, under the names of their variables. */
type TokenVariables = Readonly<Record<'ANN' | 'BOB' | 'STAFF', string>>;

async function signUpAll(users: UserPool, clients: CognitoOutputs): Promise<{ ann: SignedUp; tokens: TokenVariables }> {
  const { ShopClientId: shop, BackOfficeClientId: backOffice } = clients;
  const [ann, bob, clerk] = [await users.signUp(shop, 'ann'), await users.signUp(shop, 'bob'), await users.createUser('clerk')];
  await users.addToGroup(clerk, 'staff');
  const tokenOf = async (client: string, user: SignedUp) => (await users.signIn(client, user)).accessToken;
  return { ann, tokens: { ANN: await tokenOf(shop, ann), BOB: await tokenOf(shop, bob), STAFF: await tokenOf(backOffice, clerk) } };
}

function commandsFor(ordersUrl: string, tokens: TokenVariables, order: object, ann: string): string {
  const variables = Object.entries({ ORDERS_URL: ordersUrl, ...tokens }).map(([name, value]) => `export ${name}='${value}'`);
  const as = (name: keyof TokenVariables) => ` -H "Authorization: Bearer $${name}"`;
  const url = '"$ORDERS_URL"';
  const ofAnn = `"$ORDERS_URL/${ORDER_ID}"`;
  return listOf([
    { title: 'First the address, and access tokens of Ann and Bob, who are customers, and of staff, each valid for an hour', command: variables.join('\n  ') },
    { title: 'Ann places another order', command: curlOrder({ url, order, options: `${as('ANN')} -H 'Idempotency-Key: anns-second-order'` }) },
    { title: 'Ann lists her orders', command: `curl -i ${url}${as('ANN')}` },
    { title: 'Staff confirms her first', command: `curl -i -X PATCH ${ofAnn}${as('STAFF')} -H 'If-Match: "1"' -H 'Content-Type: application/json' -d '{"status":"CONFIRMED"}'` },
    { title: 'Bob asks for it: 404, as if there were none', command: `curl -i ${ofAnn}${as('BOB')}` },
    { title: 'Bob asks for Ann\'s list: 403', command: `curl -i "$ORDERS_URL?customerId=${ann}"${as('BOB')}` },
    { title: 'Without a token: 401', command: `curl -i ${url}` },
  ]);
}
