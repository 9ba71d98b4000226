/*
 * The back office in a real browser, with the shop of `npm start` on a local AWS behind it, and its people. Orders are placed as a guest does.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Browser, BrowserContext, Locator, Page, Route } from 'playwright-core';
import { placeFirstOrders } from '../../tools/local/first-orders';
import { People } from '../../tools/local/people';
import { FIRST_PRODUCTS, ProductsTable } from '../../tools/local/products-table';
import { CatalogueOutputs, SampleApp } from '../../tools/local/sample-app';
import { ShopServer } from '../../tools/local/shop-server';
import { placeOrder } from '../../tools/local/started';
import { bootstrapOnce, CLIENT_SETTINGS, ENDPOINT } from '../support/e2e/local-aws';
import { complaintsOf, DESKTOP, launchBrowser } from '../support/web/browser';
import { focusedName, overflowOf, tabTo, takePicture, violationsOf } from '../support/web/page-checks';

const SMALL_PHONE = { width: 320, height: 640 };
const PAGE = 20;

/** As a customer of the shop page fills them in. */
const DETAILS = {
  customerId: 'guest-5a0c7d1e',
  contact: { name: 'Ada Example', email: 'ada@example.com' },
  shippingAddress: { name: 'Ada Example', addressLine1: '12 Example Street', city: 'Springfield', postalCode: '12345', country: 'US' },
  note: 'Ring twice',
};

interface OrderDocument {
  readonly status: string;
  readonly fulfilments?: readonly { readonly fulfilmentId: string; readonly status: string }[];
  readonly returns?: readonly object[];
}

let server: ShopServer;
let people: People;
let app: SampleApp;
let ordersUrl: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await ShopServer.start();
  people = await People.start();
  const { issuer } = people;
  app = new SampleApp(ENDPOINT, {
    stack: 'OrderBackOffice',
    context: { issuer: issuer.url, audience: issuer.audience, environmentSuffix: 'web', allowedOrigin: server.origin },
  });
  await bootstrapOnce();
  const outputs = await app.deploy() as CatalogueOutputs;
  ordersUrl = app.ordersUrl(outputs);
  const products = new ProductsTable(ENDPOINT, outputs.ProductsTableName);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS));
  const enough = FIRST_PRODUCTS.map((product) => ({ ...product, available: 10_000 }));
  await Promise.all(enough.map((Item) => documents.send(new PutCommand({ TableName: outputs.ProductsTableName, Item }))));
  server.publish({ ordersUrl, products: () => products.list(), people: () => people.list() });
  await placeFirstOrders(ordersUrl, people);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app.destroy();
  await Promise.all([server.stop(), people.stop()]);
});

beforeEach(async () => {
  ({ context, page } = await newWindow());
  complaints = complaintsOf(page);
});

afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

