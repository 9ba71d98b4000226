/*
 * The metrics of an API that decides prices, takes stock or has a back office: beside those of a new order, one that a problem or an answer names.
 */
import { MetricDimension } from '../contract';
import { directive, OrderMetricMembers } from './embedded-metrics';
import { metricsOf } from './http';

export const shopMetrics: typeof metricsOf = (answer, request, functionName, at) => {
  const members = metricsOf(answer, request, functionName, at);
  return answer.counts === undefined ? members : withCount(members, functionName, at, answer.counts);
};

function withCount(members: OrderMetricMembers, functionName: string, at: Date, name: string): OrderMetricMembers {
  const others = members._aws?.CloudWatchMetrics ?? [];
  return {
    ...members,
    _aws: { Timestamp: at.getTime(), CloudWatchMetrics: [...others, directive(name, 'Count', MetricDimension.FUNCTION_NAME)] },
    [MetricDimension.FUNCTION_NAME]: functionName,
    [name]: 1,
  };
}
