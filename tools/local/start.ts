/*
 * `npm start`: the sample app on a local AWS, with one real order in it, and a shop page that places more. `--once` ends
 * after the order.
 */
import { relative } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { startEmulator } from './emulator';
import { rootFile } from './root-credentials';
import { clientSettings, SampleApp } from './sample-app';
import { ShopServer } from './shop-server';
import { build } from '../build/build';
import { buildApiReference } from '../docs/api-reference';
import { CURL_ORDER } from '../shared/curl-order';
import { ROOT, SHOP_PAGE } from '../shared/paths';
import { CommandFailed, main, untilInterrupted } from '../shared/processes';
import { step } from '../shared/steps';

void main(async () => {
  const given = process.env.AWS_ENDPOINT_URL;
  if (given && !URL.canParse(given)) throw new CommandFailed(`AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566, it is '${given}'`);
  await build();
  const endpoint = given || await startEmulator();
  const shop = given || process.argv.includes('--once') ? undefined : await ShopServer.start(SHOP_PAGE);
  const app = new SampleApp(endpoint, { context: shop ? { allowedOrigin: shop.origin } : {} });
  await step('Bootstrapping the account for the CDK (cdk bootstrap)', () => app.bootstrap());
  const outputs = await step('Deploying the sample app (cdk deploy)', () => app.deploy());
  const url = app.ordersUrl(outputs);
  const reference = shop && await buildApiReference();
  const answer = await step('Placing an order (HTTP POST)', () => placeOrder(url));
  const stored = await step('Reading it back (DynamoDB GetItem)', () => readOrder(endpoint, outputs.DynamoDBTableName, answer.orderId));

  print(`POST ${url} answered`, answer);
  print(`The table ${outputs.DynamoDBTableName} holds`, stored);
  console.log(`\nThe API is at ${url}\nThe local AWS is at ${endpoint}`);
  if (shop) console.log(`Its root credentials are in ${relative(ROOT, rootFile(endpoint))}`);
  console.log(`\nTry it:\n\n  ${curl(url)}\n`);
  if (!shop) {
    console.log('Done: the sample app took an order and stored it.');
    return;
  }
  shop.publish({ ordersUrl: url, reference });
  console.log(`In a browser:\n\n  ${shop.origin}/  a shop page that orders from this API\n  ${shop.referenceUrl}  the API reference\n`);
  console.log('Running until you press Ctrl-C.');
  await untilInterrupted();
});

async function placeOrder(url: string): Promise<{ orderId: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(CURL_ORDER),
  });
  const answer = await response.text();
  if (response.status !== 200) throw new CommandFailed(`the order was answered with ${response.status}: ${answer}`);
  return JSON.parse(answer);
}

async function readOrder(endpoint: string, table: string, orderId: string): Promise<unknown> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint)));
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { orderId }, ConsistentRead: true }));
  if (Item?.status !== 'PROCESSING') throw new Error(`the order ${orderId} is not in the table ${table}, found ${JSON.stringify(Item)}`);
  return Item;
}

function print(title: string, value: unknown): void {
  console.log(`\n${title}:\n${JSON.stringify(value, null, 2)}`);
}

function curl(url: string): string {
  return `curl -i '${url}' -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' -d '${JSON.stringify(CURL_ORDER)}'`;
}
