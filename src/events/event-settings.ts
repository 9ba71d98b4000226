/*
 * What must hold for order events.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { isResource } from '../props/validation';

interface EventProps {
  readonly eventBus?: IEventBus;
  /** The table that the app brings, if it does. */
  readonly table?: ITable;
}

const NEEDED_STREAM = StreamViewType.NEW_AND_OLD_IMAGES;

/** The `source` of the events. It stays the same over environments and copies: `detail.environment` and `resources` tell those apart. */
export function sourceOf(projectName: string): string {
  return `${projectName}.orders`;
}

export function validateOrderEvents(scope: Construct, projectName: string, { eventBus, table }: EventProps): string[] {
  if (eventBus === undefined) return [];
  return [
    ...validateSource(projectName),
    ...validateRegion(scope, eventBus),
    ...table ? validateStream(table) : [],
  ];
}

/** EventBridge keeps sources that begin with `aws.` to itself, and would refuse every event. */
function validateSource(projectName: string): string[] {
  return projectName === 'aws' ? [`projectName must not be 'aws' with eventBus, since AWS keeps the event source '${sourceOf(projectName)}' to itself`] : [];
}

function validateRegion(scope: Construct, eventBus: IEventBus): string[] {
  const { region } = Stack.of(scope);
  const busRegion = eventBus.env.region;
  if (Token.isUnresolved(region) || Token.isUnresolved(busRegion) || busRegion === region) return [];
  return [`eventBus must be in the region of the stack, '${region}', got one in '${busRegion}': a rule of a bus here can forward events to it`];
}

function validateStream(table: ITable): string[] {
  const stream = streamOf(table);
  return stream === NEEDED_STREAM ? [] : [`table must have a stream of ${NEEDED_STREAM} for eventBus, got ${stream === undefined ? 'none' : `one of ${stream}`}`];
}

/** What the stream shows, or `undefined` without one. Of a table that is imported nobody knows at synth: the function finds out. */
function streamOf(table: ITable): string | undefined {
  if (table.tableStreamArn === undefined) return undefined;
  const resource = table.node.defaultChild;
  if (!isResource(resource, CfnTable) && !isResource(resource, CfnGlobalTable)) return NEEDED_STREAM;
  const { keySchema, streamSpecification } = resource;
  const stream = Stack.of(table).resolve(streamSpecification)?.streamViewType;
  // A TableV2 names the ARN of a stream that it may not have; a replica of another account's table has no keys, and that one's stream.
  return stream ?? (keySchema === undefined ? NEEDED_STREAM : undefined);
}
