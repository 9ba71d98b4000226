import { fixedNames, generatedNames } from '../../src/settings/resource-names';

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
