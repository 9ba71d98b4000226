/*
 * Service names that contain a region. They end in the domain suffix of the partition.
 */
import { Aws, region_info as regionInfo, Stack, Token } from 'aws-cdk-lib'; // loads the region facts only when they are used

/** Regional service principal for a key policy, for example of CloudWatch Logs. For a region that is not known at synth CloudFormation adds the suffix. */
export function regionalPrincipal({ region }: Stack, service: string): string {
  return `${service}.${region}.${domainSuffixOf(region)}`;
}

/**
 * Values of `kms:ViaService` for a service. AWS documents `amazonaws.com` for every partition, and for China its own domain as well. No other
 * service has these names, so both are allowed.
 */
export function viaService({ region }: Pick<Stack, 'region'>, service: string): string | string[] {
  const names = new Set(['amazonaws.com', domainSuffixOf(region)].map((suffix) => `${service}.${region}.${suffix}`));
  return names.size === 1 ? [...names][0] : [...names];
}

function domainSuffixOf(region: string): string {
  const known = Token.isUnresolved(region) ? undefined : regionInfo.RegionInfo.get(region).domainSuffix;
  return known ?? Aws.URL_SUFFIX;
}
