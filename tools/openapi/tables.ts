/*
 * The README's tables of routes, statuses and headers, made from the document.
 */
import type { Method, OpenApiDocument, Operation, Response, Schema } from './openapi';
import { table } from '../shared/markdown';

interface RouteOperation {
  readonly route: string;
  readonly operation: Operation;
}

/** By the names of the README's sections. */
export function tablesOf(document: OpenApiDocument): Record<string, string> {
  return { routes: routesTable(document), statuses: statusesTable(document) };
}

export function operationsOf({ paths }: OpenApiDocument): RouteOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) => (
    (Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation }))
  ));
}

function routesTable(document: OpenApiDocument): string {
  return table(
    ['route', '`operationId`', 'on by default', 'success', 'request headers', 'response headers'],
    operationsOf(document).map(({ route, operation }) => [
      code(route),
      code(operation.operationId),
      operation['x-on-by-default'] ? 'yes' : 'no',
      `200, ${code(successOf(operation))}`,
      codes(operation.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)),
      codes(headersOf(operation)),
    ]),
  );
}

function successOf({ responses }: Operation): string {
  return lastPartOf(responses['200'].content['application/json'].schema);
}

/** The names of our own headers. */
function headersOf({ responses }: Operation): string[] {
  const names = Object.values(responses).flatMap(({ headers }) => (
    Object.entries(headers).filter(([, header]) => header['x-answered-by'] === 'function').map(([name]) => name)
  ));
  return [...new Set(names)].sort();
}

interface StatusRow {
  readonly status: string;
  readonly type: string;
  readonly cause: string;
}

function statusesTable(document: OpenApiDocument): string {
  const rows = new Map<string, StatusRow & { readonly routes: string[] }>();
  for (const { operation } of operationsOf(document)) {
    for (const row of Object.entries(operation.responses).flatMap(([status, response]) => statusRows(status, response, document))) {
      const key = `${row.status} ${row.type}`;
      rows.set(key, { ...row, routes: [...rows.get(key)?.routes ?? [], operation.operationId] });
    }
  }
  const count = operationsOf(document).length;
  return table(
    ['status', '`type` ends in', 'routes', 'when'],
    [...rows.values()]
      .sort((a, b) => Number(a.status) - Number(b.status) || Number(a.type < b.type))
      .map(({ status, type, routes, cause }) => [status, type, routes.length === count ? 'all' : codes(routes), cause]),
  );
}

function statusRows(status: string, { content }: Response, { components }: OpenApiDocument): StatusRow[] {
  return Object.values(content).flatMap(({ schema, examples, 'x-answered-by': answeredBy }) => {
    if (status === '200') return [];
    if (answeredBy === 'api-gateway') return [{ status, type: '– (API Gateway)', cause: examples.apiGateway.summary }];
    const named = (reference: Schema) => components.schemas[lastPartOf(reference)];
    const schemas = (named(schema).oneOf as Schema[] | undefined)?.map(named) ?? [named(schema)];
    return (schemas as unknown as ProblemSchema[]).map(({ properties, description }) => (
      { status, type: code(properties.type.enum[0].split(':').at(-1)!), cause: description }
    ));
  });
}

interface ProblemSchema {
  readonly description: string;
  readonly properties: { readonly type: { readonly enum: readonly [string] } };
}

/** What a reference refers to. */
function lastPartOf({ $ref }: { readonly $ref?: unknown }): string {
  return String($ref).split('/').at(-1)!;
}

const code = (text: string) => `\`${text}\``;
const codes = (texts: readonly string[]) => texts.map(code).join(', ') || '–';
