import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { METRIC_NAMESPACE } from '../contract';
import { OrderEvents } from './order-events';
import { OrderAlarm, OrderAlarms } from '../monitoring/order-alarms';

const PERIOD = Duration.minutes(5);

/** Age of events at which they are late: long enough for a short outage of EventBridge, and long before the dead-letter queue gets messages. */
const LATE = Duration.minutes(15);

/** Adds the alarms on late, dead-lettered and skipped events, if there are alarms and events. */
export function addEventAlarms(alarms: OrderAlarms | undefined, events: OrderEvents | undefined): void {
  if (!alarms || !events) return;
  for (const [id, alarm] of Object.entries(alarmsOf(events))) alarms._add(id, alarm);
}

function alarmsOf(events: OrderEvents): Record<string, OrderAlarm> {
  return {
    EventsLate: {
      name: 'events-late',
      metric: events.handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: LATE.toMilliseconds(),
      description: 'Order events are at least 15 minutes late and wait in the stream of the table. Look for "outcome":"failed" in the log of the function that '
        + 'publishes them: its error says whether EventBridge throttles or is unavailable, or the bus or the permission is missing. Fixed within 12 hours, no event is lost.',
    },
    EventsDeadLetters: {
      name: 'events-dead-letters',
      metric: events.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: 1,
      description: 'Order events could not be published for 12 hours. The dead-letter queue has the positions of their records in the stream of the table, which keeps '
        + 'them for another 12 hours. Fix the cause, then redrive with the script in docs/guide/redrive-order-events.md: it reads the records and invokes the function '
        + 'with them.',
    },
    EventsSkipped: {
      name: 'events-skipped',
      metric: skipped(events),
      threshold: 1,
      description: 'A change of the table has no event: its item is not a valid order, or the event exceeds the size limit of EventBridge. Look for '
        + '"outcome":"skipped" in the log of the function that publishes events: it has the order and the reason. Find the program that writes to the table without the '
        + 'API, and correct the item.',
    },
  };
}

function skipped({ logGroup, handler }: OrderEvents): Metric {
  return logGroup.addMetricFilter('Skipped', {
    filterPattern: FilterPattern.stringValue('$.outcome', '=', 'skipped'),
    metricNamespace: METRIC_NAMESPACE,
    metricName: `${handler.functionName}-skipped`,
    metricValue: '1',
  }).metric({ statistic: Stats.SUM, period: PERIOD });
}
