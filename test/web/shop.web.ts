/*
 * The shop page in a real browser, with the sample app on a local AWS behind it, served as by `npm start`. How many orders there are is counted in the table.
 */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Browser, BrowserContext, Locator, Page, Route } from 'playwright-core';
import { ORDER_NUMBER, orderNumberOf } from '../../src/handler/domain/order-number';
import { buildApiReference } from '../../tools/docs/api-reference';
import { FIRST_PRODUCTS, Product, ProductsTable } from '../../tools/local/products-table';
import { CatalogueOutputs, SampleApp } from '../../tools/local/sample-app';
import { ShopServer } from '../../tools/local/shop-server';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { complaintsOf, DESKTOP, launchBrowser } from '../support/web/browser';
import { focusedName, overflowOf, tabTo, takePicture, violationsOf } from '../support/web/page-checks';

const PHONE = { width: 390, height: 844 };

/** Longer than the API takes for any try. */
const A_WHILE = 40_000;

const dynamodb = new DynamoDBClient(CLIENT_SETTINGS);
const documents = DynamoDBDocumentClient.from(dynamodb);

let server: ShopServer;
let otherServer: ShopServer;
let app: SampleApp;
let outputs: CatalogueOutputs;
let ordersUrl: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await ShopServer.start();
  otherServer = await ShopServer.start();
  app = new SampleApp(ENDPOINT, { stack: 'OrderCatalogue', context: { catalogue: 'true', environmentSuffix: 'web', allowedOrigin: server.origin } });
  await bootstrapOnce();
  outputs = await app.deploy() as CatalogueOutputs;
  ordersUrl = app.ordersUrl(outputs);
  const reference = await buildApiReference();
  const table = new ProductsTable(ENDPOINT, outputs.ProductsTableName);
  for (const each of [server, otherServer]) each.publish({ ordersUrl, reference, products: () => table.list() });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app.destroy();
  await Promise.all([server, otherServer].map((each) => each.stop()));
});

