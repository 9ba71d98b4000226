/*
 * A DynamoDB on this machine that costs next to nothing: it answers every operation over TLS as when it
 * has succeeded, and counts writes and queries. A process of its own, so that its CPU time is nobody else's.
 */
'use strict';

const { createServer } = require('node:https');
const { readFileSync } = require('node:fs');

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const API = 'DynamoDB_20120810.';
const COUNTED = ['PutItem', 'TransactWriteItems', 'Query'];

/** The products of the order that is sent, whatever is asked for. */
const PRODUCTS = JSON.stringify({
  Responses: {
    products: [
      { productId: { S: 'prod1' }, price: { N: '29.99' } },
      { productId: { S: 'prod2' }, price: { N: '49.99' } },
    ],
  },
});

/** The pages of queries, by index, partition key and length. */
const pages = new Map();

const START = Date.UTC(2026, 10, 22);

/** Of each query the first page, after which there is another one. */
function pageOf({ IndexName, Limit, ExpressionAttributeValues: values }) {
  const shard = Number(/#(\d+)$/.exec(values[':statusShard']?.S)?.[1] ?? 0);
  const key = `${IndexName} ${shard} ${Limit}`;
  if (!pages.has(key)) {
    const entry = IndexName === 'OrdersByStatus' ? summary : order;
    const Items = Array.from({ length: Limit }, (_, index) => entry(index, shard));
    const { items: _, ...LastEvaluatedKey } = Items[Limit - 1];
    pages.set(key, JSON.stringify({ Items, Count: Limit, ScannedCount: Limit, LastEvaluatedKey }));
  }
  return pages.get(key);
}

/** The orders of the shards take turns, newest first. */
function summary(index, shard) {
  const createdAt = new Date(START - (32 * index + shard) * 1_000).toISOString();
  const orderId = `3d4e5f60-52cf-4f0e-9d5a-${String(100 * index + shard).padStart(12, '0')}`;
  return {
    orderId: { S: orderId },
    statusShard: { S: `CONFIRMED#${String(shard).padStart(2, '0')}` },
    createdAtOrderId: { S: `${createdAt}#${orderId}` },
    status: { S: 'CONFIRMED' },
    customerId: { S: 'customer123' },
    currency: { S: 'USD' },
    totalAmount: { N: '109.97' },
    createdAt: { S: createdAt },
    updatedAt: { S: createdAt },
    version: { N: '2' },
    modelVersion: { N: '2' },
  };
}

/** The order of the benchmark, as the table has it. */
function order(index) {
  const { statusShard: _, createdAtOrderId: __, ...fields } = summary(index, 0);
  const item = (productId, quantity, price) => ({ M: { productId: { S: productId }, quantity: { N: quantity }, price: { N: price } } });
  return {
    ...fields,
    items: { L: [item('prod1', '2', '29.99'), item('prod2', '1', '49.99')] },
    statusHistory: { L: ['PROCESSING', 'CONFIRMED'].map((status) => ({ M: { status: { S: status }, at: fields.createdAt } })) },
  };
}

let calls = 0;

const server = createServer({ key, cert, keepAlive: true }, (request, response) => {
  const operation = request.headers['x-amz-target']?.replace(API, ''); // the GET of a warm-up has none
  if (COUNTED.includes(operation)) calls += 1;
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.once('end', () => {
    const answer = operation === 'Query' ? pageOf(JSON.parse(Buffer.concat(chunks))) : operation === 'BatchGetItem' ? PRODUCTS : '{}';
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': answer.length }).end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

process.on('message', () => process.send(calls));
process.on('disconnect', () => process.exit());
