import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { OrderEvents } from './order-events';

interface EventAlarmsProps {
  /** Told of each alarm and of its end; without it an alarm is there to be looked at. */
  readonly topic?: ITopic;
  /** Begins the names; without it CloudFormation makes them up. */
  readonly namePrefix?: string;
}

interface EventAlarm {
  readonly id: string;
  /** The end of the alarm's name, where names are ours. */
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** What it means and what to do first: it is what the person on call reads. */
  readonly description: string;
}

const PERIOD = Duration.minutes(5);

/** Long before the queue for what failed gets its first message, and long enough for EventBridge to have a bad moment. */
const LATE = Duration.minutes(15);

/** Events that are late, that were given up, and that could not be made: each is an alarm. */
export function addEventAlarms(events: OrderEvents, { topic, namePrefix }: EventAlarmsProps = {}): Alarm[] {
  return alarmsOf(events).map(({ id, name, metric, threshold, description }) => {
    const alarm = new Alarm(events, id, {
      alarmName: namePrefix && `${namePrefix}-${name}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING, // no record, no data
    });
    if (topic) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
    return alarm;
  });
}

function alarmsOf(events: OrderEvents): EventAlarm[] {
  return [
    {
      id: 'LateAlarm',
      name: 'events-late',
      metric: events.handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: LATE.toMilliseconds(),
      description: 'Order events are late by 15 minutes or more, and wait in the table\'s stream. Look for "outcome":"failed" in the log of the function that '
        + 'publishes them: its error says whether EventBridge is throttled, away, or has lost the bus or the permission. Mended within 12 hours, nothing is lost.',
    },
    {
      id: 'DeadLetterAlarm',
      name: 'events-dead-letters',
      metric: events.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: 1,
      description: 'Order events were given up after 12 hours; the queue names their records in the table\'s stream, which keeps them for 12 hours more. Mend '
        + 'the cause, then redrive: fetch the records by shard and sequence numbers, invoke the function with them, delete the messages (docs/order-events.md).',
    },
    {
      id: 'SkippedAlarm',
      name: 'events-skipped',
      metric: skipped(events).with({ statistic: Stats.SUM, period: PERIOD }),
      threshold: 1,
      description: 'An item that is no valid order was written to the table, and no event was made of it. Look for "outcome":"skipped" in the log of the '
        + 'function that publishes events: it names the order and what is wrong with it. Find who writes past the API, and mend the item.',
    },
  ];
}

function skipped({ logGroup, handler }: OrderEvents) {
  return logGroup.addMetricFilter('Skipped', {
    filterPattern: FilterPattern.stringValue('$.outcome', '=', 'skipped'),
    metricNamespace: 'OrderProcessingApi',
    metricName: `${handler.functionName}-skipped`,
    metricValue: '1',
  }).metric();
}
