/*
 * A domain of the user's own in front of the stage.
 */
import { Token } from 'aws-cdk-lib';
import { ApiMapping, IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';

type DomainProps = Pick<OrderProcessingApiProps, 'domainName' | 'domainMappingKey' | 'disableExecuteApiEndpoint'>;

/** Segments of the characters that API Gateway takes, with a slash between two. */
const MAPPING_KEY = /^[A-Za-z0-9$\-_.+!*'()]+(\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

const MAX_MAPPING_KEY_LENGTH = 300;

export function validateCustomDomain({ domainName, domainMappingKey, disableExecuteApiEndpoint }: DomainProps): string[] {
  return [
    ...validateMappingKey(domainMappingKey),
    ...domainMappingKey !== undefined && domainName === undefined
      ? [`domainMappingKey needs domainName, below which it is a path, got domainMappingKey '${domainMappingKey}' alone`]
      : [],
    ...disableExecuteApiEndpoint && domainName === undefined
      ? ['disableExecuteApiEndpoint needs domainName, since without it the API has no other address, got disableExecuteApiEndpoint alone']
      : [],
  ];
}

function validateMappingKey(key: string | undefined): string[] {
  if (key === undefined || Token.isUnresolved(key) || (MAPPING_KEY.test(key) && key.length <= MAX_MAPPING_KEY_LENGTH)) return [];
  return [`domainMappingKey must be a path such as 'shop/v1', of 1 to ${MAX_MAPPING_KEY_LENGTH} letters, digits and $-_.+!*'(), with slashes between them, got '${key}'`];
}

/** Maps the domain to the stage, where there is a domain. The stage's own `domainMapping` would take its logical id from where the domain stands in the tree. */
export function addDomainMapping(scope: Construct, { domainName, domainMappingKey }: DomainProps, stage: IHttpStage): void {
  if (domainName !== undefined) new ApiMapping(scope, 'ApiMapping', { api: stage.api, stage, domainName, apiMappingKey: domainMappingKey });
}

/** The URL that callers begin with: the domain's, or else the stage's own. */
export function baseUrl({ domainName, domainMappingKey }: DomainProps, stage: IHttpStage): string {
  if (domainName === undefined) return stage.url;
  return ['https:/', domainName.name, ...domainMappingKey === undefined ? [] : [domainMappingKey]].join('/');
}
