/*
 * Shops of which IAM is asked, on a local AWS of their own that checks signatures and evaluates policies: those of callers, by
 * `grants.invoke`, and that of the function's role.
 */
import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { CfnPolicy, User } from 'aws-cdk-lib/aws-iam';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../../src';
import { startEmulator } from '../../tools/local/emulator';
import { clientSettings, SampleApp } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { endAllAtOnce } from '../../tools/shared/processes';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

jest.setTimeout(180_000);

const ORDER = { customerId: 'customer-1', items: [{ productId: 'prod1', quantity: 1, price: 10 }] };
const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' };

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

let endpoint: string;
let issuer: TokenIssuer;
let stack: DeployedStack;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  endpoint = await startEmulator({ root: ROOT });
  await new SampleApp(endpoint).bootstrap();
  await allowPlainHttp();
  stack = await DeployedStack.deploy('Iam', (scope) => {
    addShop(scope, 'Customers', {
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] }), {
        staff: [OrderStaff.cognitoGroup('staff')],
      }),
    });
    const orders = addShop(scope, 'Counter', {
      routes: [
        OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder(), OrderRoute.listOrders(), OrderRoute.updateOrderStatus(),
      ],
      access: OrderAccess.staff(new HttpIamAuthorizer()),
    });
    const backOffice = addShop(scope, 'BackOffice', { routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()) });
    const granted = addUser(scope, 'Granted');
    for (const { grants } of [orders, backOffice]) grants.invoke(granted);
    addUser(scope, 'Other');
    const unable = addShop(scope, 'Unable', { access: OrderAccess.guests() });
    (unable.role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy).addPropertyDeletionOverride('PolicyDocument.Statement.0');
  }, endpoint);
});

afterAll(async () => {
  await issuer.stop();
  endAllAtOnce(); // the local AWS, and the stack with it
});

test('a customer and staff do with tokens what the role allows the function', async () => {
  const customer = new OrdersClient(urlOf('Customers'), await issuer.sign({ sub: 'customer-1' }));
  const staff = new OrdersClient(urlOf('Customers'), await issuer.sign({ 'sub': 'staff-1', 'cognito:groups': ['staff'] }));

  expect((await customer.place({ ...ORDER, orderId: 'mine' })).status).toBe(200);
  expect((await customer.get('mine')).status).toBe(200);
  expect((await customer.list()).status).toBe(200);
  expect((await staff.setStatus('mine', 'CONFIRMED', { 'If-Match': '"1"' })).status).toBe(200);
});

describe('guests beside staff behind IAM:', () => {
  beforeAll(async () => {
    expect((await new OrdersClient(urlOf('Counter')).place({ ...ORDER, orderId: 'sold' })).status).toBe(200);
  });

  test('who was granted reads and changes what a guest has ordered', async () => {
    const answers = await callEveryRead(await credentialsOf('Granted'));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('who was granted nothing is answered 403', async () => {
    const answers = await callEveryRead(await credentialsOf('Other'));

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('who signs with somebody else\'s secret is answered 403', async () => {
    const answers = await callEveryRead({ ...await credentialsOf('Granted'), secretAccessKey: 'guessed' });

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('who does not sign is answered 403', async () => {
    expect((await new OrdersClient(urlOf('Counter')).get('sold')).status).toBe(403);
  });
});

test('a back office behind IAM places and reads orders when it was granted, and nobody else does', async () => {
  const place = async (user: string) => signed(await credentialsOf(user), 'execute-api', 'POST', urlOf('BackOffice'), {}, { ...ORDER, orderId: user });

  expect((await place('Granted')).status).toBe(200);
  expect((await signed(await credentialsOf('Granted'), 'execute-api', 'GET', `${urlOf('BackOffice')}/Granted`)).status).toBe(200);
  expect((await place('Other')).status).toBe(403);
  expect((await new OrdersClient(urlOf('BackOffice')).place(ORDER)).status).toBe(403);
});

test('without its statement the role allows no order, so that the others are needed', async () => {
  expect((await new OrdersClient(urlOf('Unable')).place(ORDER)).status).toBe(500);
});

function addShop(scope: Stack, id: string, props: OrderProcessingApiProps): OrderProcessingApi {
  const orders = new OrderProcessingApi(scope, id, { projectName: id.toLowerCase(), outputs: false, ...props });
  new CfnOutput(scope, `${id}Id`, { value: orders.httpApi.apiId });
  return orders;
}

function addUser(scope: Stack, id: string): User {
  return new User(scope, id, { userName: id });
}

async function credentialsOf(user: string): Promise<Credentials> {
  const { AccessKey } = await new IAMClient(clientSettings(endpoint)).send(new CreateAccessKeyCommand({ UserName: user }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

/** Where the local AWS has an API. */
function urlOf(id: string): string {
  return `${endpoint}/_aws/execute-api/${stack.outputs[`${id}Id`]}/dev/orders`;
}

async function callEveryRead(credentials: Credentials): Promise<Answer[]> {
  const call = (method: string, path: string, extra = {}, body?: object) => signed(credentials, 'execute-api', method, urlOf('Counter') + path, extra, body);
  return [
    await call('GET', '/sold'),
    await call('GET', '?customerId=customer-1'),
    await call('PATCH', '/sold', { 'if-match': '*' }, { status: 'CONFIRMED' }),
  ];
}

/** The CDK's bucket refuses requests without TLS, which the local AWS does not speak. */
async function allowPlainHttp(): Promise<void> {
  const { region } = clientSettings(endpoint);
  const { status, text } = await signed(ROOT, 's3', 'DELETE', `${endpoint}/cdk-hnb659fds-assets-000000000000-${region}?policy=`);
  if (status >= 300) throw new Error(`the policy of the bucket stays: ${text}`);
}

async function signed({ ...credentials }: Credentials, service: string, method: string, url: string, extra = {}, body?: object): Promise<Answer> {
  const { origin, hostname, port, pathname, search, searchParams } = new URL(url);
  const text = body && JSON.stringify(body);
  const { region } = clientSettings(endpoint);
  const request = new HttpRequest({
    method,
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    body: text,
    headers: { 'host': `${hostname}:${port}`, 'content-type': 'application/json', ...extra },
  });
  const { headers } = await new SignatureV4({ service, region, credentials, sha256: Sha256 }).sign(request);
  return new OrdersClient(origin + pathname).call(method, search, { headers, body: text });
}
