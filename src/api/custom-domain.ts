/*
 * A domain of the user's own in front of the stage.
 */
import { Token } from 'aws-cdk-lib';
import { ApiMapping, IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { shown } from '../props/validation';

type DomainProps = Pick<OrderProcessingApiProps, 'domainMapping' | 'disableExecuteApiEndpoint'>;

/** Segments of the characters that API Gateway takes, with a slash between two. */
const MAPPING_KEY = /^[A-Za-z0-9$\-_.+!*'()]+(\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

const MAX_MAPPING_KEY_LENGTH = 300;

export function validateCustomDomain({ domainMapping, disableExecuteApiEndpoint }: DomainProps): string[] {
  if (domainMapping !== undefined) return [...validateDomainName(domainMapping), ...validateMappingKey(domainMapping)];
  return disableExecuteApiEndpoint
    ? ['disableExecuteApiEndpoint needs domainMapping, since without it the API has no other address, got disableExecuteApiEndpoint alone']
    : [];
}

/** Where no compiler has looked, the options can be anything, such as the domain itself. */
interface Unchecked {
  readonly domainName?: { readonly domainNameRef?: { readonly domainName?: unknown } };
}

function validateDomainName(mapping: Unchecked | null): string[] {
  if (typeof mapping?.domainName?.domainNameRef?.domainName === 'string') return [];
  const got = mapping?.domainName === undefined ? `domainMapping ${kindOf(mapping)} without it` : kindOf(mapping.domainName);
  return [`domainMapping.domainName must be a domain of API Gateway such as new DomainName(…) of aws-apigatewayv2, got ${got}`];
}

/** A construct and what holds one cannot be shown as JSON. */
function kindOf(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path;
  return typeof value === 'object' && value !== null ? 'an object' : shown(value);
}

function validateMappingKey(mapping: { readonly mappingKey?: unknown } | null): string[] {
  const key = mapping?.mappingKey;
  if (key === undefined || Token.isUnresolved(key)) return [];
  if (typeof key === 'string' && MAPPING_KEY.test(key) && key.length <= MAX_MAPPING_KEY_LENGTH) return [];
  return [`domainMapping.mappingKey must be a path such as 'shop/v1', of 1 to ${MAX_MAPPING_KEY_LENGTH} letters, digits and $-_.+!*'(), with slashes between them, got '${key}'`];
}

/** Maps the domain to the stage, where there is a domain. The stage's own `domainMapping` would take its logical id from where the domain stands in the tree. */
export function addDomainMapping(scope: Construct, { domainMapping }: DomainProps, stage: IHttpStage): void {
  if (domainMapping === undefined) return;
  const { domainName, mappingKey } = domainMapping;
  new ApiMapping(scope, 'ApiMapping', { api: stage.api, stage, domainName, apiMappingKey: mappingKey });
}

/** The URL that callers begin with: the domain's, or else the stage's own. */
export function baseUrl({ domainMapping }: DomainProps, stage: IHttpStage): string {
  if (domainMapping === undefined) return stage.url;
  const { domainName: { domainNameRef }, mappingKey } = domainMapping;
  return ['https:/', domainNameRef.domainName, ...mappingKey === undefined ? [] : [mappingKey]].join('/');
}
