import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { METRIC_NAMESPACE } from '../contract';
import { OrderEvents } from './order-events';
import { OrderAlarm, OrderAlarms } from '../monitoring/order-alarms';

const PERIOD = Duration.minutes(5);

/** Long before the queue for what failed gets its first message, and long enough for EventBridge to have a bad moment. */
const LATE = Duration.minutes(15);

/** Events that are late, that were given up, and that could not be made: each is an alarm, where there are alarms and events. */
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
      description: 'Order events are late by 15 minutes or more, and wait in the table\'s stream. Look for "outcome":"failed" in the log of the function that '
        + 'publishes them: its error says whether EventBridge is throttled, away, or has lost the bus or the permission. Mended within 12 hours, nothing is lost.',
    },
    EventsDeadLetters: {
      name: 'events-dead-letters',
      metric: events.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: 1,
      description: 'Order events were given up after 12 hours; the queue names their records in the table\'s stream, which keeps them for 12 hours more. Mend '
        + 'the cause, then redrive with the script in docs/guide/redrive-order-events.md, which fetches the records and invokes the function with them.',
    },
    EventsSkipped: {
      name: 'events-skipped',
      metric: skipped(events),
      threshold: 1,
      description: 'No event was made of a record: an item that is no valid order was written to the table, or EventBridge refuses the event for its size. Look for '
        + '"outcome":"skipped" in the log of the function that publishes events: it names the order and what is wrong. Find who writes past the API, and mend the item.',
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
