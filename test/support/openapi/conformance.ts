/*
 * Whether an answer is one that the shipped document promises: of the handler, called in the process, or of a deployed
 * API, called over HTTP.
 */
import { readFileSync } from 'node:fs';
import Ajv, { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OperationId } from '../../../src/contract';
import type { HttpResponse } from '../../../src/handler/http';
import { DOCUMENT_FILE } from '../../../tools/openapi/files';
import type { AnswerMediaType, Header, OpenApiDocument, Operation, Response as Documented, Schema } from '../../../tools/openapi/openapi';
import { GATEWAY_MESSAGE } from '../../../tools/openapi/problems';
import { operationsOf } from '../../../tools/openapi/tables';

export const DOCUMENT = JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8')) as OpenApiDocument;

export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether API Gateway was not in between, so that it cannot be its own answer. */
  readonly isFunctions: boolean;
}

/** What the way through HTTP adds: the connection's headers, API Gateway's request id, and CORS. */
const OF_THE_WAY = /^(date|server|vary|connection|keep-alive|content-length|transfer-encoding|apigw-requestid|x-amz.*|access-control-.*)$/;

export function ofHandler({ statusCode, headers, body }: HttpResponse): Answer {
  return { status: statusCode, headers: withLowerCaseNames(Object.entries(headers)), body, isFunctions: true };
}

export async function ofFetch(response: Response): Promise<Answer> {
  const headers = withLowerCaseNames([...response.headers].filter(([name]) => !OF_THE_WAY.test(name)));
  return { status: response.status, headers, body: await response.clone().text(), isFunctions: false };
}

function withLowerCaseNames(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** Fails when the document does not promise the answer. */
export function expectDocumented(operationId: OperationId, answer: Answer): void {
  expect({ ...answer, undocumented: undocumented(operationId, answer) }).toEqual({ ...answer, undocumented: [] });
}

/** What the document does not promise of an answer; nothing, when all is as it says. */
export function undocumented(operationId: OperationId, answer: Answer, document = DOCUMENT): string[] {
  const at = `${operationId} ${answer.status}`;
  const response = operationOf(operationId, document).responses[String(answer.status)];
  if (!response) return [`${at} is not documented`];
  const contentType = answer.headers['content-type'] ?? 'no content type';
  const media = response.content[contentType];
  if (!media) return [`${at} with ${contentType} is not documented`];
  if (answer.isFunctions && media['x-answered-by'] !== 'function') return [`${at} with ${contentType} is API Gateway's`];
  return [...faultsOfBody(media.schema, answer.body, document), ...faultsOfHeaders(response, media, answer)].map((fault) => `${at}: ${fault}`);
}

export function operationOf(operationId: OperationId, document = DOCUMENT): Operation {
  return operationsOf(document).find((each) => each.operation.operationId === operationId)!.operation;
}

function faultsOfBody(schema: Schema, body: string, document: OpenApiDocument): string[] {
  try {
    return faultsOf(schema, JSON.parse(body), 'the body', document);
  } catch (error) {
    if (error instanceof SyntaxError) return [`the body is not JSON: ${body}`];
    throw error;
  }
}

function faultsOfHeaders({ headers }: Documented, media: AnswerMediaType, answer: Answer): string[] {
  const byName = new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), { name, header }]));
  const isOurs = media['x-answered-by'] === 'function';
  // What API Gateway adds to its own answers is AWS's to say.
  const unknown = isOurs ? Object.keys(answer.headers).filter((name) => name !== 'content-type' && !byName.has(name)) : [];
  return [
    ...unknown.map((name) => `the header ${name} is not documented`),
    ...[...byName].flatMap(([lowerCaseName, { name, header }]) => {
      const value = answer.headers[lowerCaseName];
      if (value === undefined) return isMissed(header, answer) ? [`the header ${name} is missing`] : [];
      if (isOurs && header['x-answered-by'] !== 'function') return [`the header ${name} is API Gateway's`];
      return faultsOf(header.schema, header.schema.type === 'integer' ? Number(value) : value, `the header ${name}`);
    }),
  ];
}

/** OpenAPI cannot call a header required where API Gateway answers too; in a problem of ours none that is documented is missing. */
function isMissed({ required, 'x-answered-by': answeredBy }: Header, { headers }: Answer): boolean {
  return required === true || (answeredBy === 'function' && headers['content-type'] === 'application/problem+json');
}

const ajv = addFormats(new Ajv({ strict: true, allErrors: true, keywords: ['components', 'x-enum-varnames'] }));
const validators = new Map<Schema, ValidateFunction>();
const closedValidators = new Map<Schema, ValidateFunction>();

/** The schemas of our answers without the fields that a client must bear: one that the document does not know is one that it lacks. */
const closedSchemas = new Map<OpenApiDocument, Readonly<Record<string, Schema>>>();

function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => {
    if (name === GATEWAY_MESSAGE) return [name, part]; // AWS's
    return [name, name === 'additionalProperties' && part === true ? false : closed(part)];
  })) as T;
}

/** The check of a schema of the document. */
export function validatorOf(schema: Schema, document = DOCUMENT): ValidateFunction {
  const validator = validators.get(schema) ?? ajv.compile({ ...schema, components: document.components }); // what the references refer to
  validators.set(schema, validator);
  return validator;
}

function faultsOf(schema: Schema, value: unknown, subject: string, document = DOCUMENT): string[] {
  const schemas = closedSchemas.get(document) ?? closed(document.components.schemas);
  closedSchemas.set(document, schemas);
  const validate = closedValidators.get(schema) ?? ajv.compile({ ...schema, components: { schemas } });
  closedValidators.set(schema, validate);
  if (validate(value)) return [];
  return validate.errors!.map(({ instancePath, message }) => `${subject}${instancePath} ${message}: ${JSON.stringify(value)}`);
}
