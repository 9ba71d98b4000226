/*
 * The shop that sells what is in its products table. With a server there are a page that orders from it, and a back office for these orders.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { placeFirstOrders } from './first-orders';
import { People } from './people';
import { ProductsTable } from './products-table';
import { CatalogueOutputs, clientSettings, SampleApp } from './sample-app';
import { ShopServer } from './shop-server';
import { curlOrder, listOf, placeOrder, print, Started } from './started';
import { buildApiReference } from '../docs/api-reference';
import { step } from '../shared/steps';

const ORDER = { customerId: 'customer123', items: [{ productId: 'notebook-a5', quantity: 2 }, { productId: 'pencil-hb', quantity: 1 }] };

/** Four of its fields are wrong. */
const WRONG_ORDER = { customerId: '', items: [{ productId: 'notebook-a5', quantity: 0, price: -9.99 }], totalAmount: '20' };

const CHEAP_ORDER = { customerId: 'customer123', items: [{ productId: 'lamp-desk', quantity: 1, price: 0.01 }] };

const LARGE_ORDER = { customerId: 'customer123', items: [{ productId: 'lamp-desk', quantity: 1000 }] };

export async function startShop(endpoint: string, server: ShopServer | undefined): Promise<Started> {
  const people = server && await People.start();
  const app = server && people
    ? backOfficeApp(endpoint, server.origin, people)
    : new SampleApp(endpoint, { stack: 'OrderCatalogue', context: { catalogue: 'true' } });
  const outputs = await step('Deploying the sample app (cdk deploy)', () => app.deploy() as Promise<CatalogueOutputs>);
  const products = new ProductsTable(endpoint, outputs.ProductsTableName);
  await step('Filling the products table (DynamoDB PutItem)', () => products.fill());
  const ordersUrl = app.ordersUrl(outputs);
  const reference = await buildApiReference(ordersUrl);
  server?.publish({ ordersUrl, reference, products: () => products.list(), people: people && (() => people.list()) });
  const answer = await step('Placing an order (HTTP POST)', () => placeOrder(ordersUrl, ORDER));
  const stored = await step('Reading it back (DynamoDB GetItem)', () => readOrder(endpoint, outputs.DynamoDBTableName, answer.orderId));
  if (people) await step('Placing orders for the back office, in several states (HTTP)', () => placeFirstOrders(ordersUrl, people));

  print(`POST ${ordersUrl} answered`, answer);
  print(`The table ${outputs.DynamoDBTableName} holds`, stored);
  return { ordersUrl, commands: commandsFor(ordersUrl) };
}

/** The same shop with staff and customers who sign in, as long as this process issues their tokens. */
function backOfficeApp(endpoint: string, allowedOrigin: string, { issuer }: People): SampleApp {
  return new SampleApp(endpoint, { stack: 'OrderBackOffice', context: { issuer: issuer.url, audience: issuer.audience, allowedOrigin } });
}

async function readOrder(endpoint: string, table: string, orderId: string): Promise<unknown> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint)));
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { orderId }, ConsistentRead: true }));
  if (Item?.status !== 'PROCESSING') throw new Error(`the order ${orderId} is not in the table ${table}, found ${JSON.stringify(Item)}`);
  return Item;
}

function commandsFor(ordersUrl: string): string {
  const url = `'${ordersUrl}'`;
  const order = curlOrder({ url, order: ORDER, options: " -H 'Idempotency-Key: my-first-order'" });
  return listOf([
    { title: 'An order', command: order },
    { title: 'A retry: the same order with the same key is a replay, and no second order', command: order },
    { title: 'A wrong order: the answer lists all its faults', command: curlOrder({ url, order: WRONG_ORDER }) },
    { title: 'A price that is not the shop\'s: the answer has the one that holds', command: curlOrder({ url, order: CHEAP_ORDER }) },
    { title: 'More than the shop has: the answer says how many are left', command: curlOrder({ url, order: LARGE_ORDER }) },
  ]);
}
