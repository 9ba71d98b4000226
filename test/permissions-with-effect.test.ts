/*
 * No permission is without effect: whoever reads a policy in a review may take each line of it for what is done. AWS's service
 * authorization reference says which action takes which resources and conditions.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { OrderAccess, OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../src';
import { actionsOf, Permission, withoutEffect } from './support/iam/service-reference';
import { ACCOUNT, REGION, Statement, TemplateIam } from './support/iam/template-iam';
import { resourcesOf } from './support/orders-stack';

const ARN = 'arn:aws';
const PLACE = `${REGION}:${ACCOUNT}`;

function listOf<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : [value].flat() as T[];
}

interface Granted extends Permission {
  readonly sid: string;
}

/** Each statement that allows something to a role. */
function grantedIn(template: Template): Granted[] {
  const iam = new TemplateIam(resourcesOf(template));
  return iam.policies().flatMap(([id, statements]) => statements.filter(({ Effect }) => Effect === 'Allow').map(({ Sid, Action, Resource, Condition }) => ({
    sid: `${id} ${Sid}`,
    actions: listOf(Action),
    resources: listOf(Resource),
    conditionKeys: conditionKeysOf(Condition),
  })));
}

function conditionKeysOf(condition: Statement['Condition'] = {}): string[] {
  return Object.values(condition).flatMap(Object.keys);
}

async function faultsOf(permissions: readonly Granted[]): Promise<string[]> {
  const faults = await Promise.all(permissions.map(async ({ sid, ...permission }) => (await withoutEffect(permission)).map((fault) => `${sid}: ${fault}`)));
  return faults.flat();
}

function loaded(propsFor: (stack: Stack) => OrderProcessingApiProps = () => ({})) {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
  const orders = new OrderProcessingApi(stack, 'Orders', {
    routes: OrderRoute.standard(),
    access: OrderAccess.staff(new HttpIamAuthorizer()),
    encryptionKey: new Key(stack, 'Key'),
    eventBus: new EventBus(stack, 'Bus'),
    vpc: new Vpc(stack, 'Vpc'),
    tracing: Tracing.ACTIVE,
    provisionedConcurrency: { minCapacity: 1 },
    deployment: OrderApiDeployment.canary(),
    ...propsFor(stack),
  });
  return { stack, orders, roleIn: (id: string) => new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }) };
}

test('each permission of each role has an effect, with all that the construct can have', async () => {
  const permissions = grantedIn(Template.fromStack(loaded().stack)).filter(({ sid }) => sid.startsWith('Orders'));
  expect(permissions.length).toBeGreaterThan(15);
  expect(await faultsOf(permissions)).toEqual([]);
});

test('each permission that a brought role gets has an effect', async () => {
  const { stack } = loaded((own) => ({ role: new Role(own, 'Brought', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }) }));
  expect(await faultsOf(grantedIn(Template.fromStack(stack)).filter(({ sid }) => sid.startsWith('OrdersRolePolicy')))).toEqual([]);
});

test.each(['invoke', 'readOrders', 'manageOrders', 'export', 'orderProcessing'] as const)('each permission of grants.%s has an effect', async (grant) => {
  const { stack, orders, roleIn } = loaded();
  const grantee = roleIn('Grantee');
  if (grant === 'export') orders.grants.export(grantee, new Bucket(stack, 'Exports', { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'BucketKey') }));
  else orders.grants[grant](grantee);
  const permissions = grantedIn(Template.fromStack(stack)).filter(({ sid }) => sid.startsWith('Grantee'));
  expect(permissions).not.toEqual([]);
  expect(await faultsOf(permissions)).toEqual([]);
});

test.each([
  ['AWS::KMS::Key', 'AWS::KMS::Key'],
  ['AWS::SQS::QueuePolicy', 'AWS::SQS::Queue'],
])('each statement of the policy of an %s is about that resource, and its conditions are ones that the requests have', async (type, resource) => {
  const iam = new TemplateIam(resourcesOf(Template.fromStack(loaded().stack)));
  const faults = await Promise.all(iam.policyOf(type).map(async ({ Action, Condition }) => {
    const named = listOf(Action).filter((action) => !action.includes('*'));
    const all = (await Promise.all(listOf(Action).map(actionsOf))).flat();
    expect(all).not.toEqual([]);
    return named.length === 0 ? [] : withoutEffect({ actions: named, resources: [iam.arnOf(resource)], conditionKeys: conditionKeysOf(Condition) });
  }));
  expect(faults.flat()).toEqual([]);
});

describe('the reference', () => {
  const table = `${ARN}:dynamodb:${PLACE}:table/orders`;
  const stream = `${table}/stream/2026-03-01`;

  test.each<[string, Permission, string[]]>([
    ['an action that takes no resource', { actions: ['dynamodb:ListStreams'], resources: [stream] }, [`dynamodb:ListStreams on ${stream}`, `${stream} for dynamodb:ListStreams`]],
    ['an action on another kind of resource', { actions: ['dynamodb:GetItem', 'dynamodb:GetRecords'], resources: [stream] }, [`dynamodb:GetItem on ${stream}`]],
    ['a resource of no action', { actions: ['dynamodb:GetItem'], resources: [table, stream] }, [`${stream} for dynamodb:GetItem`]],
    ['an action that there is not', { actions: ['dynamodb:ReadItem', 'dynamodb:GetItem'], resources: [table] }, [`dynamodb:ReadItem on ${table}`]],
    ['a condition that its requests do not have', { actions: ['dynamodb:GetItem'], resources: [table], conditionKeys: ['kms:ViaService'] }, ['dynamodb:GetItem under kms:ViaService']],
  ])('finds %s', async (_, permission, faults) => {
    expect(await withoutEffect(permission)).toEqual(faults);
  });

  test('knows wildcards for what they reach', async () => {
    expect(await withoutEffect({ actions: ['ec2:DeleteNetworkInterface'], resources: [`${ARN}:ec2:${PLACE}:*/*`] })).toEqual([]);
    expect(await withoutEffect({ actions: ['xray:PutTraceSegments'], resources: ['*'] })).toEqual([]);
    expect(await withoutEffect({ actions: ['logs:PutLogEvents'], resources: [`${ARN}:logs:${PLACE}:log-group:orders:*`] })).toEqual([]);
  });
});
