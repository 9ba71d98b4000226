/*
 * An API with signed quotes on a local AWS, with the pricing services of docs/guide/signed-quotes.md in TypeScript and in Python: a quote becomes
 * one order, whoever sends it, and also after it has expired.
 */
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import ts from 'typescript';
import { OrderAccess, OrderPrices, OrderProcessingApi, OrderRoute, OrderStaff } from '../../src';
import { installEmulator } from '../../tools/local/emulator';
import { apiUrl } from '../../tools/local/sample-app';
import { TokenIssuer } from '../../tools/local/token-issuer';
import { pageAt } from '../../tools/shared/markdown';
import { run } from '../../tools/shared/processes';
import { blocksOf } from '../support/docs/markdown';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { acceptedThenExpired } from '../support/e2e/expired';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';
import { quoteOf, Signer } from '../support/handler/quotes';

/** A browser may send anything. */
const CART = [{ productId: 'shirt', quantity: 2, price: 0, discountAmount: 19.99, taxAmount: 0 }, { productId: 'mug', quantity: 1 }];

let issuer: TokenIssuer;
let stack: DeployedStack;
let customer: OrdersClient;
let other: OrdersClient;
let staff: OrdersClient;
let folder: string;
/** The key pair that the page makes. */
let quoteKey: string;
let signer: Signer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pricing-'));
  const jwk = { ...JSON.parse(await run('bash', ['-c', blockIn('console', 'node -e')], { cwd: folder })), kid: 'pricing-2026' };
  quoteKey = readFileSync(join(folder, 'quote-key.pem'), 'utf8');
  signer = { privateKey: createPrivateKey(quoteKey), jwk, alg: 'ES256' };
  issuer = await TokenIssuer.start();
  await bootstrapOnce();
  stack = await DeployedStack.deploy('SignedQuotes', (scope) => {
    const login = new HttpJwtAuthorizer('Login', issuer.url, { jwtAudience: [issuer.audience] });
    new OrderProcessingApi(scope, 'Orders', {
      projectName: 'quoted-shop',
      prices: OrderPrices.signedQuotes({ keys: [signer.jwk], audience: 'orders-prod' }),
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(login, { staff: [OrderStaff.scope('orders/admin')] }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  });
  const url = apiUrl(ENDPOINT, stack.outputs.ApiGatewayId, new URL(stack.outputs.ApiGatewayEndpoint).pathname);
  customer = new OrdersClient(url, await issuer.sign({ sub: 'customer-1' }));
  other = new OrdersClient(url, await issuer.sign({ sub: 'customer-2' }));
  staff = new OrdersClient(url, await issuer.sign({ sub: 'staff-1', scope: 'orders/admin' }));
});

afterAll(async () => {
  await stack?.destroy();
  await issuer.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The block of the page with this text, as it stands there. */
function blockIn(language: string, text: string): string {
  const [block] = blocksOf(pageAt('docs/guide/signed-quotes.md')).filter((each) => each.language === language && each.code.includes(text));
  return block.code;
}

/** A pricing service of the page. */
function serviceIn(language: string): string {
  return blockIn(language, 'QUOTE_KEY');
}

async function outputOf(command: string, file: string, code: string): Promise<string> {
  writeFileSync(join(folder, file), code);
  return (await run(command, [join(folder, file)], { env: { ...process.env, QUOTE_KEY: quoteKey } })).trim();
}

function quoteFromTypeScript(customerId: string): Promise<string> {
  const { outputText } = ts.transpileModule(serviceIn('ts'), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  return outputOf(process.execPath, 'pricing.cjs', `${outputText}\nconsole.log(quoteFor(${JSON.stringify(customerId)}, ${JSON.stringify(CART)}));\n`);
}

async function quoteFromPython(customerId: string): Promise<string> {
  const programs = await installEmulator();
  return outputOf(join(programs, 'python'), 'pricing.py', `${serviceIn('python')}\nprint(quote_for(${JSON.stringify(customerId)}, ${JSON.stringify(CART)}))\n`);
}

const problemIn = ({ status, text }: Answer) => ({ status, ...JSON.parse(text) });
const typeOf = (kind: string) => `urn:problem-type:order-processing:${kind}`;

/** A quote from now on, or from some seconds ago. */
function quoteFor(seconds: number, jti: string, secondsAgo = 0): string {
  const iat = Math.floor(Date.now() / 1_000) - secondsAgo;
  return quoteOf({ aud: 'orders-prod', iat, exp: iat + seconds, jti, order: { items: [{ productId: 'mug', quantity: 1, price: 8.5 }], currency: 'EUR' } }, signer);
}

describe.each([['TypeScript', quoteFromTypeScript], ['Python', quoteFromPython]])('a quote of the pricing service in %s', (_, quoteOfService) => {
  test('becomes one order with its amounts, for its customer only', async () => {
    const quote = await quoteOfService('customer-1');

    expect(problemIn(await other.place({ quote }))).toMatchObject({ status: 422, type: typeOf('quote-not-valid') });
    const first = await customer.place({ quote, note: 'Ring twice' });
    const again = await customer.place({ quote, note: 'Ring twice' });

    expect(again).toMatchObject({ status: 200, text: first.text });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(JSON.parse((await customer.get(JSON.parse(first.text).orderId)).text)).toMatchObject({
      customerId: 'customer-1', currency: 'EUR', shippingAmount: 4.9, totalAmount: 53.38, priceSource: 'QUOTE', note: 'Ring twice',
    });
    expect(problemIn(await customer.place({ quote, note: 'Another one' }))).toMatchObject({ status: 409, type: typeOf('quote-used') });
  });
});

test('an expired quote is refused, unless there is its order', async () => {
  const unused = quoteFor(60, 'unused', 61);
  let first: Answer | undefined;
  const used = await acceptedThenExpired(async (seconds) => quoteFor(seconds, `used-within-${seconds}`), async (quote) => {
    first = await customer.place({ quote });
    return first.status === 200;
  });

  expect(await customer.place({ quote: used })).toMatchObject({ status: 200, text: first!.text });
  expect(problemIn(await customer.place({ quote: unused }))).toMatchObject({ status: 409, type: typeOf('quote-expired') });
});

test('twenty clients with one quote make one order', async () => {
  const quote = quoteFor(600, 'raced');
  const answers = await Promise.all(Array.from({ length: 20 }, () => customer.place({ quote })));

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] !== 'true')).toHaveLength(1);
});

test('a customer needs a quote, and staff do not', async () => {
  const own = { customerId: 'customer-1', items: [{ productId: 'mug', quantity: 1, price: 0 }] };

  expect(problemIn(await customer.place(own))).toMatchObject({ status: 422, type: typeOf('validation-failed') });
  expect(await staff.place({ ...own, orderId: 'gift-1' })).toMatchObject({ status: 200 });
  expect(JSON.parse((await staff.get('gift-1')).text)).toMatchObject({ totalAmount: 0, priceSource: 'STAFF' });
});
