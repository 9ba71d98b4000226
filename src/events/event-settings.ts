/*
 * Validation of the props for order events.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { isResource } from '../props/validation';

interface EventProps {
  readonly eventBus?: IEventBus;
  readonly personalDataInEvents?: boolean;
  /** Existing table, if the app passes one. */
  readonly table?: ITable;
}

const NEEDED_STREAM = StreamViewType.NEW_AND_OLD_IMAGES;

/** The `source` of the events. It is the same in all environments and copies, which differ in `detail.environment` and `resources`. */
export function sourceOf(projectName: string): string {
  return `${projectName}.orders`;
}

export function validateOrderEvents(scope: Construct, projectName: string, { eventBus, personalDataInEvents, table }: EventProps): string[] {
  if (eventBus === undefined) return personalDataInEvents ? ['personalDataInEvents needs eventBus, got none'] : [];
  return [
    ...validateSource(projectName),
    ...validateRegion(scope, eventBus),
    ...table ? validateStream(table) : [],
  ];
}

/** EventBridge reserves sources that start with `aws.`, and would reject every event. */
function validateSource(projectName: string): string[] {
  return projectName === 'aws' ? [`projectName must not be 'aws' with eventBus, since AWS reserves the event source '${sourceOf(projectName)}'`] : [];
}

function validateRegion(scope: Construct, eventBus: IEventBus): string[] {
  const { region } = Stack.of(scope);
  const busRegion = eventBus.env.region;
  if (Token.isUnresolved(region) || Token.isUnresolved(busRegion) || busRegion === region) return [];
  return [`eventBus must be in the region of the stack, '${region}', got one in '${busRegion}': a rule of a bus in this region can forward events to it`];
}

function validateStream(table: ITable): string[] {
  const stream = streamOf(table);
  return stream === NEEDED_STREAM ? [] : [`table must have a stream of ${NEEDED_STREAM} for eventBus, got ${stream === undefined ? 'none' : `one of ${stream}`}`];
}

/** View type of the stream, or `undefined` without a stream. That of an imported table is not known at synth, and the function checks it at run time. */
function streamOf(table: ITable): string | undefined {
  if (table.tableStreamArn === undefined) return undefined;
  const resource = table.node.defaultChild;
  if (!isResource(resource, CfnTable) && !isResource(resource, CfnGlobalTable)) return NEEDED_STREAM;
  const { keySchema, streamSpecification } = resource;
  const stream = Stack.of(table).resolve(streamSpecification)?.streamViewType;
  // A TableV2 has a stream ARN even without a stream. A replica of a table in another account has no keys, and the stream of that table.
  return stream ?? (keySchema === undefined ? NEEDED_STREAM : undefined);
}
