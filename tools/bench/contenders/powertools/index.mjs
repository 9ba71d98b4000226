/*
 * Powertools for AWS Lambda as its documentation has it: event handler, parser with zod, idempotency, logger and
 * metrics. One client serves the order and the idempotency records, so that it pays for one connection.
 */
import { randomUUID } from 'node:crypto';
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { parse } from '@aws-lambda-powertools/parser';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';

const Amount = z.number().nonnegative();
const Order = z.strictObject({
  orderId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/).optional(),
  customerId: z.string().min(1).max(128),
  items: z.array(z.strictObject({
    productId: z.string().min(1).max(128),
    quantity: z.number().int().positive(),
    price: Amount,
    name: z.string().max(256).optional(),
  })).min(1).max(100),
  currency: z.string().length(3).default('USD'),
  totalAmount: Amount.optional(),
  shippingAmount: Amount.optional(),
  taxAmount: Amount.optional(),
  discountAmount: Amount.optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'Orders', serviceName: 'orders' });
const dynamoDB = new DynamoDBClient({});
const client = DynamoDBDocumentClient.from(dynamoDB);

const idempotency = new IdempotencyConfig({ eventKeyJmesPath: 'key' });
const storeOrder = makeIdempotent(async ({ order }) => {
  const orderId = order.orderId ?? randomUUID();
  const now = new Date().toISOString();
  await client.send(new PutCommand({
    TableName: process.env.ORDERS_TABLE_NAME,
    Item: { ...order, orderId, status: 'PROCESSING', createdAt: now, updatedAt: now },
    ConditionExpression: 'attribute_not_exists(orderId)',
  }));
  return { message: 'Order processed successfully', orderId, status: 'PROCESSING' };
}, {
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'idempotency', awsSdkClient: dynamoDB }),
  config: idempotency,
});

const app = new Router({ logger, prefix: '/dev' });

app.post('/orders', async ({ req }) => {
  const order = parse(await req.json(), undefined, Order);
  const answer = await storeOrder({ key: req.headers.get('idempotency-key'), order });
  metrics.addMetric('OrdersCreated', MetricUnit.Count, 1);
  logger.info('order stored', { orderId: answer.orderId });
  return answer;
});

export const handler = async (event, context) => {
  idempotency.registerLambdaContext(context);
  try {
    return await app.resolve(event, context);
  } finally {
    metrics.publishStoredMetrics();
  }
};
