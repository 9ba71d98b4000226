/*
 * The calls that the functions make, and those that AWS makes in their names and in its own, put to an evaluator of IAM that is not ours.
 * The emulator asks IAM of calls to DynamoDB and EventBridge (test/e2e/iam-role.e2e.ts), but neither keys nor networks nor its own services.
 */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrderRoute } from '../src';
import { OperationId } from '../src/contract';
import { TABLE_CALLS } from '../src/table/operations';
import { networkedSample } from '../tools/compliance/samples';
import { ACCOUNT, Call, isAllowed, Question, REGION, Statement, TemplateIam } from './support/iam/template-iam';

const iam = new TemplateIam(Template.fromStack(networkedSample(new App())).toJSON().Resources);

const TABLE = iam.arnOf('AWS::DynamoDB::GlobalTable');
const STREAM = `${TABLE}/stream/2026-11-27T00:00:00.000`;
const KEY = iam.arnOf('AWS::KMS::Key');
const QUEUE = iam.arnOf('AWS::SQS::Queue');
const BUS = iam.arnOf('AWS::Events::EventBus');
const FUNCTION = iam.arnOf('AWS::Lambda::Function', 'OrderProcessor');
const EC2 = `arn:aws:ec2:${REGION}:${ACCOUNT}`;
const OVER_TLS = { 'aws:SecureTransport': 'true' };
const streamIn = (group: string) => iam.arnOf('AWS::Logs::LogGroup', group).replace(/:\*$/, ':log-stream:2026');
const through = (service: string, region = REGION) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });

/** What is called with a role, by the statement that allows it. */
type Calls = Readonly<Record<string, readonly Call[]>>;

/** What Lambda does with a role for a function that is in a VPC, sends traces and writes logs. */
const ofLambda = (group: string): Calls => ({
  WriteOwnLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: streamIn(group) })),
  DescribeNetwork: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'].map((action) => ({ action, resource: '*' })),
  CreateNetworkInterfaces: ['network-interface/eni-1', 'subnet/subnet-0a1b2c3d', 'subnet/subnet-1a2b3c4d', `security-group/${securityGroupOf(group)}`]
    .map((resource) => ({ action: 'ec2:CreateNetworkInterface', resource: `${EC2}:${resource}` })),
  ManageNetworkInterfaces: ['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses']
    .flatMap((action) => [{ action, resource: `${EC2}:network-interface/eni-1` }, { action, resource: `${EC2}:*/*` }]), // it tries before it does
  SendTraces: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({ action, resource: '*' })),
});

/** What DynamoDB does with a role before it decrypts for it. */
const USE_TABLE_KEY = ['kms:Decrypt', 'kms:DescribeKey'].map((action) => ({ action, resource: KEY, context: through('dynamodb') }));

const STANDARD_CALLS = OrderRoute.standard().flatMap(({ operationId }) => TABLE_CALLS[operationId as OperationId]);

const ROLES: Readonly<Record<string, Calls>> = {
  LambdaRole: {
    ...Object.fromEntries(STANDARD_CALLS.map(({ sid, names, index }) => (
      [sid, names.map((name) => ({ action: `dynamodb:${name}`, resource: index === undefined ? TABLE : `${TABLE}/index/${index}` }))]
    ))),
    UseTableKey: USE_TABLE_KEY,
    ...ofLambda('OrdersHandlerLogGroup'),
  },
  OrderEventsRole: {
    ReadOrderStream: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'].map((action) => ({ action, resource: STREAM })),
    UseTableKey: USE_TABLE_KEY,
    PutOrderEvents: [{ action: 'events:PutEvents', resource: BUS }],
    KeepWhatFailed: [{ action: 'sqs:SendMessage', resource: QUEUE, context: OVER_TLS }],
    UseQueueKey: ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource: KEY, context: through('sqs') })),
    ...ofLambda('OrderEventsLogGroup'),
  },
};

function securityGroupOf(group: string): string {
  return `sg-${iam.idOf('AWS::EC2::SecurityGroup', group.includes('Events') ? 'EventsSecurityGroup' : 'OrdersSecurityGroup')}`;
}

/** A call with a role, as the resource's own policy sees it too. */
function questionOf(role: string, call: Call, identity: readonly Statement[]): Question {
  const resourcePolicy = { [KEY]: iam.policyOf('AWS::KMS::Key'), [QUEUE]: iam.policyOf('AWS::SQS::QueuePolicy') }[call.resource];
  return { principal: iam.arnOf('AWS::IAM::Role', role), identity, resourcePolicy, ...call };
}

function nameOf({ action, resource }: Call): string {
  return `${action} ${resource}`;
}

