/*
 * A DynamoDB on this machine that costs next to nothing: it answers every operation with `{}` over TLS, as a
 * successful write is answered, and counts the writes. A process of its own, so that its CPU time is nobody else's.
 */
'use strict';

const { createServer } = require('node:https');
const { readFileSync } = require('node:fs');

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const HEADERS = { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': '2' };
let writes = 0;

const server = createServer({ key, cert, keepAlive: true }, (request, response) => {
  if (request.headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') writes += 1;
  request.resume();
  request.once('end', () => response.writeHead(200, HEADERS).end('{}'));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

process.on('message', () => process.send(writes));
process.on('disconnect', () => process.exit());
