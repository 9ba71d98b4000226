import { Annotations as Added, App, CfnOutput, Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Instance, InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  AccountPrincipal, AnyPrincipal, ArnPrincipal, CompositePrincipal, Grant, Group, IGrantable, LazyRole, ManagedPolicy, OrganizationPrincipal,
  Policy, PolicyStatement, PrincipalWithConditions, Role, ServicePrincipal, SessionTagsPrincipal, UnknownPrincipal, User,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, IBucket } from 'aws-cdk-lib/aws-s3';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { ACCOUNT, isAllowed, REGION, TemplateIam } from '../support/iam/template-iam';
import { idOf, propertiesOf, resourcesOf, subOf } from '../support/orders-stack';

const everyRoute = (): OrderProcessingApiProps => ({ routes: OrderRoute.standard(), access: OrderAccess.staff(new HttpIamAuthorizer()) });

type GrantMethod = (orders: OrderProcessingApi, grantee: IGrantable) => Grant;

/** What a grant lets a role do, each statement as a text; with table and API by their names. */
function allowedBy(grant: GrantMethod, propsFor: (stack: Stack) => OrderProcessingApiProps): string[] {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });
  const orders = new OrderProcessingApi(stack, 'Orders', propsFor(stack));
  const reporting = new Role(stack, 'Reporting', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  expect(grant(orders, reporting).success).toBe(true);
  const policy = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy').find(({ PolicyName }) => String(PolicyName).startsWith('Reporting'));
  const { Statement } = policy!.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] };
  const named = (text: string) => text.replace(idOf(orders.table), 'Table').replace(idOf(orders.httpApi), 'Api');
  return Statement.map(({ Action, Resource, Condition }) => (
    [[Action].flat().join(' '), ...[Resource].flat().map((resource) => named(subOf(resource))), ...Condition ? [JSON.stringify(Condition)] : []].join(' | ')
  ));
}

const USE_KEY = expect.stringMatching(
  /^kms:Decrypt kms:DescribeKey \| \$\{Key\w+\.Arn\} \| \{"StringEquals":\{"kms:ViaService":"dynamodb\.eu-central-1\.amazonaws\.com"\}\}$/,
);

describe('grants.readOrders', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.readOrders(grantee);

  test('is reading an order by id, and a customer\'s orders by the index that the routes make', () => {
    expect(allowedBy(grant, everyRoute)).toEqual(['dynamodb:GetItem | ${Table.Arn}', 'dynamodb:Query | ${Table.Arn}/index/OrdersByCustomer']);
  });

  test('is reading an order by id alone where there is no index', () => {
    expect(allowedBy(grant, () => ({}))).toEqual(['dynamodb:GetItem | ${Table.Arn}']);
  });

  test('is using the table\'s key besides, through DynamoDB alone', () => {
    expect(allowedBy(grant, (stack) => ({ encryptionKey: new Key(stack, 'Key') }))).toEqual(['dynamodb:GetItem | ${Table.Arn}', USE_KEY]);
  });
});

describe('grants.manageOrders', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.manageOrders(grantee);

  test('is reading, and changing an order; neither putting nor deleting one', () => {
    expect(allowedBy(grant, everyRoute)).toEqual([
      'dynamodb:GetItem | ${Table.Arn}', 'dynamodb:Query | ${Table.Arn}/index/OrdersByCustomer', 'dynamodb:UpdateItem | ${Table.Arn}',
    ]);
  });

  test('is using the table\'s key besides, through DynamoDB alone', () => {
    expect(allowedBy(grant, (stack) => ({ encryptionKey: new Key(stack, 'Key') })))
      .toEqual(['dynamodb:GetItem | ${Table.Arn}', 'dynamodb:UpdateItem | ${Table.Arn}', USE_KEY]);
  });
});

