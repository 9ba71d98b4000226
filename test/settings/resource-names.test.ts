import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { fixedNames, generatedNames } from '../../src/settings/resource-names';
import { propertiesOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf } from '../support/refusals';

describe('fixed names', () => {
  test('are made of project and suffix', () => {
    expect(fixedNames('shop', 'pr-42')).toEqual({
      table: 'shop-pr-42-orders',
      role: 'shop-pr-42-lambda-role',
      function: 'shop-pr-42-order-processor',
      deployments: 'shop-pr-42-order-processor',
      api: 'shop-pr-42-orders-api',
      handlerLogGroup: '/aws/lambda/shop-pr-42-order-processor',
      accessLogGroup: '/aws/vendedlogs/apigateway/shop-pr-42-orders-api',
      alarmPrefix: 'shop-pr-42-orders',
      eventsRole: 'shop-pr-42-events-role',
      eventsFunction: 'shop-pr-42-order-events',
      eventsLogGroup: '/aws/lambda/shop-pr-42-order-events',
      eventsDeadLetterQueue: 'shop-pr-42-order-events-failed',
      dashboard: 'shop-pr-42-orders',
    });
  });

  test('put each function\'s log group where Lambda would put it', () => {
    const names = fixedNames('shop', 'dev');
    expect(names.handlerLogGroup).toBe(`/aws/lambda/${names.function}`);
    expect(names.eventsLogGroup).toBe(`/aws/lambda/${names.eventsFunction}`);
  });

  test('of what publishes events keep within AWS\'s limits wherever the other function\'s name does', () => {
    const longest = fixedNames('p'.repeat(43), 'prod');
    expect(longest.function).toHaveLength(64);
    expect(longest.eventsFunction!.length).toBeLessThanOrEqual(64);
    expect(longest.eventsRole!.length).toBeLessThanOrEqual(64);
    expect(longest.eventsDeadLetterQueue!.length).toBeLessThanOrEqual(80);
  });
});

describe('generated names', () => {
  const names = generatedNames('shop', 'dev', 'stack-c0ffee00');

  test('leave to CloudFormation what must be unique in a region or an account', () => {
    expect(names).toEqual({ api: 'shop-dev-orders-api', accessLogGroup: '/aws/vendedlogs/apigateway/stack-c0ffee00' });
  });

  test('keep the access log group out of the resource policy limit by its prefix', () => {
    expect(names.accessLogGroup).toMatch(/^\/aws\/vendedlogs\//);
  });

  test('tell two instances of one project apart', () => {
    expect(generatedNames('shop', 'dev', 'stack-c0ffee01').accessLogGroup).not.toBe(names.accessLogGroup);
  });
});

/** The template of an instance whose props are made of the stack's own parameters. */
function templateWith(propsOf: (stack: Stack) => OrderProcessingApiProps): Template {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', propsOf(stack));
  return Template.fromStack(stack);
}

describe('projectName and environmentSuffix', () => {
  const namePart = 'must be lowercase letters, digits and hyphens (^[a-z0-9-]+$), got';

  failsFor(['Shop!', 'Shop', 'my_shop', 'my shop', 'shöp', 'shop\n', ''].flatMap((value) => [
    { name: `the projectName ${JSON.stringify(value)}`, props: { projectName: value }, message: `projectName ${namePart} '${value}'` },
    { name: `the environmentSuffix ${JSON.stringify(value)}`, props: { environmentSuffix: value }, message: `environmentSuffix ${namePart} '${value}'` },
  ]));

  test.each(['shop', 'shop-2', '2', 'pr-42'])('accepts %s', (value) => {
    accepts({ projectName: value, environmentSuffix: value });
  });

  test('accepts a function name of 64 characters', () => {
    const template = templateWith(() => ({ projectName: 'p'.repeat(30), environmentSuffix: 's'.repeat(17) }));
    const [{ FunctionName }] = propertiesOf(template, 'AWS::Lambda::Function');
    expect(FunctionName).toHaveLength(64);
  });

  test.each([
    { part: 'projectName', props: { projectName: 'p'.repeat(31), environmentSuffix: 's'.repeat(17) } },
    { part: 'environmentSuffix', props: { projectName: 'p'.repeat(30), environmentSuffix: 's'.repeat(18) } },
  ])('fails for one character more in $part', ({ props }) => {
    const name = `${props.projectName}-${props.environmentSuffix}-order-processor`;
    expect(refusalOf(props)).toBe(
      `Error: [Shop/Orders] projectName and environmentSuffix must have at most 47 characters together, since they are part of the function name '${name}', `
      + 'which has 65 of at most 64, got 48: shorten them by 1 or set generatedNames',
    );
  });

  test('fails once for several names that are too long, by the one that is furthest above its maximum', () => {
    const projectName = 'p'.repeat(300);
    expect(refusalOf({ projectName })).toBe(
      `Error: [Shop/Orders] projectName and the name of environment must have at most 47 characters together, since they are part of the function name '${projectName}-dev-order-processor', `
      + 'which has 320 of at most 64, got 303: shorten them by 256 or set generatedNames',
    );
  });

  test('accept what the message for a name that is too long asks for', () => {
    const message = refusalOf({ projectName: 'p'.repeat(300) });
    const excess = Number(/shorten them by (\d+)/.exec(message)![1]);
    accepts({ projectName: 'p'.repeat(300 - excess) });
    expect(refusalOf({ projectName: 'p'.repeat(301 - excess) })).toContain('shorten them by 1 or');
  });

  test('accepts names with generatedNames that would be too long without', () => {
    accepts({ projectName: 'p'.repeat(60), generatedNames: true });
  });

  test('accepts an API name of 128 characters with generatedNames', () => {
    accepts({ projectName: 'p'.repeat(115), environmentSuffix: 's', generatedNames: true });
  });

  test('fails for an API name of 129 characters with generatedNames, and does not advise what is set already', () => {
    const message = refusalOf({ projectName: 'p'.repeat(116), environmentSuffix: 's', generatedNames: true });
    expect(message).toMatch(/at most 116 characters together, since they are part of the API name 'p+-s-orders-api', which has 129 of at most 128, got 117: shorten them by 1$/);
    expect(message).not.toContain('set generatedNames');
  });
});
