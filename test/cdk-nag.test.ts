import { App, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderApiDeployment, OrderEnvironment, OrderProcessingApi, OrderRoute, OrderStaff } from '../src';
import { nagFindingsIn } from './support/nag-findings';
import { ordersStack } from './support/orders-stack';

test.each(Object.values(OrderEnvironment))('all routes behind a JWT authorizer pass cdk-nag\'s AwsSolutions pack in %s', (environment) => {
  const { stack } = ordersStack({
    environment,
    corsPreflight: { allowOrigins: ['https://shop.example.com'] }, // of any origin PROD warns by itself
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] }), { staff: [OrderStaff.scope('orders/admin')] }),
  });
  expect(nagFindingsIn(stack)).toEqual([]);
});

test('so does one that is scaled and deployed step by step', () => {
  const { stack } = ordersStack({
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] })),
    provisionedConcurrency: { minCapacity: 1, maxCapacity: 10 },
    deployment: OrderApiDeployment.canary(),
  });
  expect(nagFindingsIn(stack)).toEqual([]);
});

test('fails that pack by AwsSolutions-APIG4 alone, once for each route that is open on purpose', () => {
  const { stack } = ordersStack({ routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpNoneAuthorizer()) });
  expect(nagFindingsIn(stack)).toEqual(Array(4).fill('AwsSolutions-APIG4'));
});

describe('what EC2 and X-Ray allow on everything or not at all fails that pack by AwsSolutions-IAM5 alone:', () => {
  const guarded = () => ({ access: OrderAccess.staff(new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] })) });

  test('tracing, once', () => {
    expect(nagFindingsIn(ordersStack({ ...guarded(), tracing: Tracing.ACTIVE }).stack)).toEqual(['AwsSolutions-IAM5']);
  });

  test('vpc, once for each wildcard', () => {
    const stack = new Stack(new App(), 'Shop');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-1'],
      privateSubnetRouteTableIds: ['rtb-1'], // CDK warns without it
    });
    new OrderProcessingApi(stack, 'Orders', { ...guarded(), vpc });
    expect(nagFindingsIn(stack)).toEqual(Array(5).fill('AwsSolutions-IAM5'));
  });
});
