/*
 * The construct in partitions other than `aws`: what names a partition, a region or a service there.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderAccess, OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../src';
import { propertiesOf, resourcesOf, subOf } from './support/orders-stack';

/** A region of each partition, and the domain of that partition. */
const REGIONS = {
  'cn-north-1': 'amazonaws.com.cn', 'us-gov-west-1': 'amazonaws.com', 'eusc-de-east-1': 'amazonaws.eu', 'us-iso-east-1': 'c2s.ic.gov', 'eu-central-1': 'amazonaws.com',
};

const TEMPLATES = new Map<string | undefined, Template>();

/** Synthesized once for each region. */
function templateIn(region: string | undefined): Template {
  if (!TEMPLATES.has(region)) TEMPLATES.set(region, region === undefined ? anywhere() : loaded(region));
  return TEMPLATES.get(region)!;
}

/** All that the construct can have, and a grant of each kind. */
function loaded(region: string | undefined, propsFor: (stack: Stack, key: Key) => OrderProcessingApiProps = () => ({})): Template {
  const stack = new Stack(new App(), 'Shop', { env: { region } });
  const encryptionKey = new Key(stack, 'Key');
  const orders = new OrderProcessingApi(stack, 'Orders', {
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpIamAuthorizer()),
    encryptionKey,
    eventBus: new EventBus(stack, 'Bus'),
    vpc: new Vpc(stack, 'Vpc'),
    tracing: Tracing.ACTIVE,
    alarms: { actions: [new SnsAction(new Topic(stack, 'OnCall'))] },
    dashboard: true,
    provisionedConcurrency: { minCapacity: 1, maxCapacity: 2 },
    deployment: OrderApiDeployment.canary(),
    ...propsFor(stack, encryptionKey),
  });
  const { grants } = orders;
  for (const grant of ['invoke', 'readOrders', 'manageOrders', 'orderProcessing'] as const) {
    grants[grant](new Role(stack, `Role${grant}`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  }
  return Template.fromStack(stack);
}

/** A stack that may be deployed to any region has no key for a table of its own, which the CDK renders for one region. */
function anywhere(): Template {
  return loaded(undefined, (stack, encryptionKey) => ({
    table: new Table(stack, 'Table', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    }),
    routes: [OrderRoute.createOrder(), OrderRoute.getOrder()],
  }));
}

/** Every text in a value, with what is joined as `Fn::Sub` would write it. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if ('Fn::Join' in value) {
    try {
      return [subOf(value)];
    } catch {
      // what it joins is looked through below
    }
  }
  return Object.values(value).flatMap(textsIn);
}

function textsOf(template: Template): string[] {
  return Object.values(resourcesOf(template)).flatMap(({ Properties }) => textsIn(Properties));
}

/** The services that the policy of the key lets in. */
function servicesIn(template: Template): string[] {
  const [{ KeyPolicy }] = propertiesOf(template, 'AWS::KMS::Key') as { KeyPolicy: { Statement: { Principal: { Service?: unknown } }[] } }[];
  const services = KeyPolicy.Statement.flatMap(({ Principal }) => (Principal.Service === undefined ? [] : [subOf(Principal.Service)]));
  return [...new Set(services)];
}

test.each([...Object.keys(REGIONS), undefined])('in %s no ARN is of a partition that is written out', (region) => {
  const texts = textsOf(templateIn(region));
  expect(texts.filter((text) => text.startsWith('arn:')).length).toBeGreaterThan(20);
  expect(texts.filter((text) => /arn:aws/.test(text))).toEqual([]);
});

describe('the key\'s policy names CloudWatch Logs as the partition does', () => {
  test.each(Object.entries(REGIONS))('in %s under %s', (region, suffix) => {
    expect(servicesIn(templateIn(region))).toEqual([`logs.${region}.${suffix}`]);
  });

  test('in a region that is known when it is deployed', () => {
    expect(servicesIn(templateIn(undefined))).toEqual(['logs.${AWS::Region}.${AWS::URLSuffix}']);
  });

  test('in the warning of an imported key too', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'cn-north-1' } });
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws-cn:kms:cn-north-1:111122223333:key/a1b2c3');
    const { node } = new OrderProcessingApi(stack, 'Orders', { encryptionKey });
    expect(node.metadata.map(({ data }) => String(data)).join()).toContain('"Principal":{"Service":"logs.cn-north-1.amazonaws.com.cn"}');
  });
});

/** KMS says through which service it is called; the documentation of China writes both names, and no third one can match. */
describe('a key may be used through a service by either name that the partition has for it', () => {
  const viaIn = (template: Template) => Object.values(resourcesOf(template)).flatMap(({ Properties }) => viaServicesIn(Properties));

  test.each(Object.entries(REGIONS))('in %s', (region, suffix) => {
    const names = (service: string) => [...new Set([`${service}.${region}.amazonaws.com`, `${service}.${region}.${suffix}`])];
    const via = viaIn(templateIn(region));
    expect(via.length).toBeGreaterThan(3);
    expect(new Set(via.map((each) => each.join()))).toEqual(new Set([names('dynamodb').join(), names('sqs').join()]));
  });

  test('in a region that is known when it is deployed', () => {
    expect(new Set(viaIn(templateIn(undefined)).flat())).toEqual(new Set(['dynamodb', 'sqs'].flatMap((service) => (
      [`${service}.\${AWS::Region}.amazonaws.com`, `${service}.\${AWS::Region}.\${AWS::URLSuffix}`]
    ))));
  });
});

function viaServicesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const { 'kms:ViaService': via, ...others } = value as Record<string, unknown>;
  return [...via === undefined ? [] : [(Array.isArray(via) ? via : [via]).map(subOf)], ...Object.values(others).flatMap(viaServicesIn)];
}

/** IAM takes these names in every partition, and the CDK writes them so. */
test.each([...Object.keys(REGIONS), undefined])('in %s roles and permissions name services as every partition does', (region) => {
  const template = templateIn(region);
  const roles = propertiesOf(template, 'AWS::IAM::Role').flatMap(({ AssumeRolePolicyDocument }) => textsIn(AssumeRolePolicyDocument));
  const permissions = propertiesOf(template, 'AWS::Lambda::Permission').flatMap(({ Principal }) => textsIn(Principal));
  expect(new Set([...roles, ...permissions].filter((text) => text.includes('amazonaws')))).toEqual(new Set([
    'lambda.amazonaws.com', 'codedeploy.amazonaws.com', 'apigateway.amazonaws.com',
  ]));
});

test('the URL of the API ends as those of its partition do', () => {
  const { Outputs } = templateIn('cn-north-1').toJSON();
  expect(subOf(Outputs.ApiGatewayEndpoint.Value)).toBe('https://${OrdersHttpApiB144261E}.execute-api.cn-north-1.${AWS::URLSuffix}/dev/orders');
});