describe('the sign-in', () => {
  test('of staff leads to the orders that wait for it, oldest first', async () => {
    await signIn('Kim, staff');

    expect(await page.locator('#who').textContent()).toBe('Kim, staff');
    expect(await focusedName(page)).toBe('Orders: processing');
    expect(await page.locator('#statuses [aria-current]').textContent()).toBe('Processing');
    expect(await page.locator('#sorts [aria-current]').textContent()).toBe('Oldest first');
    expect(await rows()).toContainEqual(expect.arrayContaining(['guest-noor', 'Not shipped', '$0.60']));
  });

  test('of a customer leads to their own orders alone', async () => {
    await signIn('Ann, a customer');

    expect(await page.locator('#queue-title').textContent()).toBe('Your orders');
    expect((await rows()).map(([, , status]) => status)).toEqual(['Processing', 'Confirmed', 'Delivered']);
    expect(await page.locator('#statuses').isVisible()).toBe(false);
  });

  test('outlives a reload, and not the sign-out', async () => {
    await signIn('Kim, staff');
    await page.reload();
    await page.locator('#rows tr').first().waitFor();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('#office').isVisible()).toBe(false);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('takes a token of another identity provider, and says so when the API does not', async () => {
    await page.goto(server.backOfficeUrl);
    await page.getByLabel('Access token').fill(await people.issuer.sign({ sub: 'eve', scope: 'orders/admin' }, 'unknown'));
    await page.keyboard.press('Enter');
    await page.getByText(/The API does not take this token|The API gave no answer/).waitFor();

    await page.getByLabel('Access token').fill(await people.staff('jo'));
    await page.keyboard.press('Enter');
    await page.locator('#rows tr').first().waitFor();
    expect(await page.locator('#who').textContent()).toBe('jo');
  });

  test('says so when the API has no list of all orders', async () => {
    const refused = { type: 'urn:problem-type:order-processing:validation-failed', title: 'The request is not valid', detail: 'status is no parameter', status: 400 };
    await page.route(`${ordersUrl}?*`, (route) => route.fulfill({ status: 400, headers: allowed(), contentType: 'application/problem+json', body: JSON.stringify(refused) }));
    await page.goto(server.backOfficeUrl);
    await page.getByRole('button', { name: 'Sign in as Kim, staff' }).click();

    await page.getByText('The API lists no orders by status: status is no parameter.').waitFor();
    expect(await page.locator('#office').isVisible()).toBe(false);
  });
});

describe('the queue', () => {
  test('never shows the orders of another list, or of somebody else, below its heading', async () => {
    await signIn('Kim, staff');
    await page.route(`${ordersUrl}?*`, (route) => route.abort());
    await page.getByRole('link', { name: 'Cancelled' }).click();
    await page.getByText('No answer').waitFor();
    expect(await page.locator('#rows tr').count()).toBe(0);
    await page.unroute(`${ordersUrl}?*`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#rows tr').first().waitFor();
    await page.locator('#queue-title:focus').waitFor();

    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.locator('#rows tr').count()).toBe(0);
  });

  test('has pages, which together have each order once, and the browser goes back', async () => {
    const placed: string[] = [];
    for (let count = 0; count < PAGE + 5; count++) placed.push((await place({ items: [{ productId: 'pencil-hb', quantity: 1 }] })).orderId);
    await signIn('Kim, staff');
    await page.getByRole('link', { name: 'Newest first' }).click();
    await page.waitForURL(/newest/);
    await waitForRow(placed[placed.length - 1]);
    const first = await idsOfRows();
    expect(first).toHaveLength(PAGE);

    await page.getByRole('link', { name: 'Next page' }).click();
    await waitForRow(placed[0]);
    const second = await idsOfRows();

    expect(first.filter((orderId) => second.includes(orderId))).toEqual([]);
    expect([...first, ...second].filter((orderId) => placed.includes(orderId))).toEqual([...placed].reverse());
    await page.goBack();
    await waitForRow(placed[placed.length - 1]);
    expect(await idsOfRows()).toEqual(first);
  });

  test('begins at its first page for who signs in after somebody has signed out on another one', async () => {
    for (let count = 0; count <= PAGE; count++) await place();
    await signIn('Kim, staff');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Ann, a customer' }).click();
    await page.locator('#rows tr').first().waitFor();

    expect(new URL(page.url()).hash).toBe('#/');
    expect(await page.locator('#message').isVisible()).toBe(false);
  });

  test('has the order that somebody has just placed on the shop page', async () => {
    await page.goto(server.origin);
    await page.getByRole('button', { name: 'Add Notebook A5' }).click();
    await page.getByLabel('Name').fill('Ada Example');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Pick up in the shop').check();
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.locator('#receipt').waitFor({ timeout: 60_000 });
    const number = (await page.locator('#order-number').textContent())!;

    await page.getByRole('link', { name: 'Back office' }).click();
    await page.getByRole('button', { name: 'Sign in as Kim, staff' }).click();
    await page.getByRole('link', { name: 'Newest first' }).click();
    await page.getByRole('link', { name: number }).click();

    await page.locator('#order').getByText('Ada Example').waitFor();
  });

  test('says of each order how far it is sent, and of none that there is none', async () => {
    await signIn('Kim, staff');
    await page.getByRole('link', { name: 'Shipped', exact: true }).click();
    await page.getByText('All shipped').first().waitFor();

    const none = { status: 200, headers: allowed(), contentType: 'application/json', body: '{"orders":[]}' };
    await page.route(`${ordersUrl}?*`, (route) => route.fulfill(none));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('No orders here.').waitFor();
  });
});

test('an order goes all its way in two parcels', async () => {
  const { orderId } = await place();
  await openAsStaff(orderId);
  await act('Confirm', 'The order is confirmed.');

  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  await page.getByLabel('Notebook A5 of 2').and(page.locator(':focus')).waitFor();
  await quantityOf('Notebook A5').fill('1');
  await quantityOf('Pencil HB').fill('3');
  await act('Pack the parcel', 'The parcel is packed.');
  expect(await page.locator('#parcels').textContent()).toContain('1 × Notebook A5, 3 × Pencil HB');

  await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
  await page.getByLabel('Carrier').fill('Example Parcels');
  await page.getByLabel('Tracking number').fill('EX-1');
  await page.getByLabel('Tracking page').fill('https://parcels.example.com/EX-1');
  await act('Ship it', 'The parcel is shipped.');
  expect(await badge()).toBe('Confirmed');
  await page.locator('#facts').getByText('Partly shipped').waitFor();

  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  expect(await page.locator('#form-place .line').count()).toBe(1);
  expect(await quantityOf('Notebook A5').inputValue()).toBe('1');
  await act('Pack the parcel', 'The parcel is packed.');
  await act('Unpack Parcel 2', 'The parcel is unpacked.');
  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  await act('Pack the parcel', 'The parcel is packed.');
  await page.getByRole('button', { name: 'Ship Parcel 3' }).click();
  await act('Ship it', 'The parcel is shipped.');
  expect(await badge()).toBe('Shipped');
  await act('Delivered Parcel 1', 'The parcel is delivered.');
  await act('Delivered Parcel 3', 'The parcel is delivered.');

  expect(await badge()).toBe('Delivered');
  expect(await read(orderId)).toMatchObject({
    status: 'DELIVERED',
    fulfilments: [{ status: 'DELIVERED', carrier: 'Example Parcels', trackingNumber: 'EX-1' }, { status: 'CANCELLED' }, { status: 'DELIVERED' }],
  });
  const history = await page.locator('#history li').allTextContents();
  expect(history[0]).toMatch(/^Order deliveredby kim/);
  expect(history[history.length - 1]).toMatch(/^Order placed/);
  const link = page.getByRole('link', { name: 'Track Example Parcels EX-1' });
  expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual(['https://parcels.example.com/EX-1', 'noopener noreferrer']);
});

test('a return has its refund, and what the API refuses is said at its field', async () => {
  const orderId = await deliveredOrder();
  await openAsStaff(orderId);
  await page.getByRole('button', { name: 'Record a return' }).click();
  await page.getByRole('button', { name: 'Record the return' }).click();
  await page.locator('#message').waitFor();
  expect(await faultAt(quantityOf('Notebook A5'))).toBe('The quantity of Notebook A5 must be at least 1, or that of another line, got 0');

  await quantityOf('Notebook A5').fill('9');
  await page.getByLabel('Refund').fill('12,50');
  await page.getByRole('button', { name: 'Record the return' }).click();
  await page.getByText(/Refund must be a decimal number from 0, got 12,50/).first().waitFor();
  await page.getByLabel('Refund').fill('1000');
  await page.getByRole('button', { name: 'Record the return' }).click();
  await page.getByText(/must be at most 2/).first().waitFor();
  await quantityOf('Notebook A5').and(page.locator(':focus')).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await quantityOf('Notebook A5').fill('1');
  await page.getByRole('button', { name: 'Record the return' }).click();
  await page.getByText(/Refund.* must be at most 24.5/).first().waitFor();
  expect(await faultAt(page.getByLabel('Refund'))).toMatch(/must be at most 24\.5/);
  await page.getByLabel('Refund').fill('12.10');
  await page.getByLabel('Reason').selectOption('The customer asked for it');
  await page.getByLabel('Note (optional').fill('A corner was bent.');
  await act('Record the return', 'The return is recorded.');

  expect(await read(orderId)).toMatchObject({
    returns: [{ items: [{ lineNumber: 1, quantity: 1 }], refundAmount: 12.1, reason: 'customer', note: 'A corner was bent.' }],
  });
  expect(await page.locator('#returns').textContent()).toMatch(/1 × Notebook A5.*Refund of \$12\.10, kim/);
});

test('an order of which a part is never sent comes to its end', async () => {
  const orderId = await confirmedOrder();
  await openAsStaff(orderId);
  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  await quantityOf('Notebook A5').fill('1');
  await act('Pack the parcel', 'The parcel is packed.');
  expect(await page.getByRole('button', { name: 'No more is sent' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
  await act('Ship it', 'The parcel is shipped.');

  await page.getByRole('button', { name: 'No more is sent' }).click();
  await page.getByLabel('Reason (optional, the customer sees it)').selectOption('Out of stock');
  await act('Send no more', 'The order is shipped as far as it ever is.');
  expect(await page.getByRole('button', { name: 'Delivered', exact: true }).count()).toBe(0);
  await act('Delivered Parcel 1', 'The parcel is delivered.');
  await act('Delivered', 'The order is delivered.');

  expect(await read(orderId)).toMatchObject({ status: 'DELIVERED', fulfilmentStatus: 'PARTIAL', statusHistory: [{}, {}, { reason: 'out-of-stock' }, {}] });
});

test('a cancelled order says who did it, why, and with which note', async () => {
  const { orderId } = await place();
  await openAsStaff(orderId);
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await page.getByLabel('Reason (optional, the customer sees it)').selectOption('Fraud');
  await page.getByLabel('Note (optional, for staff only)').fill('Three cards were declined.');
  await page.locator('#form-place').getByRole('button', { name: 'Cancel the order' }).click();
  await page.getByText('The order is cancelled.').waitFor();

  expect(await badge()).toBe('Cancelled');
  expect(await page.locator('#history li').first().textContent()).toMatch(/^Order cancelledby kim.*Fraud: “Three cards were declined\.”$/);
  expect(await page.locator('#actions button').count()).toBe(0);
});

test('a tracking page that is no web page is refused at its field', async () => {
  const orderId = await packedOrder();
  await openAsStaff(orderId);
  await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
  await page.getByLabel('Tracking page').fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Ship it' }).click();
  await page.locator('#message').waitFor();

  expect(await faultAt(page.getByLabel('Tracking page'))).toMatch(/^Tracking page must be an absolute URL with https or http/);
  expect(await page.getByLabel('Tracking page').inputValue()).toBe('javascript:alert(1)');
  expect(await read(orderId)).toMatchObject({ fulfilments: [{ status: 'PACKED' }] });
});

describe('the tracking of a parcel', () => {
  test.each([
    { state: 'PACKED', open: 'Ship Parcel 1', send: 'Ship it', said: 'The parcel is shipped.', sent: { status: 'SHIPPED' } },
    { state: 'SHIPPED', open: 'Change the tracking Parcel 1', send: 'Change it', said: 'The tracking is changed.', sent: {} },
  ])('that is emptied in the form of a $state parcel is removed, and what nobody has touched is not sent', async ({ state, open, send, said, sent }) => {
    const orderId = await confirmedOrder();
    await change(orderId, 'POST', '/fulfilments', { status: state, carrier: 'Example Parcels', trackingNumber: 'EX-1' });
    await openAsStaff(orderId);
    const bodies = bodiesSent();
    await page.getByRole('button', { name: open }).click();
    await page.getByLabel('Tracking number').fill('');
    await act(send, said);

    expect(bodies).toEqual([{ ...sent, trackingNumber: '' }]);
    const [parcel] = (await read(orderId)).fulfilments!;
    expect(parcel).toMatchObject({ status: 'SHIPPED', carrier: 'Example Parcels' });
    expect(parcel).not.toHaveProperty('trackingNumber');
  });

  test('is not changed by a form that nobody has touched: the first field says so', async () => {
    const orderId = await confirmedOrder();
    await change(orderId, 'POST', '/fulfilments', { status: 'SHIPPED', trackingNumber: 'EX-1' });
    await openAsStaff(orderId);
    const bodies = bodiesSent();
    await page.getByRole('button', { name: 'Change the tracking Parcel 1' }).click();
    for (const _ of ['once', 'again']) {
      await page.getByRole('button', { name: 'Change it' }).click();
      expect(await faultAt(page.getByLabel('Carrier'))).toBe('Carrier must be changed, or the tracking number, or the tracking page');
    }
    expect(await violationsOf(page)).toEqual([]);
    expect(bodies).toEqual([]);

    await page.getByLabel('Carrier').fill('Example Parcels');
    await act('Change it', 'The tracking is changed.');
    expect(bodies).toEqual([{ carrier: 'Example Parcels' }]);
  });

  test('that a colleague has changed meanwhile is not emptied by a form in which nobody has seen it', async () => {
    const orderId = await confirmedOrder();
    await change(orderId, 'POST', '/fulfilments', { status: 'SHIPPED', trackingNumber: 'EX-1' });
    await openAsStaff(orderId);
    await page.getByRole('button', { name: 'Change the tracking Parcel 1' }).click();
    await page.getByLabel('Tracking number').fill('');
    await changeParcel(orderId, { trackingNumber: 'SAM-1' });
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('The tracking of parcel 1 is now SAM-1').waitFor();
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('There is nothing to change').waitFor();

    expect((await read(orderId)).fulfilments).toMatchObject([{ trackingNumber: 'SAM-1' }]);
  });

  test.each([['had a number', { trackingNumber: 'EX-1' }], ['had none', {}]])('that a colleague has entered meanwhile stays where nobody has touched its field, when it %s', async (_, before) => {
    const orderId = await confirmedOrder();
    await change(orderId, 'POST', '/fulfilments', before);
    await openAsStaff(orderId);
    await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
    await page.getByLabel('Carrier').fill('Example Parcels');
    await changeParcel(orderId, { trackingNumber: 'SAM-1' });
    await page.getByRole('button', { name: 'Ship it' }).click();
    await page.getByText('The tracking of parcel 1 is now SAM-1').waitFor();
    await act('Ship it', 'The parcel is shipped.');

    expect((await read(orderId)).fulfilments).toMatchObject([{ carrier: 'Example Parcels', trackingNumber: 'SAM-1' }]);
  });

  test('that a colleague has removed is named as removed', async () => {
    const orderId = await confirmedOrder();
    await change(orderId, 'POST', '/fulfilments', { status: 'SHIPPED', carrier: 'Example Parcels' });
    await openAsStaff(orderId);
    await changeParcel(orderId, { carrier: '' });
    await page.getByRole('button', { name: 'Delivered Parcel 1' }).click();

    await page.getByText('The tracking of parcel 1 was removed').waitFor();
  });
});

describe('a colleague who was faster', () => {
  test('is named with what they did, the order is the new one, and what was entered is kept', async () => {
    const orderId = await confirmedOrder(DETAILS);
    await openAsStaff(orderId);
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await quantityOf('Notebook A5').fill('1');
    await quantityOf('Pencil HB').fill('1');

    const { context: other, page: sams } = await newWindow();
    await openAsStaff(orderId, 'Sam, staff', sams);
    await sams.getByRole('button', { name: 'Pack a parcel' }).click();
    await sams.getByLabel('Notebook A5').fill('1');
    await sams.getByLabel('Pencil HB').fill('0');
    await act('Pack the parcel', 'The parcel is packed.', sams);
    await other.close();
    await page.getByRole('button', { name: 'Pack the parcel' }).click();

    await page.getByText('The order was changed before you').waitFor();
    expect(await page.locator('#message li').allTextContents()).toEqual([
      expect.stringMatching(/^Parcel 1 packed: 1 × Notebook A5, by sam, (just now|1 minute ago)$/),
    ]);
    expect(await page.locator('#parcels').textContent()).toContain('1 × Notebook A5');
    expect([await quantityOf('Notebook A5').inputValue(), await quantityOf('Pencil HB').inputValue()]).toEqual(['1', '1']);
    expect(await page.locator('#left-of-1').textContent()).toBe('of 1');
    expect(await violationsOf(page)).toEqual([]);
    await takePicture(page, 'back-office-faster');

    await act('Pack the parcel', 'The parcel is packed.');
    expect((await read(orderId)).fulfilments).toHaveLength(2);
  });

  test('is named, too, when there is no longer enough for what was entered', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await change(orderId, 'POST', '/fulfilments', { items: [{ lineNumber: 1, quantity: 1 }] }, 'sam');
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Parcel 1 packed: 1 × Notebook A5, by sam').waitFor();
    expect(await quantityOf('Notebook A5').inputValue()).toBe('2');

    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.locator('#message').getByText(/must be at most 1/).first().waitFor();
    await quantityOf('Notebook A5').fill('1');
    await act('Pack the parcel', 'The parcel is packed.');
  });

  test('is named with the new tracking of a parcel, which is in the form from then on', async () => {
    const orderId = await packedOrder();
    await openAsStaff(orderId);
    await changeParcel(orderId, { carrier: 'Example Parcels', trackingNumber: 'SAM-1' });
    await page.getByRole('button', { name: 'Unpack Parcel 1' }).click();
    await page.getByText('The tracking of parcel 1 is now Example Parcels SAM-1').waitFor();

    await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
    expect(await page.getByLabel('Tracking number').inputValue()).toBe('SAM-1');
    await act('Ship it', 'The parcel is shipped.');
    await page.getByRole('button', { name: 'Change the tracking Parcel 1' }).click();
    await page.getByLabel('Tracking number').fill('KIM-1');
    expect(await violationsOf(page)).toEqual([]);
    await act('Change it', 'The tracking is changed.');
    expect((await read(orderId)).fulfilments).toMatchObject([{ status: 'SHIPPED', carrier: 'Example Parcels', trackingNumber: 'KIM-1' }]);
  });

  test('gives back to the form what they have unpacked', async () => {
    const orderId = await packedOrder({ items: [{ productId: 'notebook-a5', quantity: 1 }, { productId: 'pencil-hb', quantity: 3 }] });
    await openAsStaff(orderId);
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    expect(await page.locator('#form-place .line').count()).toBe(1);
    await changeParcel(orderId, { status: 'CANCELLED' });
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Parcel 1 unpacked, by sam').waitFor();
    expect(await quantityOf('Notebook A5').inputValue()).toBe('0');
    await quantityOf('Notebook A5').fill('1');
    await act('Pack the parcel', 'The parcel is packed.');
    await page.locator('#parcels').getByText('3 × Pencil HB, 1 × Notebook A5').or(page.locator('#parcels').getByText('1 × Notebook A5, 3 × Pencil HB')).waitFor();
  });

  test('is named with the reason of a cancelled order, which nobody confirms any more', async () => {
    const { orderId } = await place();
    await openAsStaff(orderId);
    await change(orderId, 'PATCH', '', { status: 'CANCELLED', reason: 'out-of-stock' }, 'sam');
    await page.getByRole('button', { name: 'Confirm' }).click();

    await page.getByText(/Order cancelled, by sam, just now\. Out of stock/).waitFor();
    expect(await badge()).toBe('Cancelled');
    expect(await page.getByRole('button', { name: 'Confirm' }).count()).toBe(0);
  });
});

describe('a change whose answer is lost', () => {
  test('is sent again under its key, and makes one parcel', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    const sent = changesSent();
    await packAndLoseAnswer();
    await page.getByText('Pack a parcel: no answer').waitFor();
    expect(await focusedName(page)).toBe('Send again');
    expect(await page.getByRole('button', { name: 'Pack the parcel' }).isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The parcel is packed. The first try had arrived: nothing was recorded twice.').waitFor();

    expect((await read(orderId)).fulfilments).toHaveLength(1);
    expect(sent.map(({ key, tag }) => [key, tag])).toEqual([[sent[0].key, '"2"'], [sent[0].key, '"2"']]);
    expect(sent[0].key).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is asked for after a reload, and makes one parcel then', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await packAndLoseAnswer();
    await page.getByText('no answer').waitFor();
    await page.reload();
    await page.getByText('Pack a parcel: no answer').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('nothing was recorded twice').waitFor();

    expect((await read(orderId)).fulfilments).toHaveLength(1);
  });

  test('has its form and all that was entered after a reload, and what is refused then is said at its field', async () => {
    const orderId = await packedOrder();
    await openAsStaff(orderId);
    await once('PATCH', (route) => route.abort());
    await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
    await page.getByLabel('Tracking number').fill('EX-1');
    await page.getByLabel('Tracking page').fill('parcels.example.com');
    await page.getByRole('button', { name: 'Ship it' }).click();
    await page.getByText('Ship the parcel: no answer').waitFor();
    await page.reload();
    await page.getByText('Ship the parcel: no answer').waitFor();
    expect(await focusedName(page)).toBe('Send again');
    expect(await page.getByRole('heading', { name: 'Ship parcel 1' }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Ship it' }).isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByLabel('Tracking page').and(page.locator(':focus')).waitFor();

    expect(await faultAt(page.getByLabel('Tracking page'))).toMatch(/^Tracking page must be an absolute URL/);
    expect(await page.getByLabel('Tracking number').inputValue()).toBe('EX-1');
    await page.getByLabel('Tracking page').fill('https://parcels.example.com/EX-1');
    await act('Ship it', 'The parcel is shipped.');
    expect((await read(orderId)).fulfilments).toMatchObject([{ trackingNumber: 'EX-1', trackingUrl: 'https://parcels.example.com/EX-1' }]);
  });

  test('has its quantities, too, after a reload, and what is refused of them is said at their fields', async () => {
    const orderId = await deliveredOrder();
    await openAsStaff(orderId);
    await once('POST', (route) => route.abort());
    await page.getByRole('button', { name: 'Record a return' }).click();
    await quantityOf('Pencil HB').fill('9');
    await page.getByLabel('Reason').selectOption('Fraud');
    await page.getByLabel('Note (optional').fill('Nine came back.');
    await page.getByRole('button', { name: 'Record the return' }).click();
    await page.getByText('Record the return: no answer').waitFor();
    await page.reload();
    await page.getByText('Record the return: no answer').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await quantityOf('Pencil HB').and(page.locator(':focus')).waitFor();

    expect(await faultAt(quantityOf('Pencil HB'))).toMatch(/^The quantity of Pencil HB .*must be at most 3/);
    expect([await quantityOf('Notebook A5').inputValue(), await quantityOf('Pencil HB').inputValue()]).toEqual(['0', '9']);
    await quantityOf('Pencil HB').fill('3');
    await act('Record the return', 'The return is recorded.');
    expect((await read(orderId)).returns).toMatchObject([{ items: [{ lineNumber: 2, quantity: 3 }], reason: 'fraud', note: 'Nine came back.' }]);
  });

  test('has what was entered after a reload, also when a colleague has packed all of it since', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await once('POST', (route) => route.abort());
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await quantityOf('Notebook A5').fill('1');
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Pack a parcel: no answer').waitFor();
    await change(orderId, 'POST', '/fulfilments', { items: [{ lineNumber: 1, quantity: 2 }] }, 'sam');
    await page.reload();
    await page.getByText('Pack a parcel: no answer').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('What you entered is still there').waitFor();

    expect([await quantityOf('Notebook A5').inputValue(), await quantityOf('Pencil HB').inputValue()]).toEqual(['1', '3']);
    expect(await page.locator('#left-of-1').textContent()).toBe('of 0');
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.locator('#message').getByText(/must be at most 0|nothing/).first().waitFor();
    await quantityOf('Notebook A5').and(page.locator(':focus')).waitFor();
    await quantityOf('Notebook A5').fill('0');
    await act('Pack the parcel', 'The parcel is packed.');
  });

  test('has what was entered for who leaves the order and comes back', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await packAndLoseAnswer('1');
    await page.getByText('Pack a parcel: no answer').waitFor();
    await page.getByRole('link', { name: 'All orders' }).click();
    await page.locator('#rows tr').first().waitFor();
    await page.goBack();
    await page.getByText('Pack a parcel: no answer').waitFor();

    expect([await quantityOf('Notebook A5').inputValue(), await quantityOf('Pencil HB').inputValue()]).toEqual(['1', '3']);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('nothing was recorded twice').waitFor();
    expect(await page.locator('#form-place form').count()).toBe(0);
  });

  test('is no question of another person, whose key would be another one', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await packAndLoseAnswer();
    await page.getByText('no answer').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Sam, staff' }).click();
    await page.locator('#rows tr').first().waitFor();
    await openOrder(orderId);
    await page.locator('#parcels').getByText('Packed').waitFor();
    expect(await page.locator('#message').isVisible()).toBe(false);
    expect(await page.locator('#form-place form').count()).toBe(0);
    await act('Unpack Parcel 1', 'The parcel is unpacked.');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Kim, staff' }).click();
    await page.locator('#rows tr').first().waitFor();
    await page.goto(`${server.backOfficeUrl}#/orders/${orderId}`);
    await page.getByText('Pack a parcel: no answer').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('nothing was recorded twice').waitFor();
    expect((await read(orderId)).fulfilments).toHaveLength(1);
  });

  test('may have been made, even when a colleague has changed the order since', async () => {
    const { orderId } = await place();
    await openAsStaff(orderId);
    const isRecorded = loseAnswer('PATCH');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await isRecorded;
    await page.getByText('Confirm the order: no answer').waitFor();
    await change(orderId, 'PATCH', '', { status: 'CANCELLED' }, 'sam');
    await page.getByRole('button', { name: 'Send again' }).click();

    await page.getByText('The order was changed since you looked at it').waitFor();
    await page.getByText('its history says whether your change was made').waitFor();
    expect(await page.locator('#message li').allTextContents()).toEqual([
      expect.stringMatching(/^Order confirmed, by kim/), expect.stringMatching(/^Order cancelled, by sam/),
    ]);
  });

  test('can be left: the order says what became of it', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await page.route(`${ordersUrl}/**`, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByRole('button', { name: 'Read the order instead' }).click();

    await page.getByText('Nothing has happened since you looked at it.').waitFor();
    expect(await page.locator('#parcels-panel').isVisible()).toBe(false);
    expect(await page.locator('#form-place form').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Pack a parcel' }).isEnabled()).toBe(true);
  });

  test('is in the order that is read instead, so that nobody enters it twice', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await packAndLoseAnswer('1');
    await page.getByRole('button', { name: 'Read the order instead' }).click();

    await page.locator('#message').getByText('Parcel 1 packed: 1 × Notebook A5, 3 × Pencil HB, by kim').waitFor();
    expect(await page.locator('#message').evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect(await page.locator('#form-place form').count()).toBe(0);
  });

  test('is waited for by who leaves the order and comes back', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    const letGo = await hold('POST');
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    expect(await page.getByRole('button', { name: 'Pack a parcel' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'All orders' }).click();
    await page.locator('#rows tr').first().waitFor();
    await page.goBack();
    await page.locator('#news', { hasText: 'Pack a parcel …' }).waitFor();
    expect(await page.locator('#message').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Pack a parcel' }).isDisabled()).toBe(true);
    letGo();

    await page.locator('#parcels').getByText('Packed').waitFor();
    expect(await page.locator('#news').textContent()).toBe('');
  });

  test('is asked for, with all that was entered, by who had left the order when it was refused', async () => {
    const orderId = await packedOrder();
    await openAsStaff(orderId);
    const letGo = await hold('PATCH');
    await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
    await page.getByLabel('Tracking page').fill('parcels.example.com');
    await page.getByRole('button', { name: 'Ship it' }).click();
    await page.getByRole('link', { name: 'All orders' }).click();
    await page.locator('#rows tr').first().waitFor();
    const isRefused = page.waitForResponse((response) => response.status() === 422);
    letGo();
    await (await isRefused).finished();
    await page.goBack();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByLabel('Tracking page').and(page.locator(':focus')).waitFor();

    expect(await faultAt(page.getByLabel('Tracking page'))).toMatch(/must be an absolute URL/);
    expect(await page.getByLabel('Tracking page').inputValue()).toBe('parcels.example.com');
  });
});

test('an API that cannot be reached right now says when to send a change again, and gets it once', async () => {
  const { orderId } = await place();
  await openAsStaff(orderId);
  const sent = changesSent();
  await once('PATCH', (route) => route.fulfill({
    status: 503,
    headers: { ...allowed(), 'Retry-After': '1' },
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'urn:problem-type:order-processing:store-unavailable', title: 'The orders cannot be reached right now', status: 503 }),
  }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Confirm the order: The orders cannot be reached right now').waitFor();
  await page.getByText('wait 1 second').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The order is confirmed.').waitFor();

  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  expect(sent).toHaveLength(2);
});

test('a page of the list that there is not says which parameter is wrong, and leads to the first page of the same list', async () => {
  await signIn('Kim, staff');
  await page.goto(`${server.backOfficeUrl}#/SHIPPED?sort=newest&cursor=none`);
  await page.reload();

  await page.locator('#message').getByText('cursor must be the nextCursor of the page before').waitFor();
  expect(await page.locator('#message:focus').count()).toBe(1);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('link', { name: 'First page' }).click();
  await page.locator('#rows tr').first().waitFor();
  expect(new URL(page.url()).hash).toBe('#/SHIPPED?sort=newest');
  expect(await page.locator('#message').isVisible()).toBe(false);
});

test('each screen has a title of its own', async () => {
  const { orderId, orderNumber } = await place();
  const orderTitle = `Order ${orderNumber} – Back office`;
  await page.goto(server.backOfficeUrl);
  await page.getByRole('button', { name: 'Sign in as Kim, staff' }).waitFor();
  expect(await page.title()).toBe('Sign in – Back office');
  await openAsStaff(orderId);
  expect(await page.title()).toBe(orderTitle);

  await page.goto(`${server.backOfficeUrl}#/orders/nope`);
  await page.getByText('There is no such order').waitFor();
  expect(await page.title()).toBe('Order that cannot be read – Back office');

  await openOrder(orderId);
  await once('PATCH', (route) => route.fulfill({ status: 403, headers: allowed(), body: '{"message":"Forbidden"}' }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Kim, staff may not do this').waitFor();
  expect(await page.title()).toBe('Sign in – Back office');
  await page.getByRole('button', { name: 'Back to what you did' }).click();
  expect(await page.title()).toBe(orderTitle);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.title()).toBe('Sign in – Back office');
  await page.getByRole('button', { name: 'Sign in as Ann, a customer' }).click();
  await page.locator('#rows tr').first().waitFor();
  expect(await page.title()).toBe('Your orders – Back office');
});

test('a page without its configuration says so', async () => {
  await page.route('**/config.json', (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto(server.backOfficeUrl);

  await page.getByText('This page needs a file config.json beside it').waitFor();
});

test('a list that cannot be read is asked for again', async () => {
  await signIn('Kim, staff');
  await page.route(`${ordersUrl}?*`, (route) => route.abort());
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('No answer').waitFor();
  await page.unroute(`${ordersUrl}?*`);
  await page.getByRole('button', { name: 'Try again' }).click();

  await page.locator('#message').waitFor({ state: 'hidden' });
});

describe('a token that no longer counts', () => {
  test('is asked for again, and the change goes out under its key with all that was entered', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    const sent = changesSent();
    await once('POST', (route) => route.fulfill({ status: 401, headers: allowed(), body: '{"message":"Unauthorized"}' }));
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await quantityOf('Pencil HB').fill('2');
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Your sign-in has ended. What you entered is kept.').waitFor();
    expect(await focusedName(page)).toBe('Sign in');
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Sign in as Kim, staff' }).click();
    expect(await quantityOf('Pencil HB').inputValue()).toBe('2');
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The parcel is packed.').waitFor();
    expect(await page.locator('#parcels').textContent()).toContain('2 × Pencil HB');
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  });

  test('is asked for again, too, where the browser shows nothing of the refusal', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await page.clock.setFixedTime(Date.now() + 2 * 3_600_000);
    await once('POST', (route) => route.fulfill({ status: 401, body: '{"message":"Unauthorized"}' }));
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Your sign-in has ended. What you entered is kept.').waitFor();
  });

  test('and one that may not do it says so, with the way back to what was entered', async () => {
    const orderId = await confirmedOrder();
    await openAsStaff(orderId);
    await once('POST', (route) => route.fulfill({ status: 403, headers: allowed(), body: '{"message":"Forbidden"}' }));
    await page.getByRole('button', { name: 'Pack a parcel' }).click();
    await quantityOf('Pencil HB').fill('2');
    await page.getByRole('button', { name: 'Pack the parcel' }).click();
    await page.getByText('Kim, staff may not do this. What you entered is kept.').waitFor();

    await page.getByRole('button', { name: 'Back to what you did' }).click();
    expect(await quantityOf('Pencil HB').inputValue()).toBe('2');
    await act('Pack the parcel', 'The parcel is packed.');
  });
});

describe('a customer', () => {
  test('follows the parcels of an order, and reads neither notes nor names of staff', async () => {
    await signIn('Ann, a customer');
    await page.locator('#rows tr', { hasText: 'Delivered' }).getByRole('link').click();
    await page.locator('#order').waitFor();

    const link = page.getByRole('link', { name: 'Track Example Parcels EX-1001' });
    expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual(['https://parcels.example.com/EX-1001', 'noopener noreferrer']);
    const text = await page.locator('#order').innerText();
    expect(text).toMatch(/Refund of \$12\.10/);
    expect(text).not.toMatch(/kim|sam|corner/i);
    expect(await page.locator('#order button').count()).toBe(0);
    await takePicture(page, 'back-office-customer');
  });

  test('cancels an order that is not packed, and the reason is theirs', async () => {
    const { orderId } = await place({ customerId: people.ann });
    await signIn('Ann, a customer');
    await page.goto(`${server.backOfficeUrl}#/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    expect(await page.getByLabel('Note').count()).toBe(0);
    await page.locator('#form-place').getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('The order is cancelled.').waitFor();

    expect(await read(orderId)).toMatchObject({ status: 'CANCELLED', statusHistory: [{}, { reason: 'customer', by: { kind: 'CUSTOMER' } }] });
  });

  test('fails to open an order of somebody else, as if there were none', async () => {
    const { orderId } = await place();
    await signIn('Ann, a customer');
    await page.goto(`${server.backOfficeUrl}#/orders/${orderId}`);

    await page.getByText('There is no such order').waitFor();
    expect(await page.locator('#order').isVisible()).toBe(false);
  });
});

test('an order is confirmed and packed with the keyboard alone', async () => {
  const { orderId, orderNumber } = await place();
  await page.goto(server.backOfficeUrl);
  await page.getByRole('button', { name: 'Sign in as Kim, staff' }).waitFor();
  await tabTo(page, 'Sign in as Kim, staff');
  await page.keyboard.press('Enter');
  await page.locator('#rows tr').first().waitFor();
  await tabTo(page, 'Newest first');
  await page.keyboard.press('Enter');
  await waitForRow(orderId);
  await tabTo(page, orderNumber);
  await page.keyboard.press('Enter');
  await page.locator('#order').waitFor();
  await page.locator('#order-title:focus').waitFor();
  await tabTo(page, 'Confirm');
  await page.keyboard.press('Space');
  await page.getByText('The order is confirmed.').waitFor();
  expect(await focusedName(page)).toBe(`Order ${orderNumber} Confirmed`);
  await tabTo(page, 'Pack a parcel');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(await focusedName(page)).toBe('Pack a parcel');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await page.getByText('The parcel is packed.').waitFor();

  expect(await read(orderId)).toMatchObject({ fulfilments: [{ items: [{ lineNumber: 1, quantity: 1 }, { lineNumber: 2, quantity: 3 }] }] });
});

test('the first key leads past the header, and the screen stays', async () => {
  await signIn('Kim, staff');
  await page.reload();
  await page.locator('#rows tr').first().waitFor();
  await page.keyboard.press('Tab');
  expect(await focusedName(page)).toBe('Skip to the orders');
  await page.keyboard.press('Enter');

  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  expect(await page.locator('#rows tr').first().isVisible()).toBe(true);
});

test.each([
  { width: 'desktop', viewport: DESKTOP, colorScheme: 'light' },
  { width: 'desktop', viewport: DESKTOP, colorScheme: 'dark' },
  { width: 'phone', viewport: SMALL_PHONE, colorScheme: 'light' },
  { width: 'phone', viewport: SMALL_PHONE, colorScheme: 'dark' },
] as const)('axe finds nothing on a $width in the $colorScheme, and nothing is wider than the window', async ({ width, viewport, colorScheme }) => {
  const isSound = async () => {
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  };
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await page.goto(server.backOfficeUrl);
  await page.getByRole('button', { name: 'Sign in as Kim, staff' }).waitFor();
  await isSound();

  await signIn('Kim, staff');
  await isSound();
  if (colorScheme === 'light') await takePicture(page, `back-office-queue-${width}`);
  await openOrder(await packedOrder({ customerId: '1234567890'.repeat(6) }));
  await isSound();
  await openOrder(await packedOrder(DETAILS));
  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  await isSound();
  await takePicture(page, `back-office-order-${width}-${colorScheme}`, width === 'desktop');
  await page.getByRole('button', { name: 'Ship Parcel 1' }).click();
  await isSound();
  await openOrder(await deliveredOrder());
  await page.getByRole('button', { name: 'Record a return' }).click();
  await isSound();
  await openOrder((await place()).orderId);
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await isSound();
});

async function newWindow() {
  const made = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  return { context: made, page: await made.newPage() };
}

async function signIn(name: string, window = page): Promise<void> {
  await window.goto(server.backOfficeUrl);
  await window.getByRole('button', { name: `Sign in as ${name}` }).click();
  await window.locator('#rows tr').first().waitFor();
}

async function openAsStaff(orderId: string, name = 'Kim, staff', window = page): Promise<void> {
  await signIn(name, window);
  await openOrder(orderId, window);
}

async function openOrder(orderId: string, window = page): Promise<void> {
  await window.goto(`${server.backOfficeUrl}#/orders/${orderId}`);
  await window.locator('#order-title:focus').waitFor();
}

/** Presses a button, and waits for what is said then. */
async function act(button: string, said: string, window = page): Promise<void> {
  await window.getByRole('button', { name: button, exact: true }).click();
  await window.locator('#news', { hasText: said }).waitFor();
}

async function rows(): Promise<string[][]> {
  const found = await page.locator('#rows tr').all();
  return Promise.all(found.map((row) => row.locator('td').allTextContents()));
}

async function idsOfRows(): Promise<string[]> {
  const links = await page.locator('#rows a').evaluateAll((found) => found.map((link) => link.getAttribute('href')!));
  return links.map((href) => href.split('/').pop()!);
}

async function waitForRow(orderId: string): Promise<void> {
  await page.locator(`#rows a[href$="${orderId}"]`).waitFor();
}

function quantityOf(name: string): Locator {
  return page.locator('#form-place').getByLabel(name);
}

async function badge(): Promise<string | null> {
  return page.locator('#order-title .badge').textContent();
}

async function faultAt(field: Locator): Promise<string | null> {
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  return page.locator(`#${await field.getAttribute('aria-describedby')}`).textContent();
}

/** Two notebooks and three pencils, for $24.50. */
async function place(order: object = {}): Promise<{ orderId: string; orderNumber: string }> {
  return placeOrder(ordersUrl, {
    customerId: `guest-${randomUUID()}`, items: [{ productId: 'notebook-a5', quantity: 2 }, { productId: 'pencil-hb', quantity: 3 }], ...order,
  }) as Promise<{ orderId: string; orderNumber: string }>;
}

async function confirmedOrder(order: object = {}): Promise<string> {
  const { orderId } = await place(order);
  await change(orderId, 'PATCH', '', { status: 'CONFIRMED' });
  return orderId;
}

/** One notebook is packed. */
async function packedOrder(order: object = {}): Promise<string> {
  const orderId = await confirmedOrder(order);
  await change(orderId, 'POST', '/fulfilments', { items: [{ lineNumber: 1, quantity: 1 }] });
  return orderId;
}

async function deliveredOrder(): Promise<string> {
  const orderId = await confirmedOrder();
  const { fulfilments } = await change(orderId, 'POST', '/fulfilments', { status: 'SHIPPED' });
  await change(orderId, 'PATCH', `/fulfilments/${fulfilments![0].fulfilmentId}`, { status: 'DELIVERED' });
  return orderId;
}

async function change(orderId: string, method: string, path: string, body: object, by = 'kim'): Promise<OrderDocument> {
  return call(`${orderId}${path}`, { method, body: JSON.stringify(body) }, by);
}

function read(orderId: string): Promise<OrderDocument> {
  return call(orderId, {}, 'kim');
}

async function call(path: string, request: RequestInit, by: string): Promise<OrderDocument> {
  const headers = { 'Authorization': `Bearer ${await people.staff(by)}`, 'Content-Type': 'application/json', 'If-Match': '*' };
  const answer = await fetch(`${ordersUrl}/${path}`, { ...request, headers });
  expect(answer.status).toBe(200);
  return await answer.json() as OrderDocument;
}

/** As Sam, of the first parcel. */
async function changeParcel(orderId: string, body: object): Promise<void> {
  const [{ fulfilmentId }] = (await read(orderId)).fulfilments!;
  await change(orderId, 'PATCH', `/fulfilments/${fulfilmentId}`, body, 'sam');
}

/** What the page sends to the API from here on. */
function bodiesSent(): unknown[] {
  const sent: unknown[] = [];
  page.on('request', (request) => {
    if (['PATCH', 'POST'].includes(request.method())) sent.push(request.postDataJSON());
  });
  return sent;
}

/** The keys and versions of the changes that the page sends from here on. */
function changesSent(): { key: string; tag: string }[] {
  const sent: { key: string; tag: string }[] = [];
  page.on('request', (request) => {
    const { 'idempotency-key': key, 'if-match': tag } = request.headers();
    if (key) sent.push({ key, tag });
  });
  return sent;
}

/** Lets the next change through to the API and its answer not back; done when the API has answered. */
async function loseAnswer(method = 'POST'): Promise<void> {
  return new Promise((resolve, reject) => {
    void once(method, (route) => route.fetch({ timeout: 60_000 }).then(() => route.abort()).then(resolve, reject));
  });
}

/** Packs all that is left, or so many notebooks. It is recorded, and the page does not hear of it. */
async function packAndLoseAnswer(notebooks?: string): Promise<void> {
  const isRecorded = loseAnswer();
  await page.getByRole('button', { name: 'Pack a parcel' }).click();
  if (notebooks !== undefined) await quantityOf('Notebook A5').fill(notebooks);
  await page.getByRole('button', { name: 'Pack the parcel' }).click();
  await isRecorded;
}

/** Answers the next request of a method. */
async function once(method: string, answer: (route: Route) => Promise<void>): Promise<void> {
  let isAnswered = false;
  await page.route(`${ordersUrl}/**`, (route) => {
    if (isAnswered || route.request().method() !== method) return route.continue();
    isAnswered = true;
    return answer(route);
  });
}

/** Keeps the next request of a method on its way, until it is let go. */
async function hold(method: string): Promise<() => void> {
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => { letGo = resolve; });
  await once(method, async (route) => {
    await isLetGo;
    await route.continue();
  });
  return letGo;
}

/** What a browser needs of an answer from another origin. */
function allowed(): Record<string, string> {
  return { 'Access-Control-Allow-Origin': server.origin, 'Access-Control-Expose-Headers': 'ETag, Retry-After, Idempotency-Replayed' };
}
