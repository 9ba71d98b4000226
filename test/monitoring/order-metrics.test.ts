import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IMetric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { OrderAccess, OrderProcessingApi, OrderRoute } from '../../src';
import { idOf, ordersStack, propertiesOf, templateOf } from '../support/orders-stack';

const { stack, orders } = ordersStack();

/** What a metric is, with the references of the stack as the logical ids that they lead to. */
function described(metric: IMetric, within = stack) {
  const { metricStat } = metric.toMetricConfig();
  const { namespace, metricName, dimensions = [], statistic, period } = metricStat!;
  return {
    namespace,
    metricName,
    dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, within.resolve(value).Ref ?? within.resolve(value)])),
    statistic,
    seconds: period.toSeconds(),
  };
}

const functionName = idOf(orders.handler);
const apiAndStage = { ApiId: idOf(orders.httpApi), Stage: 'dev' };

test.each<[string, IMetric, Record<string, unknown>]>([
  ['metricOrdersAccepted', orders.metricOrdersAccepted(), {
    namespace: 'OrderProcessingApi', metricName: 'OrdersAccepted', dimensions: { FunctionName: functionName }, statistic: 'Sum',
  }],
  ['metricOrdersReplayed', orders.metricOrdersReplayed(), {
    namespace: 'OrderProcessingApi', metricName: 'OrdersReplayed', dimensions: { FunctionName: functionName }, statistic: 'Sum',
  }],
  ['metricOrdersRejected', orders.metricOrdersRejected(), {
    namespace: 'OrderProcessingApi', metricName: 'OrdersRejected', dimensions: { FunctionName: functionName }, statistic: 'Sum',
  }],
  ['metricOrderValue', orders.metricOrderValue('JPY'), {
    namespace: 'OrderProcessingApi', metricName: 'OrderValue', dimensions: { FunctionName: functionName, Currency: 'JPY' }, statistic: 'Sum',
  }],
  ['metricLatency', orders.metricLatency(), { namespace: 'AWS/ApiGateway', metricName: 'Latency', dimensions: apiAndStage, statistic: 'p99' }],
  ['metricServerError', orders.metricServerError(), { namespace: 'AWS/ApiGateway', metricName: '5xx', dimensions: apiAndStage, statistic: 'Sum' }],
  ['metricClientError', orders.metricClientError(), { namespace: 'AWS/ApiGateway', metricName: '4xx', dimensions: apiAndStage, statistic: 'Sum' }],
  ['metricFunctionThrottles', orders.metricFunctionThrottles(), {
    namespace: 'AWS/Lambda', metricName: 'Throttles', dimensions: { FunctionName: functionName }, statistic: 'Sum',
  }],
])('%s is what AWS has data for, of five minutes', (_, metric, expected) => {
  expect(described(metric)).toEqual({ ...expected, seconds: 300 });
});

test.each<[string, (options: MetricOptions) => IMetric]>([
  ['metricOrdersAccepted', (options) => orders.metricOrdersAccepted(options)],
  ['metricOrdersReplayed', (options) => orders.metricOrdersReplayed(options)],
  ['metricOrdersRejected', (options) => orders.metricOrdersRejected(options)],
  ['metricOrderValue', (options) => orders.metricOrderValue('USD', options)],
  ['metricLatency', (options) => orders.metricLatency(options)],
  ['metricServerError', (options) => orders.metricServerError(options)],
  ['metricClientError', (options) => orders.metricClientError(options)],
  ['metricFunctionThrottles', (options) => orders.metricFunctionThrottles(options)],
])('%s takes another statistic, period and label', (_, metricWith) => {
  const metric = metricWith({ statistic: Stats.MAXIMUM, period: Duration.minutes(1), label: 'mine' });

  expect(described(metric)).toMatchObject({ statistic: 'Maximum', seconds: 60 });
  expect(metric.toMetricConfig().renderingProperties).toMatchObject({ label: 'mine' });
});

