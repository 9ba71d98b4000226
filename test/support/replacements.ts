/*
 * What an update of a stack takes away, by the same data from which `cdk diff` knows it: which properties CloudFormation can only
 * change by making a new resource, and which resources hold data.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Template } from 'aws-cdk-lib/assertions';
import { Resource, resourcesOf } from './orders-stack';
import { ROOT } from '../../tools/shared/paths';

interface ResourceType {
  readonly cloudFormationType: string;
  readonly isStateful?: boolean;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>>;
}

const { schema } = JSON.parse(gunzipSync(readFileSync(join(ROOT, 'node_modules/aws-cdk/db.json.gz'))).toString());

const TYPES = new Map((schema.resource.entities as ResourceType[]).map((type) => [type.cloudFormationType, type]));

/** What has no data but an address that others know. */
const ADDRESSES = ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'];

/** The types of a construct's resources with data or an address that an update replaces, and of those that it takes out of the stack. */
export function lossesBetween(before: Template, after: Template, construct: string): { readonly replaced: string[]; readonly removed: string[] } {
  const kept = resourcesOf(after);
  const ofConstruct = Object.entries(resourcesOf(before)).filter(([id]) => id.startsWith(construct));
  const atStake = ofConstruct.filter(([, { Type }]) => TYPES.get(Type)?.isStateful || ADDRESSES.includes(Type));
  const typesOf = (entries: [string, Resource][]) => [...new Set(entries.map(([, { Type }]) => Type))].sort();
  return {
    replaced: typesOf(atStake.filter(([id, resource]) => id in kept && isReplaced(resource, kept[id]))),
    removed: typesOf(atStake.filter(([id]) => !(id in kept))),
  };
}

function isReplaced(before: Resource, after: Resource): boolean {
  const properties = TYPES.get(before.Type)!.properties;
  return Object.keys(properties).filter((name) => properties[name].causesReplacement === 'yes')
    .some((name) => JSON.stringify(before.Properties[name]) !== JSON.stringify(after.Properties[name]));
}