describe('grants.invoke', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.invoke(grantee);
  const arn = (rest: string) => `arn:\${AWS::Partition}:execute-api:eu-central-1:\${AWS::AccountId}:\${Api}/dev/${rest}`;

  test('is calling each route by its stage, method and path, with any id for an order', () => {
    expect(allowedBy(grant, everyRoute)).toEqual([
      ['execute-api:Invoke', arn('POST/orders'), arn('GET/orders/*'), arn('GET/orders'), arn('PATCH/orders/*')].join(' | '),
    ]);
  });

  test('leaves out the routes that do not ask IAM', () => {
    expect(allowedBy(grant, () => ({
      routes: [OrderRoute.createOrder({ access: OrderAccess.guests() }), OrderRoute.getOrder()],
      access: OrderAccess.staff(new HttpIamAuthorizer()),
    }))).toEqual([`execute-api:Invoke | ${arn('GET/orders/*')}`]);
  });

  test('fails where no route asks IAM', () => {
    const authorizer = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
    const routes = [OrderRoute.createOrder(), OrderRoute.getOrder({ access: OrderAccess.staff(authorizer) })];
    expect(() => allowedBy(grant, () => ({ routes }))).toThrow(
      '[Shop/Orders] grants.invoke needs a route whose authorizer is HttpIamAuthorizer, since only IAM authorization uses policies, '
      + 'got none on OrderRoute.createOrder(), HttpJwtAuthorizer on OrderRoute.getOrder()',
    );
  });
});

const exportsOf = (orders: OrderProcessingApi) => Bucket.fromBucketName(orders, 'Exports', 'shop-exports');

