/*
 * A log group of yours whose class CloudWatch takes no metrics out of: what hangs on the metrics of orders is as with
 * `businessMetrics: false`.
 */
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, ILogGroup, LogGroup, LogGroupClass } from 'aws-cdk-lib/aws-logs';
import { OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { propertiesOf } from '../support/orders-stack';
import { failsFor, newStack, refusalOf } from '../support/refusals';

const alarms = { nothingAcceptedFor: Duration.hours(1) };

function variablesOf(template: Template): object {
  const [{ Environment }] = propertiesOf(template, 'AWS::Lambda::Function');
  return (Environment as { Variables: object }).Variables;
}

// The last is AWS's, and not yet the CDK's.
describe.each([LogGroupClass.INFREQUENT_ACCESS, 'DELIVERY' as LogGroupClass])('with a handlerLogGroup of the class %s', (logGroupClass) => {
  const logGroupIn = (stack: Stack) => new LogGroup(stack, 'Logs', { logGroupClass });

  function shop(props: OrderProcessingApiProps = {}) {
    const stack = newStack();
    return { stack, orders: new OrderProcessingApi(stack, 'Orders', { handlerLogGroup: logGroupIn(stack), ...props }) };
  }

  function refused(props: OrderProcessingApiProps): string {
    const stack = newStack();
    return refusalOf({ handlerLogGroup: logGroupIn(stack), ...props }, stack);
  }

  test('alarms.nothingAcceptedFor fails, since the alarm could only go off', () => {
    expect(refused({ alarms })).toBe(
      `Error: [Shop/Orders] handlerLogGroup must have the class STANDARD for alarms.nothingAcceptedFor, since CloudWatch extracts no metrics from other classes, got ${logGroupClass}`,
    );
  });

  test('businessMetrics fail where they are asked for', () => {
    expect(refused({ businessMetrics: true })).toBe(
      `Error: [Shop/Orders] handlerLogGroup must have the class STANDARD for businessMetrics, since CloudWatch extracts no metrics from other classes, got ${logGroupClass}`,
    );
  });

  test('the lines carry no metrics, and there are none to graph', () => {
    const { stack, orders } = shop({ dashboard: true });
    const template = Template.fromStack(stack);
    expect(variablesOf(template)).toMatchObject({ BUSINESS_METRICS: 'false' });
    expect(JSON.stringify(propertiesOf(template, 'AWS::CloudWatch::Dashboard'))).not.toContain('OrdersAccepted');
    expect(() => orders.metricOrdersAccepted()).toThrow(
      '[Shop/Orders] OrdersAccepted needs OrderRoute.createOrder(), businessMetrics and a handlerLogGroup of the class STANDARD, since without one of them it has no data',
    );
  });

  test('the other alarms are there', () => {
    expect(shop({ alarms: {} }).orders.alarms!.all).toHaveLength(5);
  });

  test('an access log of it takes nothing away', () => {
    const stack = newStack();
    const orders = new OrderProcessingApi(stack, 'Orders', { accessLogGroup: logGroupIn(stack), alarms });
    expect(orders.alarms!.nothingAccepted).toBeDefined();
  });
});

test.each<[string, (stack: Stack) => ILogGroup]>([
  ['of the class STANDARD', (stack) => new LogGroup(stack, 'Logs', { logGroupClass: LogGroupClass.STANDARD })],
  ['that says none', (stack) => new LogGroup(stack, 'Logs')],
  ['that is imported, whose class nobody knows', (stack) => LogGroup.fromLogGroupName(stack, 'Logs', '/orders/handler')],
  ['whose class is known only when the app is deployed', (stack) => new LogGroup(stack, 'Logs', { logGroupClass: Lazy.string({ produce: () => 'STANDARD' }) as LogGroupClass })],
])('a handlerLogGroup %s keeps the metrics', (_, make) => {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', { handlerLogGroup: make(stack), businessMetrics: true, alarms });
  expect(variablesOf(Template.fromStack(stack))).not.toHaveProperty('BUSINESS_METRICS');
});

test('a class that is set on the resource counts too', () => {
  const stack = newStack();
  const handlerLogGroup = new LogGroup(stack, 'Logs');
  (handlerLogGroup.node.defaultChild as CfnLogGroup).logGroupClass = LogGroupClass.INFREQUENT_ACCESS;
  expect(refusalOf({ handlerLogGroup, alarms }, stack)).toContain('since CloudWatch extracts no metrics from other classes, got INFREQUENT_ACCESS');
});

describe('applicationLogLevel', () => {
  failsFor([ApplicationLogLevel.ERROR, ApplicationLogLevel.FATAL].map((applicationLogLevel) => ({
    name: `businessMetrics that are asked for at the level ${applicationLogLevel}`,
    props: { businessMetrics: true, applicationLogLevel },
    message: `applicationLogLevel must keep log lines of the level INFO for businessMetrics, got ${applicationLogLevel}`,
  })));

  test('FATAL fails for the alarm on events that could not be made', () => {
    for (const props of [{ alarms: {} }, { deployment: OrderApiDeployment.canary() }]) {
      const stack = newStack();
      expect(refusalOf({ eventBus: new EventBus(stack, 'Bus'), applicationLogLevel: ApplicationLogLevel.FATAL, ...props }, stack)).toBe(
        'Error: [Shop/Orders] applicationLogLevel must keep log lines of the level ERROR for alarms with eventBus, got FATAL',
      );
    }
  });

  test.each<OrderProcessingApiProps>([
    { businessMetrics: true, applicationLogLevel: ApplicationLogLevel.WARN },
    { alarms: {}, applicationLogLevel: ApplicationLogLevel.FATAL },
    { dashboard: true, applicationLogLevel: ApplicationLogLevel.WARN },
    { dashboard: true, applicationLogLevel: ApplicationLogLevel.FATAL },
  ])('may be %j', (props) => {
    expect(() => new OrderProcessingApi(newStack(), 'Orders', props)).not.toThrow();
  });

  test('ERROR goes with the alarm on events that could not be made', () => {
    const stack = newStack();
    expect(() => new OrderProcessingApi(stack, 'Orders', { alarms: {}, eventBus: new EventBus(stack, 'Bus'), applicationLogLevel: ApplicationLogLevel.ERROR })).not.toThrow();
  });

  test('leaves out of the dashboard what it drops', () => {
    const dashboardAt = (applicationLogLevel: ApplicationLogLevel) => {
      const stack = newStack();
      new OrderProcessingApi(stack, 'Orders', { dashboard: true, applicationLogLevel });
      const body = JSON.stringify(propertiesOf(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard'));
      return ['OrdersAccepted', 'OrdersReplayed', 'OrdersRejected', 'OrderValue'].filter((name) => body.includes(name));
    };
    expect(dashboardAt(ApplicationLogLevel.DEBUG)).toEqual(['OrdersAccepted', 'OrdersReplayed', 'OrdersRejected', 'OrderValue']);
    expect(dashboardAt(ApplicationLogLevel.WARN)).toEqual(['OrdersRejected']);
    expect(dashboardAt(ApplicationLogLevel.ERROR)).toEqual([]);
  });
});
