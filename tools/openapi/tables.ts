/*
 * The tables of routes, headers and statuses in docs/guide, made from the document.
 */
import type { Method, OpenApiDocument, Operation, Response, Schema } from './openapi';
import { table } from '../shared/markdown';

interface RouteOperation {
  readonly route: string;
  readonly operation: Operation;
}

/** By page, and in each page by the name of the section. */
export function tablesOf(document: OpenApiDocument): Record<string, Record<string, string>> {
  return {
    'docs/guide/call-the-api.md': { routes: routesTable(document), headers: headersTable(document) },
    'docs/guide/errors.md': { statuses: statusesTable(document) },
  };
}

export function operationsOf({ paths }: OpenApiDocument): RouteOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) => (
    (Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation }))
  ));
}

function routesTable(document: OpenApiDocument): string {
  return table(
    ['route', 'does', 'by default', 'request headers'],
    operationsOf(document).map(({ route, operation }) => [
      code(route),
      `${operation.summary} (${code(operation.operationId)})`,
      operation['x-on-by-default'] ? 'yes' : 'no',
      codes(operation.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)),
    ]),
  );
}

/** The headers that the function sends. */
function headersTable(document: OpenApiDocument): string {
  const rows = new Map<string, { readonly description: string; readonly statuses: Set<string>; readonly routes: Set<string> }>();
  for (const { operation } of operationsOf(document)) {
    for (const [status, { headers }] of Object.entries(operation.responses)) {
      for (const [name, { description, 'x-answered-by': answeredBy }] of Object.entries(headers)) {
        if (answeredBy !== 'function') continue;
        const row = rows.get(name) ?? { description, statuses: new Set(), routes: new Set() };
        row.statuses.add(status);
        row.routes.add(operation.operationId);
        rows.set(name, row);
      }
    }
  }
  const all = operationsOf(document).length;
  return table(
    ['header', 'of', 'means'],
    [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { description, statuses, routes }]) => [
      code(name),
      [statuses.size > 1 ? 'every answer' : [...statuses].join(), ...routes.size === all ? [] : [codes([...routes])]].join(', '),
      description,
    ]),
  );
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

function statusRows(status: string, { content }: Response, document: OpenApiDocument): StatusRow[] {
  return Object.values(content).flatMap(({ schema, examples, 'x-answered-by': answeredBy }) => {
    if (status === '200') return [];
    if (answeredBy === 'api-gateway') return [{ status, type: '– (API Gateway)', cause: examples.apiGateway.summary }];
    return problemsOf(schema, document).map(({ type, description }) => ({ status, type: code(type.split(':').at(-1)!), cause: description }));
  });
}

/** The problems that a schema stands for: one, or the branches of a choice. */
export function problemsOf(schema: Schema, document: OpenApiDocument): { readonly type: string; readonly description: string }[] {
  const { $ref, oneOf, properties, description } = schema as { $ref?: string; oneOf?: Schema[]; properties?: { type: Schema }; description: string };
  if ($ref !== undefined) return problemsOf(document.components.schemas[lastPartOf(schema)], document);
  if (oneOf !== undefined) return oneOf.flatMap((branch) => problemsOf(branch, document));
  const { enum: [type] } = { ...properties!.type, ...document.components.schemas[lastPartOf(properties!.type)] } as unknown as { enum: [string] };
  return [{ type, description }];
}

/** What a reference refers to. */
function lastPartOf({ $ref }: { readonly $ref?: unknown }): string {
  return String($ref).split('/').at(-1)!;
}

const code = (text: string) => `\`${text}\``;
const codes = (texts: readonly string[]) => texts.map(code).join(', ') || '–';
