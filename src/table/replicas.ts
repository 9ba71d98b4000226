/*
 * Where the table has replicas, and by which key each is encrypted: what must hold before the CDK is asked to make them.
 */
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown } from '../props/validation';

type ReplicaProps = Pick<OrderProcessingApiProps, 'replicaRegions' | 'replicaKeyArns' | 'encryptionKey' | 'table'>;

/** Of any partition, such as `eu-central-1` and `us-gov-west-1`. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** Of a table that is brought, both regions and keys are somebody else's: that such props are set is found elsewhere. */
export function validateReplicas(scope: Construct, props: ReplicaProps): string[] {
  if (props.table !== undefined) return [];
  const regionFaults = [...validateRegionIsKnown(scope, props), ...validateRegions(scope, props)];
  // What is wrong with the regions would only come again with their keys.
  return regionFaults.length > 0 ? regionFaults : validateKeys(props);
}

/** The CDK renders replicas, and the key of a table, for regions that it knows. */
function validateRegionIsKnown(scope: Construct, { replicaRegions = [], encryptionKey }: ReplicaProps): string[] {
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return [];
  const needs = (prop: string) => (
    `${prop} needs a stack whose region is known at synth, such as one with env: { region: 'eu-central-1' }, got '${stack.stackName}' without a region`
  );
  return [
    ...replicaRegions.length > 0 ? [needs('replicaRegions')] : [],
    ...encryptionKey !== undefined ? [needs('encryptionKey of a table')] : [],
  ];
}

function validateRegions(scope: Construct, { replicaRegions: regions = [] }: ReplicaProps): string[] {
  if (Token.isUnresolved(regions)) return ['replicaRegions must be known at synth, since the CDK makes a replica for each, got a token'];
  if (!Array.isArray(regions)) return [`replicaRegions must be a list of regions such as ['eu-west-1'], got ${shown(regions)}`];
  const repeated = new Set(regions.filter((region, index) => regions.indexOf(region) !== index));
  const own = Stack.of(scope).region;
  return [
    ...regions.flatMap(validateRegion),
    ...[...repeated].map((region) => `replicaRegions must hold each region once, got '${region}' more than once`),
    ...regions.includes(own) ? [`replicaRegions must be other regions than that of the stack, which has the table itself, got '${own}'`] : [],
  ];
}

function validateRegion(region: string): string[] {
  if (Token.isUnresolved(region)) return ['replicaRegions must be known at synth, since the CDK makes a replica for each, got a token'];
  return REGION.test(region) ? [] : [`replicaRegions must be regions such as 'eu-west-1', got ${shown(region)}`];
}

function validateKeys({ replicaRegions: regions = [], replicaKeyArns = {}, encryptionKey }: ReplicaProps): string[] {
  const given = Object.entries(replicaKeyArns);
  if (encryptionKey === undefined) {
    return given.length === 0 ? [] : [`replicaKeyArns needs encryptionKey, since without it AWS's keys encrypt the replicas, got ${shown(replicaKeyArns)} alone`];
  }
  return [
    ...regions.filter((region) => replicaKeyArns[region] === undefined)
      .map((region) => `replicaKeyArns must have the ARN of a key in each replica's region beside encryptionKey, got none for '${region}'`),
    ...given.filter(([region]) => !regions.includes(region))
      .map(([region]) => `replicaKeyArns must be for regions of replicaRegions, got one for '${region}' and replicaRegions ${shown(regions)}`),
    ...given.flatMap(([region, arn]) => validateKeyArn(region, arn)),
  ];
}

function validateKeyArn(region: string, arn: string): string[] {
  if (Token.isUnresolved(arn) || new RegExp(`^arn:[\\w-]+:kms:${region}:\\d{12}:key/.+$`).test(arn)) return [];
  return [`replicaKeyArns['${region}'] must be the ARN of a KMS key there, such as 'arn:aws:kms:${region}:111122223333:key/…', got ${shown(arn)}`];
}