describe.each(Object.entries(ROLES))('the role %s', (role, calls) => {
  const statements = iam.statementsOf(iam.idOf('AWS::IAM::Role', role));
  const all = Object.values(calls).flat();
  const refused = async (identity: readonly Statement[]) => {
    const answers = await Promise.all(all.map(async (call) => ({ call, allowed: await isAllowed(questionOf(role, call, identity)) })));
    return answers.filter(({ allowed }) => !allowed).map(({ call }) => nameOf(call));
  };

  test('allows each call that is made with it', async () => {
    expect(await refused(statements)).toEqual([]);
  });

  test.each(Object.entries(calls))('without its statement %s just those calls are denied', async (sid, needing) => {
    expect(await refused(statements.filter(({ Sid }) => Sid !== sid))).toEqual(needing.map(nameOf));
  });

  test('allows no action that nobody calls', () => {
    const granted = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    expect([...new Set(granted)].sort()).toEqual([...new Set(all.map(({ action }) => action))].sort());
  });

  test.each<[string, Call]>([
    ['another table', { action: 'dynamodb:PutItem', resource: `${TABLE}-2` }],
    ['another index', { action: 'dynamodb:Query', resource: `${TABLE}/index/Other` }],
    ['the table as a whole', { action: 'dynamodb:Scan', resource: TABLE }],
    ['the key by hand', { action: 'kms:Decrypt', resource: KEY }],
    ['the key through another service', { action: 'kms:Decrypt', resource: KEY, context: through('s3') }],
    ['the key through another region', { action: 'kms:Decrypt', resource: KEY, context: through('dynamodb', 'us-east-1') }],
    ['another key', { action: 'kms:Decrypt', resource: `${KEY}-2`, context: through('dynamodb') }],
    ['another log group', { action: 'logs:PutLogEvents', resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:other:log-stream:1` }],
    ['a new log group', { action: 'logs:CreateLogGroup', resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:other` }],
    ['another bus', { action: 'events:PutEvents', resource: `${BUS}-2` }],
    ['the queue of failures, for reading', { action: 'sqs:ReceiveMessage', resource: QUEUE, context: OVER_TLS }],
    ['the queue of failures, without TLS', { action: 'sqs:SendMessage', resource: QUEUE, context: { 'aws:SecureTransport': 'false' } }],
    ['the network, from its own code', { action: 'ec2:DescribeSubnets', resource: '*', context: { 'lambda:SourceFunctionArn': FUNCTION } }],
    ['a subnet that is not its own', { action: 'ec2:CreateNetworkInterface', resource: `${EC2}:subnet/subnet-other` }],
  ])('denies %s', async (_, call) => {
    expect(await isAllowed(questionOf(role, call, statements))).toBe(false);
  });

  test('allows nothing that a permissions boundary leaves out', async () => {
    const boundary = [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }];
    const isInside = (call: Call) => isAllowed({ ...questionOf(role, call, statements), boundary });
    const inside = await Promise.all(all.map(async (call) => (await isInside(call) ? [call.action] : [])));

    expect(new Set(inside.flat())).toEqual(new Set(['logs:CreateLogStream', 'logs:PutLogEvents']));
  });

  test('is assumed by Lambda and by nobody else', async () => {
    const assumedBy = (principal: string) => isAllowed({
      principal, action: 'sts:AssumeRole', resource: iam.arnOf('AWS::IAM::Role', role), resourcePolicy: iam.policyOf('AWS::IAM::Role', role),
    });

    expect(await assumedBy('lambda.amazonaws.com')).toBe(true);
    expect(await assumedBy('ec2.amazonaws.com')).toBe(false);
    expect(await assumedBy(`arn:aws:iam::${ACCOUNT}:role/other`)).toBe(false);
  });
});

describe('the key', () => {
  const LOGS = `logs.${REGION}.amazonaws.com`;
  const groupNamed = (group: string) => iam.arnOf('AWS::Logs::LogGroup', group).replace(/:\*$/, '');
  const encrypts = (principal: string, logGroup: string) => isAllowed({
    principal,
    action: 'kms:GenerateDataKey',
    resource: KEY,
    context: { 'kms:EncryptionContext:aws:logs:arn': logGroup },
    resourcePolicy: iam.policyOf('AWS::KMS::Key'),
  });

  test.each(['OrdersHandlerLogGroup', 'OrdersAccessLogGroup', 'OrderEventsLogGroup'])('encrypts %s for CloudWatch Logs', async (group) => {
    expect(await encrypts(LOGS, groupNamed(group))).toBe(true);
  });

  test('encrypts no other log group, and for no other region or service', async () => {
    expect(await encrypts(LOGS, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:other`)).toBe(false);
    expect(await encrypts('logs.us-east-1.amazonaws.com', groupNamed('OrdersHandlerLogGroup'))).toBe(false);
    expect(await encrypts('s3.amazonaws.com', groupNamed('OrdersHandlerLogGroup'))).toBe(false);
  });
});

describe('the function', () => {
  const API = iam.idOf('AWS::ApiGatewayV2::Api');
  const invoked = (route: string, { principal = 'apigateway.amazonaws.com', api = API, stage = 'prod' } = {}) => isAllowed({
    principal,
    action: 'lambda:InvokeFunction',
    resource: iam.arnOf('AWS::Lambda::Alias'),
    context: { 'aws:SourceArn': `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/${stage}/${route}` },
    resourcePolicy: iam.invokePolicy(),
  });

  test.each(['POST/orders', 'GET/orders', 'GET/orders/{orderId}', 'PATCH/orders/{orderId}'])('is invoked by API Gateway for %s', async (route) => {
    expect(await invoked(route)).toBe(true);
  });

  test('is invoked for no other route, stage, API or service', async () => {
    expect(await invoked('DELETE/orders')).toBe(false);
    expect(await invoked('POST/orders', { stage: 'dev' })).toBe(false);
    expect(await invoked('POST/orders', { api: 'other' })).toBe(false);
    expect(await invoked('POST/orders', { principal: 'events.amazonaws.com' })).toBe(false);
  });
});

test('the role that shifts traffic is assumed by CodeDeploy for its own deployment group, and for no other', async () => {
  const assumed = (group: string) => isAllowed({
    principal: 'codedeploy.amazonaws.com',
    action: 'sts:AssumeRole',
    resource: iam.arnOf('AWS::IAM::Role', 'DeploymentsRole'),
    context: {
      'aws:SourceAccount': ACCOUNT,
      'aws:SourceArn': `arn:aws:codedeploy:${REGION}:${ACCOUNT}:deploymentgroup:${iam.idOf('AWS::CodeDeploy::Application')}/${group}`,
    },
    resourcePolicy: iam.policyOf('AWS::IAM::Role', 'DeploymentsRole'),
  });

  expect(await assumed('live')).toBe(true);
  expect(await assumed('other')).toBe(false);
});