describe('grants.export', () => {
  const grant: GrantMethod = (orders, grantee) => orders.grants.export(grantee, exportsOf(orders));

  test('is exporting the table, seeing its exports, and writing to the bucket; neither reading the table nor the bucket', () => {
    expect(allowedBy(grant, everyRoute)).toEqual([
      'dynamodb:ExportTableToPointInTime dynamodb:ListExports | ${Table.Arn}',
      'dynamodb:DescribeExport | ${Table.Arn}/export/*',
      's3:AbortMultipartUpload s3:PutObject s3:PutObjectAcl | arn:${AWS::Partition}:s3:::shop-exports/*',
    ]);
  });

  test('is using the table\'s key besides, through DynamoDB alone', () => {
    expect(allowedBy(grant, (stack) => ({ encryptionKey: new Key(stack, 'Key') })).slice(3)).toEqual([USE_KEY]);
  });

  test('is using the key of the bucket in the region of the bucket', () => {
    const elsewhere: GrantMethod = (orders, grantee) => orders.grants.export(grantee, Bucket.fromBucketAttributes(orders, 'Exports', {
      bucketName: 'shop-exports',
      region: 'us-east-1',
      encryptionKey: Key.fromKeyArn(orders, 'BucketKey', 'arn:aws:kms:us-east-1:111122223333:key/bucket'),
    }));
    expect(allowedBy(elsewhere, () => ({})).slice(3)).toEqual([
      'kms:Decrypt kms:GenerateDataKey | arn:aws:kms:us-east-1:111122223333:key/bucket | '
      + '{"StringEquals":{"kms:ViaService":["s3.us-east-1.amazonaws.com","dynamodb.eu-central-1.amazonaws.com"]}}',
    ]);
  });

  test.each([undefined, null, 'shop-exports', {}])('fails for %j, which is no bucket', (bucket) => {
    expect(() => allowedBy((orders, grantee) => orders.grants.export(grantee, bucket as never), () => ({})))
      .toThrow('[Shop/Orders] grants.export must get a bucket such as Bucket.fromBucketName(scope, id, name), got ');
  });

  test('fails for a bucket whose key is an alias of an unknown key', () => {
    const byAlias = (orders: OrderProcessingApi): IBucket => Bucket.fromBucketAttributes(orders, 'Exports', {
      bucketName: 'shop-exports', encryptionKey: Key.fromKeyArn(orders, 'BucketKey', 'arn:aws:kms:eu-central-1:111122223333:alias/exports'),
    });
    expect(() => allowedBy((orders, grantee) => orders.grants.export(grantee, byAlias(orders)), () => ({})))
      .toThrow('[Shop/Orders] encryptionKey of the bucket of grants.export must be a key, since IAM does not match a key by an alias, got the alias ');
  });

  describe('as an evaluator of IAM that is not ours has it', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: REGION } });
    const orders = new OrderProcessingApi(stack, 'Orders', { ...everyRoute(), encryptionKey: new Key(stack, 'TableKey') });
    const bucket = new Bucket(stack, 'Exports', { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'BucketKey') });
    orders.grants.export(new Role(stack, 'Reporting', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }), bucket);

    const iam = new TemplateIam(resourcesOf(Template.fromStack(stack)));
    const TABLE = iam.arnOf('AWS::DynamoDB::GlobalTable');
    const BUCKET = iam.arnOf('AWS::S3::Bucket');
    const TABLE_KEY = iam.arnOf('AWS::KMS::Key', 'TableKey');
    const BUCKET_KEY = iam.arnOf('AWS::KMS::Key', 'BucketKey');
    const through = (service: string, region = REGION) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });
    const keyPolicies = { [TABLE_KEY]: iam.policyOf('AWS::KMS::Key', 'TableKey'), [BUCKET_KEY]: iam.policyOf('AWS::KMS::Key', 'BucketKey') };
    const may = (action: string, resource: string, context = {}) => isAllowed({
      principal: iam.arnOf('AWS::IAM::Role', 'Reporting'),
      identity: iam.statementsOf(iam.idOf('AWS::IAM::Role', 'Reporting')),
      resourcePolicy: keyPolicies[resource],
      action,
      resource,
      context,
    });

    test.each([
      ['dynamodb:ExportTableToPointInTime', TABLE],
      ['dynamodb:ListExports', TABLE],
      ['dynamodb:DescribeExport', `${TABLE}/export/01695353076000-a1b2c3d4`],
      ['s3:PutObject', `${BUCKET}/AWSDynamoDB/01695353076000-a1b2c3d4/data/a.json.gz`],
      ['s3:PutObjectAcl', `${BUCKET}/AWSDynamoDB/01695353076000-a1b2c3d4/data/a.json.gz`],
      ['s3:AbortMultipartUpload', `${BUCKET}/AWSDynamoDB/01695353076000-a1b2c3d4/data/a.json.gz`],
      ['kms:Decrypt', TABLE_KEY, through('dynamodb')],
      ['kms:DescribeKey', TABLE_KEY, through('dynamodb')],
      ['kms:GenerateDataKey', BUCKET_KEY, through('s3')],
      ['kms:Decrypt', BUCKET_KEY, through('s3')],
      ['kms:GenerateDataKey', BUCKET_KEY, through('dynamodb')],
    ])('allows %s on %s', async (action, resource, context: object = {}) => {
      expect(await may(action, resource, context)).toBe(true);
    });

    test.each([
      ['dynamodb:GetItem', TABLE],
      ['dynamodb:Scan', TABLE],
      ['dynamodb:UpdateItem', TABLE],
      ['dynamodb:ImportTable', TABLE],
      ['dynamodb:ExportTableToPointInTime', `${TABLE}-2`],
      ['dynamodb:DescribeExport', `${TABLE}-2/export/01695353076000-a1b2c3d4`],
      ['s3:GetObject', `${BUCKET}/AWSDynamoDB/01695353076000-a1b2c3d4/data/a.json.gz`],
      ['s3:DeleteObject', `${BUCKET}/AWSDynamoDB/01695353076000-a1b2c3d4/data/a.json.gz`],
      ['s3:ListBucket', BUCKET],
      ['s3:PutObject', 'arn:aws:s3:::other/a.json.gz'],
      ['kms:Decrypt', TABLE_KEY],
      ['kms:GenerateDataKey', TABLE_KEY, through('dynamodb')],
      ['kms:Decrypt', TABLE_KEY, through('s3')],
      ['kms:GenerateDataKey', BUCKET_KEY],
      ['kms:GenerateDataKey', BUCKET_KEY, through('s3', 'us-east-1')],
      ['kms:GenerateDataKey', `arn:aws:kms:${REGION}:${ACCOUNT}:key/other`, through('s3')],
    ])('does not allow %s on %s', async (action, resource, context: object = {}) => {
      expect(await may(action, resource, context)).toBe(false);
    });
  });
});

