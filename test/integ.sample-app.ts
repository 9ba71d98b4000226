/*
 * The sample app, deployed by AWS's integ-runner: its template is compared with the snapshot beside this
 * file, and on a deployment an order is sent through the function and found in the table.
 */
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { OrderShopStack } from '../examples/typescript/order-shop-stack';
import { CURL_ORDER } from '../tools/shared/curl-order';

const ORDER_ID = 'integration-test';

const app = new App();
const stack = new OrderShopStack(app, 'OrderShopIntegration', { environmentSuffix: 'integration' });
const { assertions } = new IntegTest(app, 'SampleApp', { testCases: [stack] });

const order = assertions.invokeFunction({
  functionName: stack.orders.handler.functionName,
  payload: JSON.stringify({ ...CURL_ORDER, orderId: ORDER_ID }),
});
// A pattern, since it is the service's to say how the answer's JSON is spaced.
order.expect(ExpectedResult.objectLike({
  StatusCode: 200,
  Payload: Match.stringLikeRegexp(`"statusCode": ?200,.*${ORDER_ID}.*PROCESSING`),
}));

const stored = assertions.awsApiCall('DynamoDB', 'getItem', {
  TableName: stack.orders.table.tableName,
  Key: { orderId: { S: ORDER_ID } },
  ConsistentRead: true,
});
stored.expect(ExpectedResult.objectLike({
  Item: { status: { S: 'PROCESSING' }, totalAmount: { N: '109.97' }, version: { N: '1' } },
}));

order.next(stored);
