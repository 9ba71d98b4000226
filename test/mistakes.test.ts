/*
 * Combinations that nobody means. Most cannot be written: the compiler of a typed language refuses them. The others fail at synth, with
 * one sentence.
 */
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HttpAuthorizer, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as ts from 'typescript';
import { OrderAccess, OrderEnvironment, OrderProcessingApiProps, OrderRoute, OrderStaff } from '../src';
import { ordersStack } from './support/orders-stack';
import { newStack, refusalOf } from './support/refusals';
import { ROOT } from '../tools/shared/paths';

describe('cannot be written:', () => {
  const MISTAKES: Readonly<Record<string, string>> = {
    'an authorizer that does not say whose orders its callers may see': '{ authorizer: jwt }',
    'a claim for the customer that nobody proves': "{ customerIdClaim: 'sub' }",
    'staff where nobody is told apart': "{ adminScope: 'orders/admin' }",
    'scopes that no authorizer asks for': "{ authorizationScopes: ['orders/read'] }",
    'scopes of a route without an authorizer': "{ routes: [OrderRoute.getOrder({ authorizationScopes: ['orders/read'] })] }",
    'guests with an authorizer': '{ access: OrderAccess.guests(jwt) }',
    'customers without an authorizer': '{ access: OrderAccess.customers() }',
    'a back office with a claim for the customer': "{ access: OrderAccess.staff(jwt, { customerIdClaim: 'sub' }) }",
    'staff among staff': "{ access: OrderAccess.staff(jwt, { staff: [OrderStaff.scope('orders/admin')] }) }",
    'staff by a text of which nobody knows what it is': "{ access: OrderAccess.customers(jwt, { staff: ['admin'] }) }",
    'something else in place of access': '{ access: {} }',
    'something else in place of staff': '{ access: OrderAccess.customers(jwt, { staff: [{}] }) }',
    'an environment by a text': "{ environment: 'prod' }",
    'something else in place of an environment': "{ environment: { name: 'prod' } }",
    'an environment of whose defaults nobody knows': "{ environment: OrderEnvironment.custom('uat') }",
    'thresholds of alarms that there are not': '{ alarmThresholds: { functionErrors: 1 } }',
    'a key for a replica that there is not': '{ replicas: [{ encryptionKey: key }] }',
    'a path of a domain that there is not': "{ domainMapping: { mappingKey: 'shop/v1' } }",
    'tracing as a switch, which has three settings': '{ tracing: true }',
    'a boundary for roles of which one may be brought': '{ permissionsBoundary: policy }',
  };
  let faultyLines: ReadonlySet<number>;

  beforeAll(() => {
    faultyLines = linesThatDoNotCompile(['{}', ...Object.values(MISTAKES)]);
  });

  test.each(Object.keys(MISTAKES).map((name, index) => [name, index + 1] as const))('%s', (_, line) => {
    expect(faultyLines.has(line)).toBe(true);
  });

  test('but what is meant compiles', () => {
    expect(faultyLines.has(0)).toBe(false);
  });
});