beforeEach(async () => {
  await Promise.all(FIRST_PRODUCTS.map((product) => documents.send(new PutCommand({ TableName: outputs.ProductsTableName, Item: product }))));
  context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = complaintsOf(page);
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

describe('an order from the browser', () => {
  test('goes across origins to the API, with its total exact, and comes back with its state', async () => {
    await fillIn('exact@example.com');
    await place();

    await expect(textOf('#order-status')).resolves.toBe('PROCESSING');
    await expect(textOf('#order-total')).resolves.toBe('$12.40');
    const [order] = await ordersOf('exact@example.com');
    expect(order).toMatchObject({ orderId: { S: await textOf('#order-id') }, totalAmount: { N: '12.4' }, metadata: { M: { delivery: { S: 'post' } } } });
  });

  test('is of product ids and quantities, with what the customer has seen of their prices, and the table has the last word', async () => {
    await fillIn('seen@example.com');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await place();
    const { items, ...rest } = (await sent).postDataJSON();

    expect(items).toEqual([{ productId: 'notebook-a5', quantity: 1, price: 12.1 }, { productId: 'pencil-hb', quantity: 3, price: 0.1 }]);
    expect(Object.keys(rest)).toEqual(['customerId', 'contact', 'shippingAddress', 'currency', 'totalAmount', 'note', 'metadata']);
    const [order] = await ordersOf('seen@example.com');
    expect(order).toMatchObject({ priceSource: { S: 'TABLE' }, items: { L: [{ M: { name: { S: 'Notebook A5' } } }, { M: { name: { S: 'Pencil HB' } } }] } });
  });

  test('takes its pieces from the stock, and the shelf says how many are left', async () => {
    await setProduct('pencil-hb', { available: 8 });
    await fillIn('stock@example.com');
    expect(await shelfOf('Pencil HB')).toBe('8 in stock');
    await place();

    expect(await leftOf('pencil-hb')).toBe(5);
    await page.getByText('Only 5 left').waitFor();
  });

  test('says whose it is and where it goes, without what was left empty', async () => {
    await fillIn('address@example.com');
    await place();

    const [order] = await ordersOf('address@example.com');
    expect(order).toMatchObject({
      customerId: { S: expect.stringMatching(/^guest-[0-9a-f]{32}$/) },
      note: { S: 'Ring twice' },
    });
    expect(order.contact).toEqual({ M: { name: { S: 'Ada Example' }, email: { S: 'address@example.com' } } });
    expect(order.shippingAddress).toEqual({
      M: { name: { S: 'Ada Example' }, addressLine1: { S: '12 Example Street' }, city: { S: 'Springfield' }, postalCode: { S: '12345' }, country: { S: 'US' } },
    });
  });

  test('is confirmed with its order number', async () => {
    await fillIn('number@example.com');
    await place();

    expect(await textOf('#order-number')).toMatch(ORDER_NUMBER);
    expect(await textOf('#order-number')).toBe(orderNumberOf(await textOf('#order-id')));
  });

  test('has no address when it is picked up, and asks for none', async () => {
    await fillIn('pickup@example.com');
    await page.getByLabel('Pick up in the shop').check();
    expect(await page.getByLabel('City').isVisible()).toBe(false);
    await place();

    const [order] = await ordersOf('pickup@example.com');
    expect(order).toMatchObject({ contact: { M: { name: { S: 'Ada Example' } } }, totalAmount: { N: '12.4' } });
    expect(order).not.toHaveProperty('shippingAddress');
  });

  test('fails from an origin that the API does not allow, and is not stored', async () => {
    await fillIn('foreign@example.com', otherServer.origin);
    await page.getByRole('button', { name: 'Place order' }).click();

    await page.getByText('No answer').waitFor();
    expect(await ordersOf('foreign@example.com')).toEqual([]);
  });

  test('is asked for by a preflight, which the allowed origin passes and another fails', async () => {
    const preflight = (origin: string) => fetch(ordersUrl, {
      method: 'OPTIONS',
      headers: { 'Origin': origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type,idempotency-key' },
    });
    const [allowed, refused] = [await preflight(server.origin), await preflight(otherServer.origin)];

    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(server.origin);
    expect(allowed.headers.get('Access-Control-Allow-Headers')).toMatch(/idempotency-key/i);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('an order is made once', () => {
  test('when the button is clicked twice', async () => {
    await fillIn('twice@example.com');
    const keys = keysSent();
    await page.getByRole('button', { name: 'Place order' }).dblclick();
    await receipt();

    expect(await ordersOf('twice@example.com')).toHaveLength(1);
    expect(keys).toHaveLength(1);
  });

  test('when the page is reloaded after the API has stored it and before it has answered', async () => {
    await fillIn('reloaded@example.com');
    const keys = keysSent();
    const isStored = holdAnswer();
    await page.getByRole('button', { name: 'Place order' }).click();
    await isStored;
    expect(await ordersOf('reloaded@example.com')).toHaveLength(1);

    await page.reload();
    await receipt();

    const orders = await ordersOf('reloaded@example.com');
    expect(orders.map(({ orderId }) => orderId.S)).toEqual([await textOf('#order-id')]);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
    expect(await page.locator('#replayed').isVisible()).toBe(true);
    await takePicture(page, 'shop-replayed');
  });

  test('when it did not get out, and is sent again under the same key', async () => {
    await fillIn('offline@example.com');
    const keys = keysSent();
    await page.route(ordersUrl, (route) => route.abort());
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('No answer').waitFor();
    expect(await page.getByLabel('E-mail').isDisabled()).toBe(true);

    await page.unroute(ordersUrl);
    await page.getByRole('button', { name: 'Send again' }).click();
    await receipt();

    expect(await ordersOf('offline@example.com')).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
    expect(await page.locator('#replayed').isVisible()).toBe(false);
  });

  test('and the next one is another, under a key of its own', async () => {
    await fillIn('again@example.com');
    const keys = keysSent();
    await place();
    await page.getByRole('button', { name: 'New order' }).click();
    await page.getByRole('button', { name: 'Add Pencil HB' }).click();
    await place();

    const orders = await ordersOf('again@example.com');
    expect(orders).toHaveLength(2);
    expect(new Set(orders.map(({ customerId }) => customerId.S)).size).toBe(1);
    expect(new Set(keys).size).toBe(2);
  });

  test('the cart and the address are there again after a reload, and the cart is gone with the order', async () => {
    await fillIn('keeper@example.com');
    await page.reload();
    expect(await page.getByLabel('The quantity of Pencil HB').inputValue()).toBe('3');
    expect(await page.getByLabel('City').inputValue()).toBe('Springfield');
    expect(await page.getByLabel('Country').inputValue()).toBe('US');

    await place();
    await page.reload();
    await expect(textOf('#order-status')).resolves.toBe('PROCESSING');
    await page.getByRole('button', { name: 'New order' }).click();

    expect(await page.getByText('Nothing in it yet.').isVisible()).toBe(true);
  });
});

test('what the API refuses is said at the field that it is about, and mended there', async () => {
  await fillIn('');
  await page.getByLabel('The quantity of Pencil HB').fill('2.5');
  await page.getByLabel('Name').fill(' ');
  await page.getByLabel('Country').selectOption('Choose one');
  await page.getByLabel('Postal code').fill('1'.repeat(33));
  await noteField().fill('x'.repeat(1025));
  await refuse();

  expect(await focusedName(page)).toBe('The quantity of Pencil HB');
  expect(await faultAt(page.getByLabel('The quantity of Pencil HB'))).toMatch(/^The quantity of Pencil HB must be a whole number .*, got 2\.5$/);
  expect(await faultAt(page.getByLabel('Name'))).toMatch(/^Name must be a string of 1 to 256 characters/);
  expect(await faultAt(page.getByLabel('E-mail'))).toMatch(/^E-mail must be a string of 1 to 254 characters/);
  expect(await faultAt(page.getByLabel('Country'))).toMatch(/^Country must be a country code of ISO 3166/);
  expect(await faultAt(page.getByLabel('Postal code'))).toMatch(/^Postal code must be a string of 1 to 32 characters/);
  expect(await faultAt(noteField())).toMatch(/^Note must be a string of 1 to 1024 characters/);
  expect(await page.locator('#message li').count()).toBe(6); // the name is in two places of the order, and said once
  for (const label of ['The quantity of Notebook A5', 'City']) expect(await page.getByLabel(label).getAttribute('aria-invalid')).toBeNull();
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole('link', { name: /^E-mail must be/ }).click();
  await page.keyboard.type('mended@example.com');
  await page.getByLabel('Country').selectOption('Germany');
  for (const label of ['E-mail', 'Country']) expect(await page.getByLabel(label).getAttribute('aria-invalid')).toBeNull();
  await page.getByLabel('Name').fill('Ada Example');
  await page.getByLabel('Postal code').fill('10115');
  await noteField().fill('');
  await page.getByLabel('The quantity of Pencil HB').fill('3');
  await place();

  expect(await ordersOf('mended@example.com')).toHaveLength(1);
});

describe('what the shop has changed since the page was loaded is said at the line', () => {
  test('a price that has changed, and the customer accepts it before anything is ordered', async () => {
    await fillIn('dearer@example.com');
    const keys = keysSent();
    await setProduct('pencil-hb', { price: 0.25 });
    await refuse();

    expect(await focusedName(page)).toBe('The quantity of Pencil HB');
    expect(await faultAt(quantityOf('Pencil HB'))).toBe('The price of Pencil HB has changed: it is now $0.25, and was $0.10');
    expect(await textOf('#total')).toBe('$12.40');
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Accept $0.25 for Pencil HB' }).click();
    expect(await textOf('#total')).toBe('$12.85');
    expect(await textOf('#news')).toBe('Accept $0.25 for Pencil HB. 2 in your order, $12.85.');
    expect(await page.locator('#message').isVisible()).toBe(false);
    expect(await focusedName(page)).toBe('Place order');
    expect(await ordersOf('dearer@example.com')).toEqual([]);
    await place();

    expect(await textOf('#order-total')).toBe('$12.85');
    expect(await ordersOf('dearer@example.com')).toMatchObject([{ totalAmount: { N: '12.85' } }]);
    expect(new Set(keys).size).toBe(2); // a refused order and another one
  });

  test('a price that has changed, and is refused again as long as the customer does not accept it', async () => {
    await fillIn('stubborn@example.com');
    await setProduct('pencil-hb', { price: 0.25 });
    await refuse();
    await page.reload();
    await refuse();

    expect(await faultAt(quantityOf('Pencil HB'))).toMatch(/it is now \$0\.25/);
    expect(await ordersOf('stubborn@example.com')).toEqual([]);
  });

  test('too little that is left, and the customer takes that', async () => {
    await fillIn('two@example.com');
    await setProduct('pencil-hb', { available: 2 });
    await refuse();

    expect(await faultAt(quantityOf('Pencil HB'))).toBe('Pencil HB: only 2 left');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take 2 of Pencil HB' }).click();
    expect(await quantityOf('Pencil HB').inputValue()).toBe('2');
    await place();

    expect(await ordersOf('two@example.com')).toMatchObject([{ totalAmount: { N: '12.3' } }]);
    expect(await leftOf('pencil-hb')).toBe(0);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['is sold out', 'sold-out', () => setProduct('notebook-a5', { available: 0 })],
    ['is no longer available', 'removed', () => removeProduct('notebook-a5')],
    ['is no longer available', 'misconfigured', () => setProduct('notebook-a5', { price: 'ask us' })],
  ])('a product that %s (%s), and the customer orders without it', async (sentence, name, change) => {
    await fillIn(`${name}@example.com`);
    await change();
    await refuse();

    expect(await faultAt(quantityOf('Notebook A5'))).toBe(`Notebook A5 ${sentence}`);
    await page.getByRole('button', { name: 'Remove Notebook A5' }).click();
    expect(await page.locator('#cart li').count()).toBe(1);
    await place();

    expect(await ordersOf(`${name}@example.com`)).toMatchObject([{ items: { L: [{ M: { productId: { S: 'pencil-hb' } } }] } }]);
  });

  test('several lines, one after the other and with the keyboard alone', async () => {
    await fillIn('several@example.com');
    await setProduct('notebook-a5', { available: 0 });
    await setProduct('pencil-hb', { available: 2 });
    await refuse();
    expect(await page.locator('#message li').allTextContents()).toEqual(['Notebook A5 is sold out', 'Pencil HB: only 2 left']);
    await takePicture(page, 'shop-objections');

    await tabTo(page, 'Remove Notebook A5');
    await page.keyboard.press('Enter');
    expect(await focusedName(page)).toBe('The quantity of Pencil HB');
    expect(await page.locator('#message li').allTextContents()).toEqual(['Pencil HB: only 2 left']);
    await tabTo(page, 'Take 2 of Pencil HB');
    await page.keyboard.press('Space');
    expect(await focusedName(page)).toBe('Place order');
    await page.keyboard.press('Enter');
    await receipt();

    expect(await ordersOf('several@example.com')).toMatchObject([{ totalAmount: { N: '0.2' } }]);
  });

  test('a sold-out product cannot be added', async () => {
    await setProduct('lamp-desk', { available: 0 });
    await page.goto(server.origin);

    expect(await shelfOf('Desk lamp')).toBe('Sold out');
    expect(await page.getByRole('button', { name: 'Add Desk lamp' }).isDisabled()).toBe(true);
  });
});

describe('an order whose first answer was lost is made once', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['although the price has changed since', () => setProduct('pencil-hb', { price: 0.25 })],
    ['although it has taken the last piece', () => setProduct('pencil-hb', { available: 0 })],
    ['although its product is gone', () => removeProduct('pencil-hb')],
  ])('%s', async (title, change) => {
    const email = `${title.split(' ').pop()}@lost.example.com`;
    await fillIn(email);
    const isStored = holdAnswer();
    await page.getByRole('button', { name: 'Place order' }).click();
    await isStored;
    await change();
    await page.reload();
    await receipt();

    expect(await page.locator('#replayed').isVisible()).toBe(true);
    expect(await textOf('#order-total')).toBe('$12.40');
    expect(await ordersOf(email)).toHaveLength(1);
  });

  test('also when a refused retry has overtaken it: the page does not take it for refused while the first try may be under way', async () => {
    await fillIn('overtaken@example.com');
    const keys = keysSent();
    const release = await holdRequest();
    await page.reload(); // and the retry is on its way
    await page.getByText('The API answered with 409').waitFor();
    expect(await page.getByLabel('E-mail').isDisabled()).toBe(true);
    expect(await ordersOf('overtaken@example.com')).toEqual([]);

    await release();
    await page.getByRole('button', { name: 'Send again' }).click();
    await receipt();

    expect(await page.locator('#replayed').isVisible()).toBe(true);
    expect(await ordersOf('overtaken@example.com')).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
  });

  test('or refused, when a try that was never answered must have ended', async () => {
    await page.clock.install();
    await fillIn('ended@example.com');
    await page.route(ordersUrl, (route) => route.abort());
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('No answer').waitFor();
    await setProduct('pencil-hb', { available: 2 });
    await page.unroute(ordersUrl);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The API answered with 409').waitFor();

    await page.clock.fastForward(A_WHILE);
    await page.getByRole('button', { name: 'Send again' }).click();

    await page.getByRole('button', { name: 'Take 2 of Pencil HB' }).click();
    await place();
    expect(await ordersOf('ended@example.com')).toMatchObject([{ totalAmount: { N: '12.3' } }]);
  });
});

test('nobody sends the form before the page listens to it', async () => {
  await page.route('**/config.json', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto(server.origin);

  await page.getByText('This page needs a file config.json beside it').waitFor();
  expect(await page.getByRole('button', { name: 'Place order' }).count()).toBe(0);
  await page.unroute('**/config.json');
  await page.route('**/main.js', (route) => route.abort());
  await page.goto(server.origin);
  expect(await page.getByRole('button', { name: 'Place order' }).isDisabled()).toBe(true);
});

test('an empty order asks for something first, and sends nothing', async () => {
  await page.goto(server.origin);
  const keys = keysSent();
  await page.getByRole('button', { name: 'Place order' }).click();

  await page.getByText('Your order is empty').waitFor();
  expect(keys).toEqual([]);
});

test('an order is placed with the keyboard alone', async () => {
  await page.goto(server.origin);
  await page.getByRole('button', { name: 'Add Notebook A5' }).waitFor();
  await tabTo(page, 'Add Notebook A5');
  await page.keyboard.press('Enter');
  await tabTo(page, 'One more Notebook A5');
  await page.keyboard.press('Space');
  expect(await focusedName(page)).toBe('One more Notebook A5');
  for (const [label, text] of Object.entries({
    'Name': 'Ada Example', 'E-mail': 'keys@example.com', 'Address': '12 Example Street', 'City': 'Berlin', 'Country': 'Germany',
  })) {
    await tabTo(page, label);
    await page.keyboard.type(text);
  }
  await tabTo(page, 'Place order');
  await page.keyboard.press('Enter');
  await receipt();

  expect(await focusedName(page)).toBe('Thank you, your order is placed');
  expect(await ordersOf('keys@example.com')).toMatchObject([{ totalAmount: { N: '24.2' }, shippingAddress: { M: { city: { S: 'Berlin' }, country: { S: 'DE' } } } }]);
});

test('the way of delivery is chosen with the keyboard', async () => {
  await fillIn('arrows@example.com');
  await page.getByLabel('By post').focus();
  await page.keyboard.press('ArrowDown');
  await place();

  expect(await ordersOf('arrows@example.com')).toMatchObject([{ metadata: { M: { delivery: { S: 'pickup' } } } }]);
});

test('the browser fills in what it knows of the customer', async () => {
  await page.goto(server.origin);
  const tokens = await page.evaluate("Object.fromEntries([...document.querySelectorAll('.field :is(input, select)')].map(({ name, autocomplete }) => [name, autocomplete]))");

  expect(tokens).toEqual({
    name: 'name',
    email: 'email',
    addressLine1: 'address-line1',
    addressLine2: 'address-line2',
    city: 'address-level2',
    region: 'address-level1',
    postalCode: 'postal-code',
    country: 'country',
    note: 'off',
  });
});

test.each([
  { width: 'desktop', viewport: DESKTOP, colorScheme: 'light' },
  { width: 'desktop', viewport: DESKTOP, colorScheme: 'dark' },
  { width: 'phone', viewport: PHONE, colorScheme: 'light' },
  { width: 'phone', viewport: PHONE, colorScheme: 'dark' },
] as const)('axe finds nothing on a $width in the $colorScheme, and nothing is wider than the window', async ({ width, viewport, colorScheme }) => {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await fillIn(`${width}-${colorScheme}@example.com`);
  expect(await violationsOf(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  if (viewport === PHONE) await page.evaluate("document.getElementById('order').scrollIntoView()");
  await takePicture(page, `shop-${width}-${colorScheme}`, viewport === DESKTOP);

  await page.getByLabel('City').fill('');
  await refuse();
  expect(await focusedName(page)).toBe('City');
  expect(await violationsOf(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);

  await page.getByLabel('City').fill('Springfield');
  await setProduct('notebook-a5', { available: 0 });
  await setProduct('pencil-hb', { available: 2 });
  await refuse();
  expect(await violationsOf(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);

  await page.getByRole('button', { name: 'Remove Notebook A5' }).click();
  await page.getByRole('button', { name: 'Take 2 of Pencil HB' }).click();
  await place();
  await page.getByText('What went over the wire').click();
  expect(await violationsOf(page)).toEqual([]);
});

test('the API reference is one click away, and loads nothing from elsewhere', async () => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(server.origin);
  await page.getByRole('link', { name: 'API reference' }).click();
  await page.getByRole('heading', { name: /Order Processing API/ }).waitFor();
  await page.getByText('orders', { exact: true }).first().click(); // its scripts run: the menu opens
  await page.getByRole('link', { name: 'Place an order' }).first().waitFor();

  expect(elsewhere).toEqual([]);
  await page.setViewportSize({ width: 1100, height: 560 });
  await takePicture(page, 'api-reference');
});

/** Two kinds of goods, for $12.40. */
async function fillIn(email: string, origin = server.origin): Promise<void> {
  await page.goto(origin);
  await page.getByRole('button', { name: 'Add Notebook A5' }).click();
  for (let count = 0; count < 3; count++) await page.getByRole('button', { name: 'Add Pencil HB' }).click();
  await page.getByLabel('Name').fill('Ada Example');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Address', { exact: true }).fill('12 Example Street');
  await page.getByLabel('City').fill('Springfield');
  await page.getByLabel('Postal code').fill('12345');
  await page.getByLabel('Country').selectOption('United States');
  await noteField().fill('Ring twice');
}

async function place(): Promise<void> {
  await page.getByRole('button', { name: 'Place order' }).click();
  await receipt();
}

async function refuse(): Promise<void> {
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.locator('#message').waitFor({ timeout: 60_000 });
}

async function receipt(): Promise<void> {
  await page.locator('#receipt').waitFor({ timeout: 60_000 });
}

async function textOf(selector: string): Promise<string> {
  return (await page.locator(selector).textContent())!.trim();
}

function quantityOf(name: string): Locator {
  return page.getByLabel(`The quantity of ${name}`);
}

/** What the shelf says of what is left. */
async function shelfOf(name: string): Promise<string> {
  return (await page.locator('.product', { hasText: name }).locator('.left').textContent())!;
}

async function setProduct(productId: string, change: { readonly [Name in 'price' | 'available']?: unknown }): Promise<void> {
  for (const [name, value] of Object.entries(change)) {
    await documents.send(new UpdateCommand({
      TableName: outputs.ProductsTableName, Key: { productId }, UpdateExpression: 'SET #name = :value', ExpressionAttributeNames: { '#name': name }, ExpressionAttributeValues: { ':value': value },
    }));
  }
}

async function removeProduct(productId: string): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: outputs.ProductsTableName, Key: { productId } }));
}

async function leftOf(productId: string): Promise<number> {
  const { Item } = await documents.send(new GetCommand({ TableName: outputs.ProductsTableName, Key: { productId }, ConsistentRead: true }));
  return (Item as Product).available;
}

function noteField(): Locator {
  return page.getByLabel('Note (optional)');
}

async function faultAt(field: Locator): Promise<string> {
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  return textOf(`#${await field.getAttribute('aria-describedby')}`);
}

/** The Idempotency-Keys of the orders that the page sends from here on. */
function keysSent(): string[] {
  const keys: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') keys.push(request.headers()['idempotency-key']);
  });
  return keys;
}

/** Sends an order that does not arrive before it is released, with too little in stock for any other try until then; done when it is sent. */
async function holdRequest(): Promise<() => Promise<void>> {
  await setProduct('pencil-hb', { available: 2 });
  const held = new Promise<Route>((resolve) => {
    let isHeld = false;
    void page.route(ordersUrl, (route) => {
      if (isHeld) return route.continue();
      isHeld = true;
      return resolve(route);
    });
  });
  await page.getByRole('button', { name: 'Place order' }).click();
  const request = (await held).request();
  return async () => {
    await setProduct('pencil-hb', { available: 3 });
    const { status } = await fetch(ordersUrl, { method: 'POST', headers: await request.allHeaders(), body: request.postData() });
    expect(status).toBe(200);
  };
}

/**
 * Lets the next order through to the API and its answer not back; done when the API has answered. The route stays:
 * without it the browser would send the held request once more, and the page could be answered before its reload.
 */
function holdAnswer(): Promise<void> {
  let isHeld = false;
  return new Promise((resolve, reject) => {
    void page.route(ordersUrl, (route: Route) => {
      if (isHeld) return route.continue();
      isHeld = true;
      return route.fetch({ timeout: 60_000 }).then(() => resolve(), reject);
    });
  });
}

async function ordersOf(email: string): Promise<Record<string, { S?: string }>[]> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({
    TableName: outputs.DynamoDBTableName,
    FilterExpression: 'contact.email = :email',
    ExpressionAttributeValues: { ':email': { S: email } },
    ConsistentRead: true,
  }));
  return Items as Record<string, { S?: string }>[];
}
