/*
 * The floor: a signed request by Node.js alone, no SDK, no validation, one attempt, with the same warm-up. Not meant
 * to be used; it tells what is left to gain.
 */
'use strict';

const { createHash, createHmac, randomUUID } = require('node:crypto');
const https = require('node:https');

const { AWS_REGION: region, AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret, ORDERS_TABLE_NAME: TableName } = process.env;
const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
const agent = new https.Agent({ keepAlive: true });
const TARGET = 'DynamoDB_20120810.PutItem';

exports.handler = (event) => handle(event, send);
exports.ready = Promise.all([
  send('GET', {}, ''),
  handle({ body: '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":1}],"totalAmount":1}' }, async () => '{}'),
]);

async function handle(event, transport) {
  const order = JSON.parse(event.body);
  const orderId = order.orderId ?? randomUUID();
  const now = new Date().toISOString();
  const Item = attribute({ ...order, orderId, status: 'PROCESSING', createdAt: now, updatedAt: now }).M;
  const body = JSON.stringify({ TableName, Item, ConditionExpression: 'attribute_not_exists(orderId)' });
  JSON.parse(await transport('POST', sign(body, now), body));
  return { statusCode: 200, body: JSON.stringify({ message: 'Order processed successfully', orderId, status: 'PROCESSING' }) };
}

function attribute(value) {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, attribute(each)])) };
}

function sign(body, now) {
  const timestamp = now.replace(/[-:]|\.\d+/g, '');
  const day = timestamp.slice(0, 8);
  const scope = `${day}/${region}/dynamodb/aws4_request`;
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'host': `${hostname}:${port}`, 'x-amz-date': timestamp, 'x-amz-target': TARGET };
  const names = Object.keys(headers).join(';');
  const canonical = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, sha256(body)].join('\n');
  const key = [day, region, 'dynamodb', 'aws4_request'].reduce((previous, part) => hmac(previous, part), `AWS4${secret}`);
  const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')).digest('hex');
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

function send(method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = https.request({ agent, hostname, port, method, headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk) => { answer += chunk; }).on('end', () => resolve(answer));
    });
    request.on('error', reject).end(body);
  });
}
