import { AlarmStatusWidget, Dashboard, GraphWidget, GraphWidgetProps, IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { OrderAlarms } from './order-alarms';
import { OrderMetrics } from './order-metrics';
import { BackOfficeMetric, OrderMetric, ShopMetric } from '../contract';

/** Width of a CloudWatch dashboard. */
const COLUMNS = 24;

interface DashboardSettings {
  readonly dashboard: boolean;
  readonly names: { readonly dashboard?: string };
}

interface DashboardParts {
  readonly metrics: OrderMetrics;
  readonly alarms?: OrderAlarms;
}

/** Creates the dashboard if the app asks for it. */
export function addDashboard(scope: Construct, { dashboard, names }: DashboardSettings, { metrics, alarms }: DashboardParts): Dashboard | undefined {
  if (!dashboard) return undefined;
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: names.dashboard,
    widgets: [
      ...alarmRow(alarms), ...orderRow(metrics), ...shopRow(metrics), ...backOfficeRow(metrics),
      apiRow(metrics), errorsRow(metrics), capacityRow(metrics),
    ],
  });
}

function alarmRow(alarms: OrderAlarms | undefined): IWidget[][] {
  return alarms ? [[new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: COLUMNS })]] : [];
}

function orderRow(metrics: OrderMetrics): IWidget[][] {
  const { ACCEPTED, REPLAYED, REJECTED, VALUE } = OrderMetric;
  const counted = [ACCEPTED, REPLAYED, REJECTED].filter((name) => metrics.has(name));
  if (counted.length === 0) return [];
  return [row(
    { title: 'Orders', left: counted.map((name) => metrics.named(name)) },
    ...metrics.has(VALUE) ? [{ title: 'Value of accepted orders by currency', left: [metrics.orderValues()] }] : [],
  )];
}

function shopRow(metrics: OrderMetrics): IWidget[][] {
  const counted = Object.values(ShopMetric).filter((name) => metrics.has(name));
  return counted.length === 0 ? [] : [row({ title: 'Products and stock', left: counted.map((name) => metrics.named(name)) })];
}

function backOfficeRow(metrics: OrderMetrics): IWidget[][] {
  const counted = Object.values(BackOfficeMetric).filter((name) => metrics.has(name));
  return counted.length === 0 ? [] : [row({ title: 'Fulfilments and returns', left: counted.map((name) => metrics.named(name)) })];
}

function apiRow(metrics: OrderMetrics): IWidget[] {
  const percentile = (percent: number) => metrics.latency({ statistic: Stats.p(percent), label: `p${percent}` });
  return row(
    { title: 'Requests', left: [metrics.requests({ label: 'requests' })] },
    {
      title: 'Latency',
      left: [percentile(50), percentile(90), percentile(99), metrics.integrationLatency({ label: 'p99 of the integration (function)' })],
      leftYAxis: { label: 'milliseconds', showUnits: false },
    },
  );
}

function errorsRow(metrics: OrderMetrics): IWidget[] {
  return row(
    {
      title: 'Errors',
      left: [metrics.serverErrors({ label: '5xx' }), metrics.clientErrors({ label: '4xx' }), metrics.functionErrors({ label: 'function errors' })],
    },
    {
      title: 'Throttles',
      left: [metrics.functionThrottles({ label: 'throttled invocations' }), ...Object.values(metrics.tableThrottlesPerOperation())],
    },
  );
}

function capacityRow(metrics: OrderMetrics): IWidget[] {
  return row(
    {
      title: 'Function',
      left: [metrics.functionDuration({ label: 'p99 duration (ms)' })],
      right: [metrics.concurrentExecutions({ label: 'concurrent executions' })],
    },
    {
      title: 'Consumed capacity units of the table',
      left: [metrics.tableWrites({ label: 'writes' }), metrics.tableReads({ label: 'reads' }), ...metrics.indexConsumption()],
    },
  );
}

/** A row of graphs of equal width. */
function row(...graphs: GraphWidgetProps[]): IWidget[] {
  return graphs.map((graph) => new GraphWidget({ width: COLUMNS / graphs.length, ...graph }));
}
