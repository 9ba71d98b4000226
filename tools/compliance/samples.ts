/*
 * What the packs look at.
 */
import { App, Stack } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { HardenedShopStack } from '../../examples/typescript/hardened-shop-stack';
import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';

const IN_A_REGION = { env: { region: 'eu-central-1' } }; // a key of a table needs one

/** Every route behind an authorizer in PROD, and the props that are given besides. */
export function defaultSample(app: App, props: (stack: Stack) => OrderProcessingApiProps = () => ({})): Stack {
  const stack = new Stack(app, 'Shop', IN_A_REGION);
  new OrderProcessingApi(stack, 'Orders', {
    environment: OrderEnvironment.PROD,
    routes: OrderRoute.standard(),
    access: OrderAccess.customers(new HttpJwtAuthorizer('Login', 'https://auth.example.com', { jwtAudience: ['orders'] })),
    ...props(stack),
  });
  return stack;
}

const HARDENED = { issuer: 'https://auth.example.com', boundaryName: 'workload-boundary', ...IN_A_REGION };

/** The hardened sample app as it stands. */
export function hardenedSample(app: App): Stack {
  return new HardenedShopStack(app, 'HardenedShop', HARDENED);
}

/** The same in a network that stands already, and traced. */
export function networkedSample(app: App): Stack {
  const network = new Stack(app, 'Network', IN_A_REGION);
  const vpc = Vpc.fromVpcAttributes(network, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    isolatedSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'],
  });
  return new HardenedShopStack(app, 'HardenedShop', { ...HARDENED, vpc, tracing: Tracing.ACTIVE });
}
