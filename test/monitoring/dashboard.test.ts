import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { OrderAccess, OrderProcessingApi, OrderProcessingApiProps, OrderRoute } from '../../src';
import { idOf, ordersStack, propertiesOf, subOf, templateOf } from '../support/orders-stack';
import { newStack } from '../support/refusals';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly width: number;
  readonly properties: { readonly title: string; readonly metrics?: unknown[][]; readonly alarms?: string[] };
}

/** The widgets, with references as `${LogicalId}`. */
function widgetsOf(stack: Stack): Widget[] {
  const [{ DashboardBody }] = propertiesOf(Template.fromStack(stack), DASHBOARD);
  return JSON.parse(subOf(DashboardBody)).widgets;
}

function widgetsWith(props: OrderProcessingApiProps = {}): Widget[] {
  return widgetsOf(ordersStack({ dashboard: true, ...props }).stack);
}

/** A graph's metrics as namespace, name and statistic, or the expression. */
function graphOf(widgets: Widget[], title: string): string[] | undefined {
  const metrics = widgets.find(({ properties }) => properties.title === title)?.properties.metrics;
  return metrics?.map((metric) => {
    const { expression, stat } = metric[metric.length - 1] as { expression?: string; stat?: string };
    return expression ?? `${metric[0]} ${metric[1]} ${stat}`;
  });
}

test('without dashboard there is none', () => {
  expect(ordersStack().orders.dashboard).toBeUndefined();
  expect(propertiesOf(templateOf({ dashboard: false }), DASHBOARD)).toEqual([]);
});

describe('dashboard', () => {
  const widgets = widgetsWith();

  test.each([
    ['Orders', ['OrderProcessingApi OrdersAccepted Sum', 'OrderProcessingApi OrdersReplayed Sum', 'OrderProcessingApi OrdersRejected Sum']],
    ['Requests', ['AWS/ApiGateway Count SampleCount']],
    ['Latency', ['AWS/ApiGateway Latency p50', 'AWS/ApiGateway Latency p90', 'AWS/ApiGateway Latency p99', 'AWS/ApiGateway IntegrationLatency p99']],
    ['Errors', ['AWS/ApiGateway 5xx Sum', 'AWS/ApiGateway 4xx Sum', 'AWS/Lambda Errors Sum']],
    ['Throttles', ['AWS/Lambda Throttles Sum', 'AWS/DynamoDB ThrottledRequests Sum']],
    ['Function', ['AWS/Lambda Duration p99', 'AWS/Lambda ConcurrentExecutions Maximum']],
    ['Consumed capacity units of the table', ['AWS/DynamoDB ConsumedWriteCapacityUnits Sum', 'AWS/DynamoDB ConsumedReadCapacityUnits Sum']],
  ])('shows %s', (title, metrics) => {
    expect(graphOf(widgets, title)).toEqual(metrics);
  });

  test('shows the value of every currency that there is, of this function alone', () => {
    const { stack, orders } = ordersStack({ dashboard: true });

    expect(graphOf(widgetsOf(stack), 'Value of accepted orders by currency')).toEqual([
      `SEARCH('{OrderProcessingApi,Currency,FunctionName} MetricName="OrderValue" FunctionName="\${${idOf(orders.handler)}}"', 'Sum', 300)`,
    ]);
  });

  test('has rows as wide as the page', () => {
    const ends = widgets.map(({ x, width }) => x + width);

    expect(ends).toEqual(Array(4).fill([12, 24]).flat());
  });

  test('shows the state of every alarm when there are any, at the top', () => {
    const stack = newStack();
    const { alarms } = new OrderProcessingApi(stack, 'Orders', { dashboard: true, alarms: {} });
    const [first] = widgetsOf(stack);

    expect(first).toMatchObject({ type: 'alarm', width: 24, properties: { title: 'Alarms', alarms: alarms!.all.map((alarm) => `\${${idOf(alarm)}.Arn}`) } });
    expect(widgets.map(({ type }) => type)).not.toContain('alarm');
  });

  test('shows no orders when they are not counted', () => {
    const titles = widgetsWith({ businessMetrics: false }).map(({ properties }) => properties.title);

    expect(titles).toEqual(['Requests', 'Latency', 'Errors', 'Throttles', 'Function', 'Consumed capacity units of the table']);
  });

  test('shows every operation of the table, and the index where orders are listed', () => {
    const all = widgetsWith({ routes: OrderRoute.standard({ access: OrderAccess.staff(new HttpNoneAuthorizer()) }) });

    expect(graphOf(all, 'Throttles')).toHaveLength(1 + 4);
    expect(graphOf(all, 'Consumed capacity units of the table')).toHaveLength(2 + 2);
  });

  test('is named after project and suffix, and by CloudFormation with generatedNames', () => {
    const names = [{}, { generatedNames: true }].map((props) => propertiesOf(templateOf({ dashboard: true, ...props }), DASHBOARD)[0].DashboardName);

    expect(names).toEqual(['ecommerce-orders-dev-orders', undefined]);
  });

  test('is a member, to which an app adds widgets of its own', () => {
    const { stack, orders } = ordersStack({ dashboard: true });

    expect(stack.resolve(orders.dashboard!.dashboardName)).toEqual({ Ref: idOf(orders.dashboard!) });
  });
});
