/*
 * What AWS's services are called where a name holds a region: in other partitions than `aws` it ends in that partition's own domain.
 */
import { Aws, region_info as regionInfo, Stack, Token } from 'aws-cdk-lib'; // from there, the facts about regions are loaded when a key asks for them

/** As the policy of a key names a service of the region, for example CloudWatch Logs. A region that the CDK does not know yet is left to CloudFormation. */
export function regionalPrincipal({ region }: Stack, service: string): string {
  return `${service}.${region}.${domainSuffixOf(region)}`;
}

/**
 * As KMS says through which service it is called. AWS documents `amazonaws.com` for every partition, and in China its own domain besides. No
 * other service has either name, so both may call.
 */
export function viaService({ region }: Stack, service: string): string | string[] {
  const names = new Set(['amazonaws.com', domainSuffixOf(region)].map((suffix) => `${service}.${region}.${suffix}`));
  return names.size === 1 ? [...names][0] : [...names];
}

function domainSuffixOf(region: string): string {
  const known = Token.isUnresolved(region) ? undefined : regionInfo.RegionInfo.get(region).domainSuffix;
  return known ?? Aws.URL_SUFFIX;
}
