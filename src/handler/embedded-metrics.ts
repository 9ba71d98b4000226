/*
 * The business metrics of a request for a new order, as members of its log line: CloudWatch takes them out of the
 * log by the embedded metric format (docs/adr/0013-business-metrics.md). No call is made for them.
 */
import { METRIC_NAMESPACE, MetricDimension, OrderMetric } from '../contract';

/** What an order comes to. */
export interface OrderValue {
  readonly totalAmount: number;
  readonly currency: string;
}

interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: 'Count' | 'None' }[];
}

/** What a log line has more for its metrics. A metric that did not happen is left out: missing stands for 0. */
export interface OrderMetricMembers {
  readonly _aws?: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly MetricDirective[] };
  readonly [MetricDimension.FUNCTION_NAME]?: string;
  readonly [MetricDimension.CURRENCY]?: string;
  readonly [OrderMetric.ACCEPTED]?: 1;
  readonly [OrderMetric.REPLAYED]?: 1;
  readonly [OrderMetric.REJECTED]?: 1;
  readonly [OrderMetric.VALUE]?: number;
}

const { FUNCTION_NAME, CURRENCY } = MetricDimension;

/** An amount has no unit that CloudWatch knows: its currency is a dimension. */
const VALUE = directive(OrderMetric.VALUE, 'None', FUNCTION_NAME, CURRENCY);
const ACCEPTED = [directive(OrderMetric.ACCEPTED, 'Count', FUNCTION_NAME), VALUE];
const REPLAYED = [directive(OrderMetric.REPLAYED, 'Count', FUNCTION_NAME)];
const REJECTED = [directive(OrderMetric.REJECTED, 'Count', FUNCTION_NAME)];

/** The metrics of a request for a new order, from the status of its answer and what a new order comes to. */
export function orderMetrics(functionName: string, at: Date, status: number, value: OrderValue | undefined): OrderMetricMembers {
  const members = (directives: readonly MetricDirective[]) => ({
    _aws: { Timestamp: at.getTime(), CloudWatchMetrics: directives },
    [FUNCTION_NAME]: functionName,
  });
  if (value) {
    return { ...members(ACCEPTED), [CURRENCY]: value.currency, [OrderMetric.ACCEPTED]: 1, [OrderMetric.VALUE]: value.totalAmount };
  }
  if (status < 400) return { ...members(REPLAYED), [OrderMetric.REPLAYED]: 1 };
  // Neither accepted nor refused: a fault of ours is in the API's own 5xx.
  return status < 500 ? { ...members(REJECTED), [OrderMetric.REJECTED]: 1 } : {};
}

/** The directive of one metric by such dimensions. */
export function directive(Name: string, Unit: 'Count' | 'None', ...dimensions: string[]): MetricDirective {
  return { Namespace: METRIC_NAMESPACE, Dimensions: [dimensions], Metrics: [{ Name, Unit }] };
}
