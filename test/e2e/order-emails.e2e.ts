/*
 * The app and the handler of docs/guide/order-emails.md on a local AWS: an order by a customer of the user pool sends one e-mail, and each of the
 * two ways of the page does with duplicates and failures what the page says.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  InvokeCommand, LambdaClient, ListFunctionsCommand, UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { signedHeaders } from '../../tools/local/signed-request';
import { SignedUp, UserPool } from '../../tools/local/user-pool';
import { run } from '../../tools/shared/processes';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { GuideApp } from '../support/e2e/guide-app';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { OrdersClient } from '../support/e2e/orders-client';

const lambda = new LambdaClient(CLIENT_SETTINGS);

let app: GuideApp;
let stack: DeployedStack;
let users: UserPool;
let client: string;
let ann: SignedUp;
let mailer: string;

beforeAll(async () => {
  await bootstrapOnce();
  app = new GuideApp('docs/guide/order-emails.md');
  app.writeFiles();
  stack = await app.deploy('MailShop', {
    // The test signs in with IAM credentials, and not on a page.
    "users.addClient('Web')": "users.addClient('Web', { authFlows: { adminUserPassword: true } })",
    // The local AWS knows no identities: it asks for a permission to send as anybody.
    '.grantSendEmail(mailer);': `.grantSendEmail(mailer);
mailer.addToRolePolicy(new (require('aws-cdk-lib/aws-iam').PolicyStatement)({ actions: ['ses:SendEmail'], resources: ['*'] }));`,
  });
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  mailer = Functions.map(({ FunctionName }) => FunctionName!).find((name) => name.startsWith('MailShop-Mailer'))!;
  const { UserPools } = await new UserPool(ENDPOINT, '').call<{ UserPools: { Id: string; Name: string }[] }>('ListUserPools', { MaxResults: 60 });
  users = new UserPool(ENDPOINT, UserPools.find(({ Name }) => Name.startsWith('MailShop-Users'))!.Id);
  [{ ClientId: client }] = (await users.call<{ UserPoolClients: { ClientId: string }[] }>('ListUserPoolClients', { UserPoolId: users.id })).UserPoolClients;
  ann = await users.signUp(client, 'ann');
  for (const identity of ['shop.example.com', ann.email]) await verify(identity);
});

afterAll(() => stack.destroy());

test('an order of a customer sends an e-mail to the address of the user pool', async () => {
  const { accessToken } = await users.signIn(client, ann);
  const { status } = await new OrdersClient(stack.ordersUrl, accessToken).place({ orderId: 'anns-order', items: [{ productId: 'prod1', quantity: 1, price: 5 }] });

  expect(status).toBe(200);
  for (const deadline = Date.now() + 40_000; (await mailsAbout('anns-order')).length === 0 && Date.now() < deadline;) await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await mailsAbout('anns-order')).toEqual([expect.objectContaining({ Source: 'orders@shop.example.com', To: [ann.email] })]);
});

test('a customer without an account fails, so that the message is retried', async () => {
  expect(await deliver('nobody', 'no-account')).toEqual(['nobody']);
});

describe.each([
  { way: 'at_least_once', afterFailure: ['repaired'] },
  { way: 'at_most_once', afterFailure: [] },
])('$way', ({ way, afterFailure }) => {
  const id = (name: string) => `${name}-${way}`;

  beforeAll(async () => {
    const source = readFileSync(join(app.folder, 'mailer', 'mailer.py'), 'utf8');
    const call = 'at_least_once(detail["eventId"], detail["order"])';
    expect(source).toContain(call);
    app.write('mailer/mailer.py', source.replace(call, call.replace('at_least_once', way)));
    const archive = join(app.folder, 'mailer.zip');
    await run('python3', ['-m', 'zipfile', '--create', archive, join(app.folder, 'mailer', 'mailer.py')]);
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: mailer, ZipFile: readFileSync(archive) }));
    app.write('mailer/mailer.py', source);
  });

  test('sends one e-mail for an event that is delivered twice', async () => {
    expect(await deliver(id('twice'), ann.sub)).toEqual([]);
    expect(await deliver(id('twice'), ann.sub)).toEqual([]);

    expect(await mailsAbout(id('twice'))).toHaveLength(1);
  });

  test(`after a failure of the e-mail, the retry sends ${afterFailure.length === 0 ? 'none' : 'it'}`, async () => {
    const failed = await withoutSes(() => deliver(id('failed'), ann.sub));
    expect(failed).toEqual([id('failed')]);
    expect(await deliver(id('failed'), ann.sub)).toEqual([]);

    expect(await mailsAbout(id('failed'))).toHaveLength(afterFailure.length);
  });
});

/** Returns the ids of the messages that failed. The order has the id of the message. */
async function deliver(messageId: string, customerId: string): Promise<string[]> {
  const body = JSON.stringify({ 'detail-type': 'OrderCreated', 'detail': { eventId: `event-${messageId}`, order: { orderId: messageId, customerId } } });
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: mailer, Payload: JSON.stringify({ Records: [{ messageId, body }] }) }));
  const { batchItemFailures } = JSON.parse(Buffer.from(Payload!).toString()) as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** Verifies a domain or an address with SES, whose sandbox sends to no other. */
async function verify(identity: string): Promise<void> {
  const { region, credentials } = CLIENT_SETTINGS;
  const request = {
    service: 'ses',
    region,
    method: 'POST',
    url: `${ENDPOINT}/v2/email/identities`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ EmailIdentity: identity }),
  };
  const answer = await fetch(request.url, { method: request.method, headers: await signedHeaders(credentials, request), body: request.body });
  if (!answer.ok) throw new Error(`SES answered ${answer.status} for ${identity}: ${await answer.text()}`);
}

/** While SES does not answer. */
async function withoutSes<T>(work: () => Promise<T>): Promise<T> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { Variables } = Functions.find(({ FunctionName }) => FunctionName === mailer)!.Environment!;
  const set = (variables: object) => lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName: mailer, Environment: { Variables: { ...Variables, ...variables } },
  }));
  await set({ AWS_ENDPOINT_URL_SESV2: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
  try {
    return await work();
  } finally {
    await set({});
  }
}

/** What was sent about an order. */
async function mailsAbout(orderId: string): Promise<object[]> {
  const { messages } = await (await fetch(`${ENDPOINT}/_ministack/ses/messages`)).json() as { messages: Record<string, { readonly BodyText: string }[]> };
  return Object.values(messages).flat().filter(({ BodyText }) => BodyText.includes(`your order ${orderId}.`));
}
