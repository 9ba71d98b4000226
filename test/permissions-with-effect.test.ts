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
import { OrderAccess, OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../src';
import { actionsOf, Permission, withoutEffect } from './support/iam-reference';
import { resourcesOf } from './support/orders-stack';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const ARN = 'arn:aws';
const PLACE = 'eu-central-1:111122223333';

/** An ARN of each resource that a policy of ours can refer to, by its type and the attribute. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable.Arn': `${ARN}:dynamodb:${PLACE}:table/orders`,
  'AWS::DynamoDB::GlobalTable.StreamArn': `${ARN}:dynamodb:${PLACE}:table/orders/stream/2026-03-01`,
  'AWS::Logs::LogGroup.Arn': `${ARN}:logs:${PLACE}:log-group:orders:*`,
  'AWS::SQS::Queue.Arn': `${ARN}:sqs:${PLACE}:failed`,
  'AWS::Events::EventBus.Arn': `${ARN}:events:${PLACE}:event-bus/shop`,
  'AWS::KMS::Key.Arn': `${ARN}:kms:${PLACE}:key/a1b2c3`,
  'AWS::Lambda::Function.Arn': `${ARN}:lambda:${PLACE}:function:orders`,
  'AWS::CloudWatch::Alarm.Arn': `${ARN}:cloudwatch:${PLACE}:alarm:orders`,
};

function statementsOf(document: unknown): Statement[] {
  return (document as { readonly Statement: Statement[] }).Statement;
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** With every intrinsic function filled in. */
function arnOf(template: Template, value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Ref': ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join } = value as { 'Ref'?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map((part) => arnOf(template, part)).join(join[0]);
  if (getAtt) return ARNS[`${resourcesOf(template)[getAtt[0]].Type}.${getAtt[1]}`] ?? getAtt.join('-');
  return { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-central-1', 'AWS::AccountId': '111122223333' }[ref!] ?? ref!;
}

interface Granted extends Permission {
  readonly sid: string;
}

/** Each statement that allows something to a role. */
function grantedIn(template: Template): Granted[] {
  const documents = Object.entries(resourcesOf(template)).flatMap(([id, { Type, Properties }]) => [
    ...Type === 'AWS::IAM::Policy' ? [[id, Properties.PolicyDocument]] : [],
    ...Type === 'AWS::IAM::Role' ? ((Properties.Policies ?? []) as { PolicyDocument: unknown }[]).map(({ PolicyDocument }) => [id, PolicyDocument]) : [],
  ]);
  return documents.flatMap(([id, document]) => statementsOf(document).filter(({ Effect }) => Effect === 'Allow').map((statement) => ({
    sid: `${id} ${statement.Sid}`,
    actions: listOf(statement.Action),
    resources: listOf(statement.Resource).map((resource) => arnOf(template, resource)),
    conditionKeys: Object.values(statement.Condition ?? {}).flatMap(Object.keys),
  })));
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

test.each(['invoke', 'readOrders', 'manageOrders', 'orderProcessing'] as const)('each permission of grants.%s has an effect', async (grant) => {
  const { stack, orders, roleIn } = loaded();
  orders.grants[grant](roleIn('Grantee'));
  const permissions = grantedIn(Template.fromStack(stack)).filter(({ sid }) => sid.startsWith('Grantee'));
  expect(permissions).not.toEqual([]);
  expect(await faultsOf(permissions)).toEqual([]);
});

test.each([
  ['AWS::KMS::Key', 'KeyPolicy', ARNS['AWS::KMS::Key.Arn']],
  ['AWS::SQS::QueuePolicy', 'PolicyDocument', ARNS['AWS::SQS::Queue.Arn']],
])('each statement of the policy of an %s is about that resource, and its conditions are ones that the requests have', async (type, property, arn) => {
  const [{ Properties }] = Object.values(resourcesOf(Template.fromStack(loaded().stack))).filter(({ Type }) => Type === type);
  const faults = await Promise.all(statementsOf(Properties[property]).map(async (statement) => {
    const named = listOf(statement.Action).filter((action) => !action.includes('*'));
    const all = (await Promise.all(listOf(statement.Action).map(actionsOf))).flat();
    expect(all).not.toEqual([]);
    const conditionKeys = Object.values(statement.Condition ?? {}).flatMap(Object.keys);
    return named.length === 0 ? [] : withoutEffect({ actions: named, resources: [arn], conditionKeys });
  }));
  expect(faults.flat()).toEqual([]);
});

describe('the reference', () => {
  const [table, stream] = [ARNS['AWS::DynamoDB::GlobalTable.Arn'], ARNS['AWS::DynamoDB::GlobalTable.StreamArn']];

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
    expect(await withoutEffect({ actions: ['logs:PutLogEvents'], resources: [ARNS['AWS::Logs::LogGroup.Arn']] })).toEqual([]);
  });
});
