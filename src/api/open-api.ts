/*
 * The OpenAPI document of a deployment: that of the package, with the routes, the authorization and the custom fields of this API only. It is
 * known at synth, so it has no tokens.
 */
import { Token } from 'aws-cdk-lib';
import { authorizationTypeOf, CredentialSource, credentialSourcesOf } from './authorizer';
import { withoutMissingBackOffice } from './open-api-back-office';
import { Json, packageDocument } from './open-api-file';
import { TablePriceTexts, withTablePrices } from './open-api-prices';
import { withQuotes } from './open-api-quotes';
import { RouteSettings } from './route-settings';
import { CREATE_ORDER, LIST_ORDERS, NUMBER_INDEX, UPDATE_ORDER_STATUS } from '../contract';

/** JSON Schemas of custom fields. */
interface CustomFieldSchemas {
  readonly order?: Json;
  readonly item?: Json;
}

/** Paragraphs about what other deployments have. */
const ABOUT_DEPLOYMENTS = /^\*\*(Routes|Authentication and authorization)\.\*\*/;

/** Extensions of the document of the package that say nothing about a deployment. */
const OF_THE_PACKAGE = ['x-on-by-default'];

/** What a deployment has of its own in its requests. */
export interface DeploymentTexts {
  readonly customFields?: CustomFieldSchemas;
  /** `undefined` if the prices are not in a products table. */
  readonly tablePrices?: TablePriceTexts;
  /** Whether the prices are in signed quotes. */
  readonly hasQuotes?: boolean;
}

export function openApiOf(routes: readonly RouteSettings[], { customFields = {}, tablePrices, hasQuotes = false }: DeploymentTexts): string {
  const { security: _, servers: __, ...shipped } = packageDocument();
  const secured = routes.map((route) => ({ route, schemes: schemesOf(route) }));
  const paths: Record<string, Json> = {};
  for (const { route, schemes } of secured) {
    const { path, method } = route.route;
    const operation = operationOf(shipped.paths[path][method.toLowerCase()], route, schemes);
    paths[path] = { ...paths[path], [method.toLowerCase()]: withoutInvalidExamples(operation, { customFields, tablePrices, hasQuotes }) };
  }
  const priced = tablePrices ? withTablePrices(shipped.components.schemas, tablePrices) : shipped.components.schemas;
  const listed = routes.some(({ staffList }) => staffList !== undefined) ? priced : withoutSummaries(priced);
  const schemas = withCustomFields(withoutMissingBackOffice(hasQuotes ? withQuotes(listed) : listed, routes), customFields);
  return JSON.stringify({
    ...shipped,
    info: { ...shipped.info, description: descriptionOf(shipped.info.description) },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: onlyUsed(schemas, paths),
      securitySchemes: Object.assign({}, ...secured.map(({ schemes }) => schemes)),
    },
  }, undefined, 2);
}

function descriptionOf(description: string): string {
  return description.split('\n\n').filter((paragraph) => !ABOUT_DEPLOYMENTS.test(paragraph)).join('\n\n');
}

function operationOf(operation: Json, route: RouteSettings, schemes: Json): Json {
  const example = missingExampleOf(route);
  const described = example === undefined ? operation : withoutExample(operation, example);
  const entries = Object.entries(described).filter(([name]) => !OF_THE_PACKAGE.includes(name));
  const missing = missingParametersOf(route);
  const parameters = operation.parameters.filter(({ name }: Json) => !missing.includes(name));
  return { ...Object.fromEntries(entries), parameters, security: securityOf(route, Object.keys(schemes)) };
}

/** The example of the document of the package that needs an option of the route which it does not have. */
function missingExampleOf({ route, staffList, reasons }: RouteSettings): string | undefined {
  if (route === LIST_ORDERS && staffList === undefined) return 'byStatus';
  return route === UPDATE_ORDER_STATUS && !reasons ? 'withReason' : undefined;
}

/** Parameters of the list by status. */
const OF_STAFF_LIST = ['status', 'createdFrom', 'createdTo', 'sort'];

/** Parameters of the document of the package that the route does not have. */
function missingParametersOf({ route, byOrderNumber, staffList }: RouteSettings): string[] {
  if (route !== LIST_ORDERS) return [];
  return [...byOrderNumber ? [] : [NUMBER_INDEX.partitionKey], ...staffList === undefined ? OF_STAFF_LIST : []];
}

/** A list of one customer has whole orders, and no summaries. */
function withoutSummaries({ OrderPage: page, ...schemas }: Json): Json {
  const { orders, ...properties } = page.properties;
  return { ...schemas, OrderPage: { ...page, properties: { orders: { ...orders, items: { $ref: '#/components/schemas/Order' } }, ...properties } } };
}

/** The operation without an example that the deployment does not have, in request and response. */
function withoutExample({ requestBody, responses: { 200: success, ...responses }, ...operation }: Json, name: string): Json {
  return {
    ...operation,
    ...requestBody && { requestBody: withoutExampleIn(requestBody, name) },
    responses: { 200: withoutExampleIn(success, name), ...responses },
  };
}

function withoutExampleIn({ content, ...message }: Json, name: string): Json {
  const { 'application/json': { examples: { [name]: _, ...examples }, ...media } } = content;
  return { ...message, content: { 'application/json': { ...media, examples } } };
}

