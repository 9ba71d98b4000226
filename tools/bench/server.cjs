/*
 * A DynamoDB on this machine that costs next to nothing: it answers every operation over TLS as when it
 * has succeeded, and counts the writes. A process of its own, so that its CPU time is nobody else's.
 */
'use strict';

const { createServer } = require('node:https');
const { readFileSync } = require('node:fs');

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const API = 'DynamoDB_20120810.';
const WRITES = ['PutItem', 'TransactWriteItems'];

/** The products of the order that is sent, whatever is asked for. */
const PRODUCTS = JSON.stringify({
  Responses: {
    products: [
      { productId: { S: 'prod1' }, price: { N: '29.99' } },
      { productId: { S: 'prod2' }, price: { N: '49.99' } },
    ],
  },
});

let writes = 0;

const server = createServer({ key, cert, keepAlive: true }, (request, response) => {
  const operation = request.headers['x-amz-target']?.replace(API, ''); // the GET of a warm-up has none
  if (WRITES.includes(operation)) writes += 1;
  const answer = operation === 'BatchGetItem' ? PRODUCTS : '{}';
  request.resume();
  request.once('end', () => response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': answer.length }).end(answer));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

process.on('message', () => process.send(writes));
process.on('disconnect', () => process.exit());
