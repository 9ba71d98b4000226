/*
 * A log line read as CloudWatch reads it: by the embedded metric format's schema, and by the rules that a schema
 * cannot say.
 */
import Ajv from 'ajv/dist/2020';
import schema from './emf.schema.json';

/** A value that CloudWatch adds to a metric. */
export interface Datum {
  readonly namespace: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A log line that carries metrics. */
interface Document {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** What CloudWatch takes for a value: PutMetricData has the same bounds. */
const LARGEST = 2 ** 360;

const isDocument = new Ajv({ strict: true, allErrors: true }).compile<Document>(schema);

/** The metrics of a line; throws for one that CloudWatch would take none out of, or others. */
export function metricsIn(line: Record<string, unknown>): Datum[] {
  if (!('_aws' in line)) return [];
  if (!isDocument(line)) throw new Error(`no embedded metric format: ${JSON.stringify(isDocument.errors)}`);
  const { Timestamp, CloudWatchMetrics } = line._aws;
  if (Timestamp !== Date.parse(String(line.timestamp))) throw new Error(`the metrics are of another time than the line: ${Timestamp}`);
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => Dimensions.flatMap((set) => Metrics.map(({ Name, Unit = 'None' }) => ({
    namespace: Namespace,
    metric: Name,
    unit: Unit,
    value: valueOf(line, Name),
    dimensions: Object.fromEntries(set.map((name) => [name, dimensionOf(line, name)])),
  }))));
}

function valueOf(line: Document, name: string): number {
  const value = line[name];
  if (typeof value !== 'number' || !(Math.abs(value) <= LARGEST)) throw new Error(`the metric ${name} is no number that CloudWatch takes: ${value}`);
  return value;
}

/** A metric with an empty dimension is dropped. */
function dimensionOf(line: Document, name: string): string {
  const value = line[name];
  if (typeof value !== 'string' || !/^[\x20-\x7E]*[\x21-\x7E][\x20-\x7E]*$/.test(value)) throw new Error(`the dimension ${name} is no text: ${value}`);
  return value;
}
