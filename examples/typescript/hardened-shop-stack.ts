import { Stack, StackProps } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PermissionsBoundary, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderAccess, OrderApiDeployment, OrderEnvironment, OrderProcessingApi, OrderRoute, OrderStaff } from 'cdk-order-processing-api';
import { Construct } from 'constructs';

export interface HardenedShopStackProps extends StackProps {
  /** Whose tokens count, for example https://auth.example.com. */
  readonly issuer: string;
  /** The network that the functions join, with isolated subnets and endpoints for DynamoDB and EventBridge; else they have none. */
  readonly vpc?: IVpc;
  /** The name of the account's managed policy that bounds every role; else no role is bounded. */
  readonly boundaryName?: string;
  /** The X-Ray tracing mode of the functions; else there are no traces. */
  readonly tracing?: Tracing;
}

/** A shop that has to pass a security review: every option that makes the orders safer than the defaults do. */
export class HardenedShopStack extends Stack {
  public readonly orders: OrderProcessingApi;

  public constructor(scope: Construct, id: string, { issuer, vpc, boundaryName, tracing, ...props }: HardenedShopStackProps) {
    super(scope, id, props);

    const encryptionKey = new Key(this, 'OrdersKey', { description: 'Encrypts orders and their logs', enableKeyRotation: true });
    encryptionKey.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com')); // whose alarms go to the topic
    const onCall = new Topic(this, 'OnCall', { masterKey: encryptionKey, enforceSSL: true });
    const eventBus = new EventBus(this, 'ShopBus');

    this.orders = new OrderProcessingApi(this, 'Orders', {
      projectName: 'hardened-shop',
      environment: OrderEnvironment.PROD,
      routes: OrderRoute.standard(),
      access: OrderAccess.customers(new HttpJwtAuthorizer('Login', issuer, { jwtAudience: ['orders'] }), { staff: [OrderStaff.scope('orders/admin')] }),
      corsPreflight: { allowOrigins: ['https://shop.example.com'] },
      encryptionKey,
      vpc,
      vpcSubnets: vpc && { subnetType: SubnetType.PRIVATE_ISOLATED },
      reservedConcurrentExecutions: 200,
      tracing,
      dataProtectionPolicy: new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS, DataIdentifier.CREDITCARDNUMBER] }),
      alarms: { actions: [new SnsAction(onCall)] },
      eventBus,
      deployment: OrderApiDeployment.canary(),
    });
    if (boundaryName) PermissionsBoundary.of(this.orders).apply(ManagedPolicy.fromManagedPolicyName(this, 'Boundary', boundaryName));
  }
}