describe('fails at synth with one sentence:', () => {
  const { guests, customers, staff } = OrderAccess;
  const jwt = () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] });
  const ofType = (authorizerType: string) => HttpAuthorizer.fromHttpAuthorizerAttributes(newStack(), 'Imported', { authorizerId: 'a1b2c3', authorizerType });
  const inFrankfurt = () => new Stack(new App(), 'Shop', { env: { region: 'eu-central-1' } });

  test.each<[string, () => OrderProcessingApiProps, RegExp]>([
    ['reads without access', () => ({ routes: [OrderRoute.getOrder()] }), /^access of OrderRoute\.getOrder\(\) must be /],
    ['reads by guests', () => ({ routes: [OrderRoute.getOrder()], access: guests() }), /^access of OrderRoute\.getOrder\(\) must be /],
    ['customers behind IAM', () => ({ access: customers(new HttpIamAuthorizer()) }), /^access for customers needs /],
    ['customers whom nobody proves', () => ({ access: customers(new HttpNoneAuthorizer()) }), /^access for customers needs /],
    ['staff whom an imported authorizer does not check', () => ({ access: staff(ofType('NONE')) }), /^access for staff needs /],
    ['a Lambda authorizer without a claim', () => ({ access: customers(ofType('CUSTOM')) }), /^customerIdClaim of access must /],
    ['scopes that IAM does not know', () => ({ access: staff(new HttpIamAuthorizer(), { authorizationScopes: ['a'] }) }), /^authorizationScopes of access needs /],
    ['staff by a scope of everybody', () => ({ access: customers(jwt(), { staff: [OrderStaff.scope('openid')] }) }), /^staff of access must /],
    [
      'staff by the scope that is asked of everybody',
      () => ({ access: customers(jwt(), { authorizationScopes: ['orders'], staff: [OrderStaff.scope('orders')] }) }),
      /^authorizationScopes of access must include /,
    ],
    ['staff by a group with white space', () => ({ access: customers(jwt(), { staff: [OrderStaff.cognitoGroup('x staff')] }) }), /^staff of access must /],
    ['an environment of one\'s own that is called prod', () => ({ environment: OrderEnvironment.custom('prod', OrderEnvironment.DEV) }), /^environment must /],
    ['an API that is closed and has no domain', () => ({ disableExecuteApiEndpoint: true }), /^disableExecuteApiEndpoint needs domainMapping/],
    ['a replica in the region of the table', () => ({ replicas: [{ region: 'eu-central-1' }] }), /^replicas must be in other regions /],
    ['two replicas in one region', () => ({ replicas: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] }), /^replicas must contain each region once/],
    ['a replica whose key is in another region', () => ({
      encryptionKey: new Key(newStack(), 'Key'),
      replicas: [{ region: 'eu-west-1', encryptionKey: Key.fromKeyArn(newStack(), 'Key', 'arn:aws:kms:eu-west-2:111122223333:key/1') }],
    }), /^replicas\[0\]\.encryptionKey must be in the region of its replica/],
    ['a replica without a key beside a table with one', () => ({
      encryptionKey: new Key(newStack(), 'Key'), replicas: [{ region: 'eu-west-1' }],
    }), /^replicas\[0\]\.encryptionKey must be a key in 'eu-west-1'/],
    ['tracing by a text', () => ({ tracing: 'on' as never }), /^tracing must be Tracing\.ACTIVE, /],
  ])('%s', (_, props, sentence) => {
    const message = refusalOf(props(), inFrankfurt()).replace('Error: [Shop/Orders] ', '');
    expect(message).toMatch(sentence);
    expect(message).not.toContain('; ');
  });

  test.each(['onOrderCreated', 'onOrderStatusChanged', 'onOrderErased', 'onOrderFulfilmentUpdated', 'onOrderReturned'] as const)('%s without a bus', (method) => {
    expect(() => ordersStack().orders[method]('Rule')).toThrow(`[Shop/Orders] ${method} needs eventBus, since without it no events are published`);
    expect(() => ordersStack({ eventBus: EventBus.fromEventBusName(new Stack(), 'Bus', 'shop') }).orders[method]('Rule')).not.toThrow();
  });
});

/** The indices of the props with which an app in strict TypeScript does not compile. */
function linesThatDoNotCompile(props: readonly string[]): ReadonlySet<number> {
  const fileName = join(ROOT, 'test', 'mistakes.generated.ts');
  const head = [
    "import { Stack } from 'aws-cdk-lib'; import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';"
    + "import { IManagedPolicy } from 'aws-cdk-lib/aws-iam'; import { IKey } from 'aws-cdk-lib/aws-kms';"
    + "import { OrderAccess, OrderEnvironment, OrderProcessingApi, OrderRoute, OrderStaff } from '../src';"
    + 'declare const stack: Stack; declare const jwt: HttpJwtAuthorizer; declare const key: IKey; declare const policy: IManagedPolicy;'
    + '[OrderAccess, OrderEnvironment, OrderRoute, OrderStaff, jwt, key, policy];',
  ];
  const text = [...head, ...props.map((each, index) => `new OrderProcessingApi(stack, 'Orders${index}', ${each});`)].join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === fileName || fileExists(path);
  host.getSourceFile = (path, ...rest) => (
    path === fileName ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) : getSourceFile(path, ...rest)
  );
  const program = ts.createProgram([fileName], options, host);
  const source = program.getSourceFile(fileName)!;
  const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const lines = diagnostics.map(({ start }) => source.getLineAndCharacterOfPosition(start!).line - head.length);
  if (lines.some((line) => line < 0)) throw new Error(ts.formatDiagnostics(diagnostics, host as never));
  return new Set(lines);
}
