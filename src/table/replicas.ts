/*
 * Validation of the replicas of the table and their keys, before the CDK creates them.
 */
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyBehind, validateIsKey } from '../props/encryption-key';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { OrderReplica } from '../props/order-replica';
import { inWords, isFromLookup, optionNames, shown, validateOptionNames } from '../props/validation';

type ReplicaProps = Pick<OrderProcessingApiProps, 'replicas' | 'encryptionKey' | 'table'>;

/** Pattern of a region in any partition, such as `eu-central-1` and `us-gov-west-1`. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

const REPLICA_OPTIONS = optionNames<OrderReplica>({ region: true, encryptionKey: true });

/** Validates the replicas of a new table. Replicas beside an existing table are a fault that `existing-resources.ts` reports. */
export function validateReplicas(scope: Construct, { replicas = [], encryptionKey, table }: ReplicaProps): string[] {
  if (table !== undefined) return [];
  const shapeFaults = validateShape(replicas);
  const readable = shapeFaults.length > 0 ? [] : replicas;
  const regionFaults = validateRegions(scope, readable);
  return [
    ...validateRegionIsKnown(scope, readable, encryptionKey),
    ...shapeFaults,
    // An invalid region would also be a fault of its key.
    ...regionFaults.length > 0 ? regionFaults : validateKeys(scope, readable, encryptionKey),
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

/** The CDK renders replicas, and the key of a table, per region, so the region of the stack must be known. */
function validateRegionIsKnown(scope: Construct, replicas: readonly OrderReplica[], encryptionKey: IKey | undefined): string[] {
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return [];
  const props = [...replicas.length > 0 ? ['replicas'] : [], ...encryptionKey === undefined ? [] : ['encryptionKey of a table']];
  if (props.length === 0) return [];
  return [
    `${inWords(props)} must be in a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got '${stack.stackName}' without a region`,
  ];
}

function validateRegions(scope: Construct, replicas: readonly OrderReplica[]): string[] {
  const regions = replicas.map(({ region }) => region);
  const own = Stack.of(scope).region;
  const repeated = new Set(regions.filter((region, index) => regions.indexOf(region) !== index));
  return [
    ...regions.flatMap((region, index) => validateRegion(`replicas[${index}].region`, region)),
    ...repeated.size === 0 ? [] : [`replicas must contain each region once, got ${inWords([...repeated].map((region) => `'${region}'`))} more than once`],
    ...regions.includes(own) ? [`replicas must be in other regions than the stack, which has the table itself, got '${own}'`] : [],
  ];
}

function validateRegion(prop: string, region: string): string[] {
  if (Token.isUnresolved(region)) return [`${prop} must be known at synth, since the CDK makes a replica for it, got a token`];
  return REGION.test(region) || isFromLookup(region) ? [] : [`${prop} must be a region such as 'eu-west-1', got ${shown(region)}`];
}

function validateKeys(scope: Construct, replicas: readonly OrderReplica[], tableKey: IKey | undefined): string[] {
  return [
    ...validateKeysBelong(replicas, tableKey),
    ...replicas.flatMap((replica, index) => validateKey(scope, index, replica, tableKey)),
  ];
}

/** Without a key of the table, AWS managed keys encrypt all replicas: one missing prop, however many replicas have a key. */
function validateKeysBelong(replicas: readonly OrderReplica[], tableKey: IKey | undefined): string[] {
  if (tableKey !== undefined) return [];
  const withKey = replicas.flatMap(({ encryptionKey }, index) => (encryptionKey === undefined || !isKey(encryptionKey) ? [] : [`replicas[${index}].encryptionKey`]));
  return withKey.length === 0 ? [] : [`encryptionKey must be set for ${inWords(withKey)}, since without it AWS managed keys encrypt the table and its replicas, got none`];
}

function isKey(key: IKey): boolean {
  return typeof key?.keyArn === 'string';
}

function validateKey(scope: Construct, index: number, { region, encryptionKey: key }: OrderReplica, tableKey: IKey | undefined): string[] {
  const prop = `replicas[${index}].encryptionKey`;
  if (key === undefined) {
    return tableKey === undefined ? [] : [`${prop} must be a key in '${region}', since encryptionKey can only be used in its own region, got none`];
  }
  if (!isKey(key)) return [`${prop} must be a key such as Key.fromKeyArn(this, 'ReplicaKey', arn), got ${shown(key)}`];
  if (tableKey === undefined) return []; // a fault that validateKeysBelong reports
  const keyRegion = regionOf(keyBehind(key));
  const isOfReplica = Token.isUnresolved(keyRegion) || keyRegion === region || isFromLookup(region);
  return isOfReplica ? validateIsKey(scope, prop, key) : [`${prop} must be in the region of its replica, '${region}', got one in '${keyRegion}'`];
}

/** Region of a key. If it is imported by its ARN, its `env` need not have that of the ARN. */
function regionOf({ keyArn, env }: IKey): string | undefined {
  return Token.isUnresolved(keyArn) ? env.region : Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region;
}