test('the metrics name their region and account in a stack elsewhere', () => {
  const env = { region: 'eu-central-1', account: '111111111111' };
  const elsewhere = ordersStack({}, { env });

  for (const metric of [elsewhere.orders.metricOrdersAccepted(), elsewhere.orders.metricOrderValue('USD'), elsewhere.orders.metricLatency()]) {
    expect(metric.toMetricConfig().metricStat).toMatchObject(env);
  }
});

test('asking for metrics adds nothing to the stack', () => {
  const asked = ordersStack();
  asked.orders.metricOrdersAccepted();
  asked.orders.metricOrderValue('USD');
  asked.orders.metricFunctionThrottles();

  expect(asked.stack.node.findAll()).toHaveLength(ordersStack().stack.node.findAll().length);
});

describe('metric', () => {
  test.each(['OrdersAccepted', 'OrdersReplayed', 'OrdersRejected'])('has %s by its name, the sum of five minutes', (metricName) => {
    expect(described(orders.metric(metricName))).toEqual({
      namespace: 'OrderProcessingApi', metricName, dimensions: { FunctionName: functionName }, statistic: 'Sum', seconds: 300,
    });
  });

  test('takes another statistic, period and label', () => {
    const metric = orders.metric('OrdersAccepted', { statistic: Stats.SAMPLE_COUNT, period: Duration.hours(1), label: 'mine' });

    expect(described(metric)).toMatchObject({ statistic: 'SampleCount', seconds: 3600 });
    expect(metric.label).toBe('mine');
  });

  test('has OrderValue with a Currency dimension', () => {
    const value = orders.metric('OrderValue', { dimensionsMap: { Currency: 'JPY' }, statistic: Stats.AVERAGE });

    expect(described(value)).toEqual(described(orders.metricOrderValue('JPY', { statistic: Stats.AVERAGE })));
  });

  test('fails for OrderValue without a Currency dimension', () => {
    const fault = '[Shop/Orders] OrderValue needs a Currency dimension, since amounts of different currencies cannot be added, '
      + "got none: call metricOrderValue('USD')";

    expect(() => orders.metric('OrderValue')).toThrow(fault);
    expect(() => orders.metric('OrderValue', { dimensionsMap: { Region: 'EU' } })).toThrow(fault);
  });

  test('fails for OrderValue of no currency', () => {
    expect(() => orders.metric('OrderValue', { dimensionsMap: { Currency: 'usd' } })).toThrow('currency must be an ISO 4217 code');
  });

  test.each(['OrdersLost', 'ordersAccepted', '5xx', '', undefined as unknown as string])('fails for the name %j', (metricName) => {
    expect(() => orders.metric(metricName)).toThrow(
      `[Shop/Orders] metricName must be one of OrdersAccepted, OrdersReplayed, OrdersRejected, OrderValue, ProductsMisconfigured, OrdersOutOfStock, StockNotReturned, FulfilmentsShipped, OrdersReturned, got ${JSON.stringify(metricName) ?? 'none'}`,
    );
  });

  test('takes a token', () => {
    expect(() => orders.metric(Lazy.string({ produce: () => 'OrdersAccepted' }))).not.toThrow();
  });
});

test.each<[string, (options: MetricOptions) => IMetric, Record<string, string>]>([
  ['metric', (options) => orders.metric('OrdersAccepted', options), {}],
  ['metricOrdersAccepted', (options) => orders.metricOrdersAccepted(options), {}],
  ['metricOrderValue', (options) => orders.metricOrderValue('USD', options), { Currency: 'USD' }],
])('dimensionsMap is added to the dimensions of %s, and takes the place of none', (_, metricWith, own) => {
  const metric = metricWith({ dimensionsMap: { FunctionName: 'another', Tenant: 'a' } });

  expect(described(metric).dimensions).toEqual({ FunctionName: functionName, ...own, Tenant: 'a' });
});

