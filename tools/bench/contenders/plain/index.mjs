/*
 * The plain way, as most samples have it: the SDK from node_modules, where the platform provides it, a client in the
 * module's scope, a little checking by hand.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const order = JSON.parse(event.body);
  if (typeof order.customerId !== 'string' || !Array.isArray(order.items) || order.items.length === 0) {
    return answer(400, { message: 'customerId and items are required' });
  }
  const orderId = order.orderId ?? randomUUID();
  const now = new Date().toISOString();
  await client.send(new PutCommand({
    TableName: process.env.ORDERS_TABLE_NAME,
    Item: { ...order, orderId, status: 'PROCESSING', createdAt: now, updatedAt: now },
    ConditionExpression: 'attribute_not_exists(orderId)',
  }));
  console.log(JSON.stringify({ level: 'INFO', message: 'order stored', orderId }));
  return answer(200, { message: 'Order processed successfully', orderId, status: 'PROCESSING' });
};

function answer(statusCode, body) {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
