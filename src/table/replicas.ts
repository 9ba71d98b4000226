/*
 * Where the table has replicas, and by which key each is encrypted: what must hold before the CDK is asked to make them.
 */
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyBehind, validateIsKey } from '../props/encryption-key';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderReplica } from '../props/order-replica';
import { isFromLookup, optionNames, shown, validateOptionNames } from '../props/validation';

type ReplicaProps = Pick<OrderProcessingApiProps, 'replicas' | 'encryptionKey' | 'table'>;

/** Of any partition, such as `eu-central-1` and `us-gov-west-1`. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

const REPLICA_OPTIONS = optionNames<OrderReplica>({ region: true, encryptionKey: true });

/** Of a table that is brought, replicas and keys are somebody else's: that such props are set is found elsewhere. */
export function validateReplicas(scope: Construct, { replicas = [], encryptionKey, table }: ReplicaProps): string[] {
  if (table !== undefined) return [];
  const shapeFaults = validateShape(replicas);
  const readable = shapeFaults.length > 0 ? [] : replicas;
  const regionFaults = validateRegions(scope, readable);
  return [
    ...validateRegionIsKnown(scope, readable, encryptionKey),
    ...shapeFaults,
    // What is wrong with the regions would only come again with their keys.
    ...regionFaults.length > 0 ? regionFaults : readable.flatMap((replica, index) => validateKey(scope, index, replica, encryptionKey)),
  ];
}

function validateShape(replicas: unknown): string[] {
  if (Token.isUnresolved(replicas)) return ['replicas must be known at synth, since the CDK makes each of them, got a token'];
  if (!Array.isArray(replicas)) return [`replicas must be a list such as [{ region: 'eu-west-1' }], got ${shown(replicas)}`];
  return replicas.flatMap((replica: unknown, index) => {
    const isReplica = typeof (replica as OrderReplica | null | undefined)?.region === 'string';
    return isReplica ? validateOptionNames(`replicas[${index}]`, replica as OrderReplica, REPLICA_OPTIONS) : [`replicas[${index}] must be a replica such as { region: 'eu-west-1' }, got ${shown(replica)}`];
  });
}

/** The CDK renders replicas, and the key of a table, for regions that it knows. */
function validateRegionIsKnown(scope: Construct, replicas: readonly OrderReplica[], encryptionKey: IKey | undefined): string[] {
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return [];
  const needs = (prop: string) => (
    `${prop} needs a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got '${stack.stackName}' without a region`
  );
  return [
    ...replicas.length > 0 ? [needs('replicas')] : [],
    ...encryptionKey !== undefined ? [needs('encryptionKey of a table')] : [],
  ];
}

function validateRegions(scope: Construct, replicas: readonly OrderReplica[]): string[] {
  const regions = replicas.map(({ region }) => region);
  const own = Stack.of(scope).region;
  const repeated = new Set(regions.filter((region, index) => regions.indexOf(region) !== index));
  return [
    ...regions.flatMap((region, index) => validateRegion(`replicas[${index}].region`, region)),
    ...[...repeated].map((region) => `replicas must hold each region once, got '${region}' more than once`),
    ...regions.includes(own) ? [`replicas must be in other regions than that of the stack, which has the table itself, got '${own}'`] : [],
  ];
}

function validateRegion(prop: string, region: string): string[] {
  if (Token.isUnresolved(region)) return [`${prop} must be known at synth, since the CDK makes a replica for it, got a token`];
  return REGION.test(region) || isFromLookup(region) ? [] : [`${prop} must be a region such as 'eu-west-1', got ${shown(region)}`];
}

function validateKey(scope: Construct, index: number, { region, encryptionKey: key }: OrderReplica, tableKey: IKey | undefined): string[] {
  const prop = `replicas[${index}].encryptionKey`;
  if (key === undefined) {
    return tableKey === undefined ? [] : [`${prop} must be a key of '${region}' beside encryptionKey, which encrypts in its own region alone, got none`];
  }
  if (typeof key?.keyArn !== 'string') return [`${prop} must be a key such as Key.fromKeyArn(this, 'ReplicaKey', arn), got ${shown(key)}`];
  if (tableKey === undefined) return [`${prop} needs encryptionKey, since without it AWS's keys encrypt the table and its replicas, got ${shown(key)} alone`];
  const keyRegion = regionOf(keyBehind(key));
  const isOfReplica = Token.isUnresolved(keyRegion) || keyRegion === region || isFromLookup(region);
  return isOfReplica ? validateIsKey(scope, prop, key) : [`${prop} must be in the region of its replica, '${region}', got one in '${keyRegion}'`];
}

/** A key that is imported by its ARN need not say in its `env` what the ARN says. */
function regionOf({ keyArn, env }: IKey): string | undefined {
  return Token.isUnresolved(keyArn) ? env.region : Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region;
}
