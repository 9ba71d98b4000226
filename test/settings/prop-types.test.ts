/*
 * What a compiler would refuse, and plain JavaScript sends: a sentence in place of an error somewhere inside of the CDK.
 */
import { Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderProcessingApiProps } from '../../src';
import { accepts, newStack, refusalOf } from '../support/refusals';

const refused = (props: unknown) => refusalOf(props as OrderProcessingApiProps).replace('Error: [Shop/Orders] ', '');

test.each<[string, unknown, string]>([
  ['table', 'my-table', 'a table such as TableV2.fromTableName(scope, id, name), got "my-table"'],
  ['role', 'arn:aws:iam::111122223333:role/orders', 'a role such as Role.fromRoleArn(scope, id, arn), got "arn:aws:iam::111122223333:role/orders"'],
  ['role', '', 'a role such as Role.fromRoleArn(scope, id, arn), got ""'],
  ['accessLogGroup', [], 'a log group such as LogGroup.fromLogGroupName(scope, id, name), got a list'],
  ['handlerLogGroup', {}, 'a log group such as LogGroup.fromLogGroupName(scope, id, name), got another object'],
  ['encryptionKey', null, 'a key such as Key.fromKeyArn(scope, id, arn), got null'],
  ['eventBus', 'default', 'a bus such as EventBus.fromEventBusName(scope, id, name), got "default"'],
  ['vpc', new Stack(), 'a VPC such as Vpc.fromLookup(scope, id, { vpcId }), got the object Stack'],
  ['dataProtectionPolicy', 'policy', 'a policy such as new DataProtectionPolicy({ identifiers }), got "policy"'],
  ['vpcSubnets', 'private', 'an object such as { subnetType: SubnetType.PRIVATE_ISOLATED }, got "private"'],
  ['corsPreflight', 'https://shop.example.com', 'an object such as { allowOrigins: [\'https://shop.example.com\'] }, got "https://shop.example.com"'],
  ['throttle', 100, 'an object such as { rateLimit: 100, burstLimit: 50 }, got 100'],
  ['alarms', new Topic(newStack(), 'OnCall'), 'an object such as { actions: [new SnsAction(topic)] }, got the object Topic'],
  ['alarms', new SnsAction(new Topic(newStack(), 'OnCall')), 'an object such as { actions: [new SnsAction(topic)] }, got the object SnsAction'],
  ['provisionedConcurrency', 5, 'an object such as { minCapacity: 1 }, got 5'],
  ['securityGroups', 'sg-1', 'a list such as [SecurityGroup.fromSecurityGroupId(scope, id, groupId)], got "sg-1"'],
  ['outputs', 'false', 'true or false, got "false"'],
  ['dashboard', 1, 'true or false, got 1'],
  ['generatedNames', {}, 'true or false, got another object'],
  ['deletionProtection', () => true, 'true or false, got a function'],
  ['projectName', 0, "a text such as 'shop', got 0"],
  ['outputPrefix', 1n, "a text such as 'shop', got 1"],
])('%s fails for %j', (prop, value, expected) => {
  expect(refused({ [prop]: value })).toBe(`${prop} must be ${expected}`);
});

test.each([['null', null], ['a text', 'book-shop']])('the props themselves fail when they are %s', (_, props) => {
  expect(refused(props)).toBe(`the props must be an object such as { projectName: 'book-shop' }, got ${JSON.stringify(props)}`);
});

test('all that are of another type fail in one message', () => {
  expect(refused({ table: 'a', outputs: 'no', memorySize: 1 })).toMatch(/^table must be .*; outputs must be true or false, got "no"$/);
});

test.each<[string, unknown, string]>([
  ['allowOrigins', {}, 'corsPreflight.allowOrigins must be a list of origins, got {}'],
  ['allowMethods', {}, 'corsPreflight.allowMethods must be a list such as [CorsHttpMethod.POST] that is known at synth, got another object'],
  ['allowHeaders', 'X-Token', 'corsPreflight.allowHeaders must be a list of the names of headers, got "X-Token"'],
  ['exposeHeaders', 'ETag', 'corsPreflight.exposeHeaders must be a list of the names of headers, got "ETag"'],
  ['allowCredentials', '', 'corsPreflight.allowCredentials must be true or false, got ""'],
])('corsPreflight.%s fails for %j', (field, value, message) => {
  expect(refused({ corsPreflight: { [field]: value } })).toBe(message);
});

test('null keeps the default, as some languages send what is left out', () => {
  const corsPreflight = { allowOrigins: null, maxAge: null };
  accepts({ projectName: null, memorySize: null, timeout: null, outputs: null, corsPreflight } as unknown as OrderProcessingApiProps);
});

test('an authorizer is no prop type of ours: access says what it got', () => {
  expect(refused({ access: new HttpNoneAuthorizer() })).toMatch(/got the object HttpNoneAuthorizer$/);
});