describe('metricOrderValue', () => {
  test.each(['usd', 'US', 'USDT', '', 'US$', 840 as unknown as string])('fails for the currency %j', (currency) => {
    expect(() => orders.metricOrderValue(currency)).toThrow(
      `[Shop/Orders] currency must be an ISO 4217 code such as 'USD', got ${JSON.stringify(currency)}`,
    );
  });

  test('takes a token', () => {
    expect(() => orders.metricOrderValue(Lazy.string({ produce: () => 'USD' }))).not.toThrow();
  });
});

describe('businessMetrics', () => {
  function variables(businessMetrics?: boolean): unknown {
    const [{ Environment }] = propertiesOf(templateOf({ businessMetrics }), 'AWS::Lambda::Function');
    return (Environment as { Variables: unknown }).Variables;
  }

  test('false tells the function to make none', () => {
    expect(variables(false)).toEqual({ ORDERS_TABLE_NAME: expect.anything(), ENVIRONMENT: 'dev', BUSINESS_METRICS: 'false' });
  });

  test.each([true, undefined])('%s needs no word to the function', (businessMetrics) => {
    expect(variables(businessMetrics)).toEqual({ ORDERS_TABLE_NAME: expect.anything(), ENVIRONMENT: 'dev' });
  });

  const nothingCounted: [string, OrderProcessingApi][] = [
    ['with businessMetrics false', ordersStack({ businessMetrics: false }).orders],
    ['without OrderRoute.createOrder()', ordersStack({ routes: [OrderRoute.getOrder({ access: OrderAccess.staff(new HttpNoneAuthorizer()) })] }).orders],
  ];

  test.each(nothingCounted)('fails for a metric of orders %s', (_, api) => {
    const fault = (name: string) => `[Shop/Orders] ${name} needs OrderRoute.createOrder(), businessMetrics and a handlerLogGroup of the class STANDARD, since without one of them it has no data`;

    expect(() => api.metricOrdersAccepted()).toThrow(fault('OrdersAccepted'));
    expect(() => api.metricOrdersReplayed()).toThrow(fault('OrdersReplayed'));
    expect(() => api.metricOrdersRejected()).toThrow(fault('OrdersRejected'));
    expect(() => api.metricOrderValue('USD')).toThrow(fault('OrderValue'));
    expect(() => api.metric('OrdersAccepted')).toThrow(fault('OrdersAccepted'));
  });

  test.each<[ApplicationLogLevel, string[]]>([
    [ApplicationLogLevel.WARN, ['OrdersAccepted', 'OrdersReplayed', 'OrderValue']],
    [ApplicationLogLevel.ERROR, ['OrdersAccepted', 'OrdersReplayed', 'OrderValue', 'OrdersRejected']],
    [ApplicationLogLevel.FATAL, ['OrdersAccepted', 'OrdersReplayed', 'OrderValue', 'OrdersRejected']],
  ])('fails for a metric whose lines the level %s drops', (applicationLogLevel, lost) => {
    const { orders: api } = ordersStack({ applicationLogLevel });
    const missing = (name: string) => {
      try {
        api.metric(name, { dimensionsMap: { Currency: 'USD' } });
      } catch (error) {
        const level = name === 'OrdersRejected' ? 'WARN' : 'INFO';
        expect(String(error)).toBe(`Error: [Shop/Orders] ${name} needs log lines of the level ${level}, which contain it, got applicationLogLevel ${applicationLogLevel}`);
        return true;
      }
      return false;
    };
    expect(['OrdersAccepted', 'OrdersReplayed', 'OrderValue', 'OrdersRejected'].filter(missing)).toEqual(lost);
  });

  test.each(nothingCounted)('has the metrics of the API %s', (_, api) => {
    expect(described(api.metricServerError(), Stack.of(api)).metricName).toBe('5xx');
  });
});
