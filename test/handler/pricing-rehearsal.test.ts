/*
 * The warm-up of an API that decides prices: what the platform and DynamoDB see of the bundle that ships, and how far a rehearsal gets.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_VARIABLE, ProductsRules, STOCK_VARIABLE } from '../../src/contract';
import { rehearseQuotes, rehearseTablePrices } from '../../src/handler/pricing-rehearsal';
import { EXTENDED_FOLDER } from '../../tools/build/bundle';
import { bundleOn } from '../support/handler/bundle-process';
import { postOrders } from '../support/handler/fixtures';
import { AUDIENCE, newSigner } from '../support/handler/quotes';
import { Script, ScriptedServer } from '../support/handler/scripted-server';
import { RULES } from '../support/handler/shop-products';

const dynamoDB = new ScriptedServer();
const { run } = bundleOn(dynamoDB, EXTENDED_FOLDER);

const PRODUCTS = { [PRODUCTS_VARIABLE]: JSON.stringify(RULES) };
const STOCK = { [STOCK_VARIABLE]: JSON.stringify({ tableName: 'stock', quantityAttribute: 'available' }) };

describe('before the first event, the extended bundle', () => {
  test.each([
    ['prices from a table', PRODUCTS],
    ['stock', STOCK],
    ['both', { ...PRODUCTS, ...STOCK }],
  ])('with %s opens the connection, reads and writes nothing, and says nothing', async (_, environment) => {
    const { exitCode, stdout, stderr } = await run([], environment);

    expect(dynamoDB.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /']);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('reads the table itself for the first order, and nothing of what was rehearsed is in that order', async () => {
    const products = { Responses: { [RULES.tableName]: [{ productId: { S: 'warm-up' }, price: { N: '2' } }] } };
    dynamoDB.answer(({ headers }) => ({ body: String(headers['x-amz-target']).endsWith('.BatchGetItem') ? products : {} }));
    const order = postOrders({ customerId: 'customer-1', items: [{ productId: 'warm-up', quantity: 1 }] });

    const { responses: [response] } = await run([order], { [PRODUCTS_VARIABLE]: JSON.stringify({ ...RULES, maxAgeSeconds: 3_600 }) });

    expect(response.statusCode).toBe(200);
    expect(JSON.parse(dynamoDB.orders.at(-1)!.body).Item).toMatchObject({ items: { L: [{ M: { price: { N: '2' } } }] } });
  });

  test.each<[string, NodeJS.ProcessEnv, Script, number[]]>([
    ['there are no credentials', { AWS_ACCESS_KEY_ID: undefined }, () => ({}), []],
    ['the region is missing', { AWS_REGION: undefined, AWS_EC2_METADATA_DISABLED: 'true' }, () => ({}), []],
    ['DynamoDB does not answer', {}, () => 'silence', [1_000]],
  ])('never fails the function, and waits a second at most, when %s', async (_, environment, script, expected) => {
    dynamoDB.answer(script);

    const { exitCode, stdout, stderr, waits } = await run([], { ...PRODUCTS, ...environment });

    expect({ exitCode, stdout, stderr, waits }).toEqual({ exitCode: 0, stdout: '', stderr: '', waits: expected });
  });
});

describe('the rehearsal of prices from a table', () => {
  test.each<[string, Partial<ProductsRules>]>([
    ['a currency', {}],
    ['an attribute for the currency', { currency: undefined, currencyAttribute: 'currency' }],
    ['an attribute for what is for sale', { activeAttribute: 'active' }],
    ['names', { nameAttribute: 'name' }],
    ['guests', { guests: true }],
  ])('gets to a price, and sends nothing, with %s', async (_, rules) => {
    const client = new DynamoDBClient({ endpoint: dynamoDB.endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' } });

    await expect(rehearseTablePrices(client, { ...RULES, ...rules }, new AbortController().signal)).resolves.toBeUndefined();

    expect(dynamoDB.requests).toEqual([]);
  });
});

describe('the rehearsal of signed quotes', () => {
  test.each(['P-256', 'Ed25519'] as const)('gets as far as the signature, which a quote of its own cannot have, with a key of %s', async (curve) => {
    const { jwk } = newSigner('key-1', curve);

    const refusal = rehearseQuotes({ audience: AUDIENCE, keys: [jwk] }, new AbortController().signal);

    await expect(refusal).rejects.toMatchObject({
      kind: 'quote-not-valid', faults: [{ detail: 'must be as the key "key-1" has signed it, got another signature', pointer: '#/quote' }],
    });
  });
});