const GRANTS: Record<string, GrantMethod> = {
  invoke: (orders, grantee) => orders.grants.invoke(grantee),
  readOrders: (orders, grantee) => orders.grants.readOrders(grantee),
  manageOrders: (orders, grantee) => orders.grants.manageOrders(grantee),
  export: (orders, grantee) => orders.grants.export(grantee, exportsOf(orders)),
  orderProcessing: (orders, grantee) => orders.grants.orderProcessing(grantee),
};

/** What each of them lets do, among other things. */
const ACTION: Record<string, string> = {
  invoke: 'execute-api:Invoke',
  readOrders: 'dynamodb:GetItem',
  manageOrders: 'dynamodb:UpdateItem',
  export: 'dynamodb:ExportTableToPointInTime',
  orderProcessing: 'logs:PutLogEvents',
};

const LAMBDA = new ServicePrincipal('lambda.amazonaws.com');

function functionIn(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Own', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {}') });
}

describe.each(Object.entries(GRANTS))('grants.%s', (name, grant) => {
  const ENV = { account: '111122223333', region: 'eu-central-1' };
  const OTHER = '999999999999';

  function shop(env: Environment | undefined = ENV) {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env });
    return { app, stack, orders: new OrderProcessingApi(stack, 'Orders', everyRoute()) };
  }

  const statementsFor = (template: Template, user: object) => propertiesOf(template, 'AWS::IAM::Policy').filter((policy) => JSON.stringify(policy).includes(JSON.stringify(user)));

  const warningsIn = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('grantWithoutEffect')).map(({ entry }) => String(entry.data));

  test.each<[string, (stack: Stack) => IGrantable, string]>([
    ['a role of another account', (stack) => Role.fromRoleArn(stack, 'Other', `arn:aws:iam::${OTHER}:role/reporting`), 'Shop/Other'],
    ['a user of another account', (stack) => User.fromUserArn(stack, 'Other', `arn:aws:iam::${OTHER}:user/reporting`), 'Shop/Other'],
    ['a role that the app makes in another account', (stack) => (
      new Role(new Stack(stack.node.root as App, 'Elsewhere', { env: { ...ENV, account: OTHER } }), 'Other', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    ), 'Elsewhere/Other'],
    ['another account', () => new AccountPrincipal(OTHER), `AccountPrincipal(${OTHER})`],
    ['a function of another account', (stack) => LambdaFunction.fromFunctionAttributes(stack, 'Other', {
      functionArn: `arn:aws:lambda:eu-central-1:${OTHER}:function:reporting`, role: Role.fromRoleArn(stack, 'Its', `arn:aws:iam::${OTHER}:role/reporting`),
    }), 'Shop/Other'],
  ])('fails for %s', (_, make, shown) => {
    const { stack, orders } = shop();
    expect(() => grant(orders, make(stack))).toThrow(
      `[Shop/Orders] grants.${name} needs a grantee in the account of the stack, '111122223333', got ${shown} in '${OTHER}': grant it to a role in this account that the other account may assume`,
    );
  });

  test.each<[string, () => IGrantable, string]>([
    ['a service', () => new ServicePrincipal('lambda.amazonaws.com'), 'ServicePrincipal(lambda.amazonaws.com)'],
    ['the own account', () => new AccountPrincipal('111122223333'), 'AccountPrincipal(111122223333)'],
    ['everybody', () => new AnyPrincipal(), 'AnyPrincipal()'],
    ['an ARN', () => new ArnPrincipal('arn:aws:iam::111122223333:role/reporting'), 'ArnPrincipal(arn:aws:iam::111122223333:role/reporting)'],
    ['an organisation', () => new OrganizationPrincipal('o-a1b2c3d4e5'), 'OrganizationPrincipal(o-a1b2c3d4e5)'],
    ['whoever signs in', () => new WebIdentityPrincipal('cognito-identity.amazonaws.com'), 'WebIdentityPrincipal(cognito-identity.amazonaws.com)'],
    ['several at once', () => new CompositePrincipal(new ServicePrincipal('lambda.amazonaws.com'), new AnyPrincipal()), 'CompositePrincipal(ServicePrincipal(lambda.amazonaws.com),AnyPrincipal())'],
  ])('fails for %s, which has no policies', (_, make, shown) => {
    expect(() => grant(shop().orders, make())).toThrow(`[Shop/Orders] grants.${name} needs a grantee with policies, such as a role, a user or a function, got ${shown}`);
  });

  test.each([undefined, null, 'reporting', {}])('fails for %j, which is no grantee', (grantee) => {
    expect(() => grant(shop().orders, grantee as never)).toThrow(`[Shop/Orders] grants.${name} must get a grantee such as a role, a user or a function, got `);
  });

  test.each<[string, (stack: Stack) => IGrantable, string]>([
    ['a role without updates of its policies', (stack) => new Role(stack, 'Own', { assumedBy: new AnyPrincipal() }).withoutPolicyUpdates(), 'Shop/ImmutableRoleOwn'],
    ['an imported role that is not mutable', (stack) => Role.fromRoleName(stack, 'Own', 'reporting', { mutable: false }), 'Shop/Own'],
    ['an imported role that is not mutable, by its ARN', (stack) => Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::111122223333:role/reporting', { mutable: false }), 'Shop/Own'],
    ['one with conditions', (stack) => new PrincipalWithConditions(Role.fromRoleName(stack, 'Own', 'reporting', { mutable: false }), {}), 'Shop/Own'],
    ['a function without a known role', (stack) => LambdaFunction.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-central-1:111122223333:function:reporting'), 'Shop/Own'],
    ['somebody of whom nobody knows the role', (stack) => new UnknownPrincipal({ resource: new Group(stack, 'Own') }), ''],
  ])('warns that it changes nothing for %s', (_, make, shown) => {
    const { stack, orders } = shop();
    grant(orders, make(stack));
    const [warning, ...more] = warningsIn(stack);
    expect(more).toEqual([]);
    expect(warning).toMatch(`grants.${name} has no effect, since ${shown}`);
    expect(warning).toContain(
      ' accepts no policies from this app: add these statements to its policy where it is created, with the values of this stack in place of ${…}: [{"Action":',
    );
  });

  test.each<[string, (stack: Stack) => IGrantable]>([
    ['a policy that is attached to nobody', (stack) => new Policy(stack, 'Own')],
    ['a role that nobody has asked for', (stack) => new LazyRole(stack, 'Own', { assumedBy: LAMBDA })],
  ])('warns that it changes nothing for %s', (_, make) => {
    const { stack, orders } = shop();
    grant(orders, make(stack));
    expect(warningsIn(stack)).toEqual([
      `grants.${name} has no effect, since Shop/Own is not part of a template, since nothing uses it: attach it to a role, a user or a group `
      + '[ack: cdk-order-processing-api::grantWithoutEffect]',
    ]);
  });

  test('warns once of one that changes nothing, however often the app is synthesized', () => {
    const { app, stack, orders } = shop();
    grant(orders, Role.fromRoleName(stack, 'Own', 'reporting', { mutable: false }));
    app.synth();
    app.synth({ force: true });
    expect(warningsIn(stack)).toHaveLength(1);
  });

  test.each(['before', 'after'])('is silent of one that changes nothing where that is acknowledged %s', (when) => {
    const { stack, orders } = shop();
    const acknowledge = () => Added.of(orders).acknowledgeWarning('cdk-order-processing-api::grantWithoutEffect', 'its team has the statements');
    if (when === 'before') acknowledge();
    grant(orders, Role.fromRoleName(stack, 'Own', 'reporting', { mutable: false }));
    if (when === 'after') acknowledge();
    expect(warningsIn(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IGrantable]>([
    ['a role', (stack) => new Role(stack, 'Own', { assumedBy: LAMBDA })],
    ['a function', (stack) => functionIn(stack)],
    ['an alias', (stack) => functionIn(stack).addAlias('live')],
    ['a user', (stack) => new User(stack, 'Own')],
    ['a group', (stack) => new Group(stack, 'Own')],
    ['an instance', (stack) => new Instance(stack, 'Own', {
      vpc: new Vpc(stack, 'Vpc', { maxAzs: 1 }), instanceType: new InstanceType('t4g.micro'), machineImage: MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }),
    })],
    ['the role of a task', (stack) => new FargateTaskDefinition(stack, 'Own').taskRole],
    ['a role that is made when it is asked for', (stack) => {
      const role = new LazyRole(stack, 'Own', { assumedBy: LAMBDA });
      new CfnOutput(stack, 'Its', { value: role.roleArn });
      return role;
    }],
    ['a role with conditions', (stack) => new PrincipalWithConditions(new Role(stack, 'Own', { assumedBy: LAMBDA }), { Bool: { 'aws:SecureTransport': 'true' } })],
    ['a role with session tags', (stack) => new SessionTagsPrincipal(new Role(stack, 'Own', { assumedBy: LAMBDA }))],
    ['a policy that is attached', (stack) => new Policy(stack, 'Own', { roles: [new Role(stack, 'Role', { assumedBy: LAMBDA })] })],
    ['a policy that is always made', (stack) => new Policy(stack, 'Own', { force: true, users: [new User(stack, 'User')] })],
    ['a managed policy', (stack) => new ManagedPolicy(stack, 'Own')],
    ['a role with more statements than one policy takes', (stack) => {
      const role = new Role(stack, 'Own', { assumedBy: LAMBDA });
      for (let i = 0; i < 150; i++) role.addToPolicy(new PolicyStatement({ sid: `S${i}`, actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'b'.repeat(60)}/*`] }));
      return role;
    }],
  ])('reaches %s that the app makes, without a warning', (_, make) => {
    const { app, stack, orders } = shop();
    const count = (template: Template) => JSON.stringify(template.toJSON()).split(ACTION[name]).length;
    const plain = count(Template.fromStack(shop().stack));
    expect(grant(orders, make(stack)).success).toBe(true);
    expect(count(Template.fromStack(stack))).toBeGreaterThan(plain);
    app.synth();
    expect(warningsIn(stack)).toEqual([]);
  });

  test('reaches a role of another stack without a warning', () => {
    const { app, stack, orders } = shop();
    const elsewhere = new Stack(app, 'Elsewhere', { env: ENV });
    grant(orders, new Role(elsewhere, 'Own', { assumedBy: LAMBDA }));
    expect(JSON.stringify(Template.fromStack(elsewhere).toJSON())).toContain(ACTION[name]);
    expect([...warningsIn(stack), ...warningsIn(elsewhere)]).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IGrantable, object | string]>([
    ['an imported role', (stack) => Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::111122223333:role/of/the-shop/reporting'), 'reporting'],
    ['an imported user', (stack) => User.fromUserName(stack, 'Own', 'reporting'), 'reporting'],
    ['an imported group', (stack) => Group.fromGroupName(stack, 'Own', 'reporting'), 'reporting'],
    ['a role with conditions', (stack) => new PrincipalWithConditions(Role.fromRoleName(stack, 'Own', 'reporting'), {}), 'reporting'],
  ])('reaches %s', (_, make, user) => {
    const { stack, orders } = shop();
    expect(grant(orders, make(stack)).success).toBe(true);
    expect(statementsFor(Template.fromStack(stack), user as object)).toHaveLength(1);
    expect(warningsIn(stack)).toEqual([]);
  });

  test('reaches a managed policy, and a role of another stack', () => {
    const { app, stack, orders } = shop();
    grant(orders, new ManagedPolicy(stack, 'Managed'));
    expect(propertiesOf(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy')).toHaveLength(1);
    const other = shop();
    const elsewhere = new Stack(other.app, 'Elsewhere', { env: ENV });
    grant(other.orders, new Role(elsewhere, 'Reporting', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
    expect(() => other.app.synth()).not.toThrow();
    expect(propertiesOf(Template.fromStack(elsewhere), 'AWS::IAM::Policy')).toHaveLength(1);
    expect(() => app.synth()).not.toThrow();
  });

  test('leaves an account that is not known at synth to AWS', () => {
    const { stack, orders } = shop({});
    grant(orders, Role.fromRoleArn(stack, 'Other', `arn:aws:iam::${OTHER}:role/reporting`));
    expect(statementsFor(Template.fromStack(stack), 'reporting' as unknown as object)).toHaveLength(1);
  });
});

test('nobody is granted anything unasked', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders', everyRoute());
  expect(propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy').map(({ PolicyName }) => PolicyName)).toEqual([expect.stringMatching(/^OrdersLambdaRole/)]);
});