/** The examples of the package have no custom fields and prices of the caller, so they are no valid orders of every deployment. */
function withoutInvalidExamples(operation: Json, { customFields: { order, item } = {}, tablePrices, hasQuotes }: DeploymentTexts): Json {
  const areValid = tablePrices === undefined && !hasQuotes && [order, item].every((schema) => !(schema?.required?.length > 0));
  if (operation.operationId !== CREATE_ORDER.operationId || areValid) return operation;
  const { examples: _, ...media } = operation.requestBody.content['application/json'];
  return { ...operation, requestBody: { ...operation.requestBody, content: { 'application/json': media } } };
}

/** A caller needs all schemes, and one of the scopes. Scopes that are known only at deployment are left out. */
function securityOf({ authorizer, authorizationScopes = [] }: RouteSettings, schemes: readonly string[]): Json[] {
  if (schemes.length === 0) return [];
  const all = (scopes: readonly string[]) => Object.fromEntries(schemes.map((scheme) => [scheme, scopes]));
  const scopes = authorizationTypeOf(authorizer) === 'AWS_IAM' ? [] : authorizationScopes.filter((scope) => !Token.isUnresolved(scope));
  return scopes.length === 0 ? [all([])] : scopes.map((scope) => all([scope]));
}

/**
 * Security schemes of a route by their names.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 */
function schemesOf({ authorizer }: RouteSettings): Json {
  switch (authorizationTypeOf(authorizer)) {
    case 'NONE':
      return {};
    case 'AWS_IAM':
      return { sigv4: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4', 'description': 'A request that is signed with Signature Version 4 of AWS.' } };
    case 'CUSTOM':
      return schemesIn(credentialSourcesOf(authorizer), 'custom', 'What the Lambda authorizer of the API expects.');
    default:
      return tokenSchemes(credentialSourcesOf(authorizer));
  }
}

/** What a JWT authorizer expects: by default a bearer token. */
function tokenSchemes(sources: readonly CredentialSource[]): Json {
  const others = sources.filter((source) => !isAuthorizationHeader(source));
  return others.length > 0
    ? schemesIn(others, 'token', 'A JWT. Of Cognito it is the access token.')
    : { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token in the header `Authorization`. Of Cognito it is the access token.' } };
}

/** A scheme for each part of the request with credentials. Without any that is known it is the header `Authorization`. */
function schemesIn(sources: readonly CredentialSource[], prefix: string, description: string): Json {
  const known = sources.length > 0 ? sources : [{ in: 'header' as const, name: 'Authorization' }];
  return Object.fromEntries(known.map((source) => [isAuthorizationHeader(source) ? prefix : `${prefix}-${source.name}`, {
    type: 'apiKey', name: source.name, in: source.in, description,
  }]));
}

function isAuthorizationHeader(source: CredentialSource): boolean {
  return source.in === 'header' && source.name.toLowerCase() === 'authorization';
}

/** Schemas with a member `customFields`: of what a request may have, and of what a response has. */
function withCustomFields(schemas: Json, { order, item }: CustomFieldSchemas): Json {
  return {
    ...schemas,
    ...order && fieldsOn(schemas, { request: 'OrderRequest', responses: ['Order', 'ListedOrder'], fields: 'CustomFields' }, order),
    ...item && fieldsOn(schemas, { request: 'OrderItem', responses: ['OrderedItem'], fields: 'ItemCustomFields' }, item),
  };
}

/** Schemas that get the fields. */
interface FieldNames {
  readonly request: string;
  readonly responses: readonly string[];
  readonly fields: string;
}

function fieldsOn(schemas: Json, names: FieldNames, schema: Json): Json {
  const returned = `Returned${names.fields}`;
  return {
    [names.fields]: requested(schema),
    [returned]: open(schema),
    [names.request]: withMember(schemas[names.request], names.fields, schema.required?.length > 0),
    ...Object.fromEntries(names.responses.map((response) => [response, withMember(schemas[response], returned, false)])),
  };
}

function withMember(schema: Json, fields: string, isRequired: boolean): Json {
  return {
    ...schema,
    properties: { ...schema.properties, customFields: { $ref: `#/components/schemas/${fields}` } },
    ...isRequired && { required: [...schema.required ?? [], 'customFields'] },
  };
}

const PERSONAL = 'x-personal';

/** The schema that the API checks: it refuses members that are not among the properties. */
function requested(schema: Json): Json {
  return { ...annotated(schema), ...nested(schema, requested), ...schema.type === 'object' && { additionalProperties: false } };
}

/** Keywords of a response. Stored orders keep the fields of earlier deployments, whatever the schema says today, so bounds are left out. */
const OF_RESPONSES = ['type', 'format', 'title', 'description', 'properties', 'items', PERSONAL];

function open(schema: Json): Json {
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => OF_RESPONSES.includes(keyword)));
  return { ...annotated(kept), ...nested(kept, open), ...schema.type === 'object' && { additionalProperties: true } };
}

function nested({ properties, items }: Json, convert: (schema: Json) => Json): Json {
  return {
    ...properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, convert(property as Json)])) },
    ...items && { items: convert(items) },
  };
}

/** The schema with words in place of our extension, which tools do not know. */
function annotated({ [PERSONAL]: isPersonal, ...schema }: Json): Json {
  return isPersonal ? { ...schema, description: [schema.description, 'Personal data.'].filter(Boolean).join(' ') } : schema;
}

/** The schemas to which the paths refer, directly or by other schemas. */
function onlyUsed(schemas: Json, paths: Json): Json {
  const used = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!used.has(name)) {
        used.add(name);
        visit(schemas[name]);
      }
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}
