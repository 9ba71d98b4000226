/*
 * Custom domain name of the API: its validation, the API mapping to the stage, and the base URL.
 */
import { Token } from 'aws-cdk-lib';
import { ApiMapping, DomainMappingOptions, IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { asMeant, isPlain, optionNames, shown, validateOptionNames } from '../props/validation';

type DomainProps = Pick<OrderProcessingApiProps, 'domainMapping' | 'disableExecuteApiEndpoint'>;

/** Pattern of an API mapping key: segments of the characters that API Gateway accepts, separated by slashes. */
const MAPPING_KEY = /^[A-Za-z0-9$\-_.+!*'()]+(\/[A-Za-z0-9$\-_.+!*'()]+)*$/;

const MAX_MAPPING_KEY_LENGTH = 300;

const OPTION_NAMES = optionNames<DomainMappingOptions>({ domainName: true, mappingKey: true });

export function validateCustomDomain({ domainMapping, disableExecuteApiEndpoint }: DomainProps): string[] {
  if (domainMapping !== undefined) {
    const options = asMeant(domainMapping, OPTION_NAMES);
    const unknown = isPlain(domainMapping) ? validateOptionNames('domainMapping', domainMapping, OPTION_NAMES) : [];
    // If the domain name is missing beside an unknown option, that option is the cause.
    return [...unknown, ...unknown.length > 0 && options.domainName === undefined ? [] : validateDomainName(options), ...validateMappingKey(options)];
  }
  return disableExecuteApiEndpoint
    ? ['disableExecuteApiEndpoint needs domainMapping, since without it the API has no endpoint, got none']
    : [];
}

/** The options of `domainMapping` from plain JavaScript, which may pass anything, such as the domain name itself. */
interface Unchecked {
  readonly domainName?: { readonly domainNameRef?: { readonly domainName?: unknown } };
}

function validateDomainName(mapping: Unchecked | null): string[] {
  if (typeof mapping?.domainName?.domainNameRef?.domainName === 'string') return [];
  const got = mapping?.domainName === undefined ? `domainMapping ${kindOf(mapping)} without it` : kindOf(mapping.domainName);
  return [`domainMapping.domainName must be a domain of API Gateway such as new DomainName(…) of aws-apigatewayv2, got ${got}`];
}

/** Describes an unexpected value in a message. Constructs, and objects that contain them, cannot be shown as JSON. */
function kindOf(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path;
  return typeof value === 'object' && value !== null ? 'an object' : shown(value);
}

function validateMappingKey(mapping: { readonly mappingKey?: unknown } | null): string[] {
  const key = mapping?.mappingKey;
  if (key === undefined || Token.isUnresolved(key)) return [];
  if (typeof key === 'string' && MAPPING_KEY.test(key) && key.length <= MAX_MAPPING_KEY_LENGTH) return [];
  return [`domainMapping.mappingKey must be a path such as 'shop/v1', of 1 to ${MAX_MAPPING_KEY_LENGTH} letters, digits and $-_.+!*'(), separated by slashes, got ${shown(key)}`];
}

/** Creates the API mapping of the custom domain, if there is one. With `domainMapping` of the stage its logical id would depend on the path of the domain. */
export function addDomainMapping(scope: Construct, { domainMapping }: DomainProps, stage: IHttpStage): void {
  if (domainMapping === undefined) return;
  const { domainName, mappingKey } = domainMapping;
  new ApiMapping(scope, 'ApiMapping', { api: stage.api, stage, domainName, apiMappingKey: mappingKey });
}

/** Base URL of the API: that of the custom domain, or of the stage. */
export function baseUrl({ domainMapping }: DomainProps, stage: IHttpStage): string {
  if (domainMapping === undefined) return stage.url;
  const { domainName: { domainNameRef }, mappingKey } = domainMapping;
  return ['https:/', domainNameRef.domainName, ...mappingKey === undefined ? [] : [mappingKey]].join('/');
}
