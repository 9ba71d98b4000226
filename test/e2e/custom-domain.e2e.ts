/*
 * An API below a path of a domain of its own, on a local AWS: called by the name of the domain, as a browser would
 * once DNS leads there.
 */
import { DomainName, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { OrderAccess, OrderProcessingApi, OrderRoute } from '../../src';
import { CURL_ORDER } from '../../tools/shared/curl-order';
import { DeployedStack } from '../support/e2e/deployed-stack';
import { bootstrapOnce, ENDPOINT } from '../support/e2e/local-aws';
import { Answer, OrdersClient } from '../support/e2e/orders-client';

const DOMAIN = 'api.custom-domain.example';

let stack: DeployedStack;

beforeAll(async () => {
  await bootstrapOnce();
  stack = await DeployedStack.deploy('CustomDomain', (scope) => {
    const certificate = Certificate.fromCertificateArn(scope, 'Certificate', 'arn:aws:acm:us-east-1:000000000000:certificate/a1b2c3');
    new OrderProcessingApi(scope, 'Orders', {
      projectName: 'custom-domain',
      routes: OrderRoute.standard(),
      access: OrderAccess.staff(new HttpNoneAuthorizer()),
      domainMapping: {
        domainName: new DomainName(scope, 'Domain', { domainName: DOMAIN, certificate }),
        mappingKey: 'shop/v1',
      },
    });
  });
});

afterAll(() => stack.destroy());

test('the output leads to the path of the domain', () => {
  expect(stack.outputs.ApiGatewayEndpoint).toBe(`https://${DOMAIN}/shop/v1/orders`);
});

test('an order is placed there, and its Location leads to it', async () => {
  const placed = await at(stack.outputs.ApiGatewayEndpoint, 'POST', CURL_ORDER);
  expect(placed.status).toBe(200);

  const read = await at(new URL(placed.headers.location, stack.outputs.ApiGatewayEndpoint).href, 'GET');
  expect(read.status).toBe(200);
  expect(JSON.parse(read.text)).toMatchObject({ orderId: JSON.parse(placed.text).orderId, customerId: CURL_ORDER.customerId });
});

test('elsewhere on the domain there is no API', async () => {
  expect((await at(`https://${DOMAIN}/orders`, 'POST', CURL_ORDER)).status).not.toBe(200);
});

/** Calls a URL of the domain at the address of the local AWS, as if DNS led there. */
function at(url: string, method: string, body?: object): Promise<Answer> {
  const { host, pathname } = new URL(url);
  return new OrdersClient(`${ENDPOINT}${pathname}`).call(method, '', { headers: { Host: host }, body });
}
