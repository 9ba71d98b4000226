/*
 * The answers of a route, by status: the function's own, and those that API Gateway gives by itself.
 */
import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { AnswerMediaType, Examples, Header, Response, Schema } from './openapi';
import { OPERATIONS, OperationTexts } from './operations';
import { DocumentedProblem, GATEWAY_ANSWERS, GATEWAY_MESSAGE, GatewayAnswer, PROBLEM_CAUSES, schemaNameOf, sentence } from './problems';
import { entityTag, refTo } from './schemas';
import type { Route } from '../../src/contract';
import { ACCEPTED_CODINGS, NOT_CACHED } from '../../src/handler/http';
import { PROBLEMS } from '../../src/handler/shop-problem-kinds';

/** Examples by status; they are the function's own. */
export type ExamplesByStatus = ReadonlyMap<number, Examples>;

type Headers = Readonly<Record<string, Header>>;

const OK = 200;
const UNAVAILABLE = PROBLEMS['store-unavailable'].status;

/** The headers of a success beside the one that all answers have. */
const SUCCESS_HEADERS: Headers = {
  'Location': {
    'description': 'The address of the new order or fulfilment, relative to the URL of the request. That of an order is absent where the API has no route `getOrder`.',
    'required': false,
    'schema': { type: 'string', format: 'uri-reference' },
    'x-answered-by': 'function',
  },
  'ETag': {
    'description': 'The version of the order, to be sent as `If-Match`. A proxy that compresses may rewrite it to `W/"1"`, `"1-gzip"` or `"1;gzip"`: send it as it came.',
    'required': true,
    'schema': entityTag,
    'x-answered-by': 'function',
  },
  'Idempotency-Replayed': {
    'description': 'Present if this is an idempotent replay: the request took effect before, and nothing was done again. For a new order this is the first answer again, for a change it is the order as it is now.',
    'required': false,
    'schema': { type: 'string', const: 'true' },
    'x-answered-by': 'function',
  },
};

const cacheControl: Header = {
  'description': 'Answers must not be cached: orders are private and change.',
  'schema': { type: 'string', const: NOT_CACHED['Cache-Control'] },
  'x-answered-by': 'function',
};

const retryAfter: Header = {
  'description': 'The number of seconds to wait before a retry.',
  'schema': { type: 'integer', minimum: 1 },
  'x-answered-by': 'function',
};

const acceptEncoding: Header = {
  'description': 'The body must not be compressed.',
  'schema': { type: 'string', const: ACCEPTED_CODINGS['Accept-Encoding'] },
  'x-answered-by': 'function',
};

const authenticate: Header = {
  'description': 'What the token authorizer expects.',
  'required': false,
  'schema': { type: 'string' },
  'x-answered-by': 'api-gateway',
};

export function responsesOf(route: Route, texts: OperationTexts, examples: ExamplesByStatus): Record<string, Response> {
  const statuses = [...texts.problems.map((kind) => PROBLEMS[kind].status), ...GATEWAY_ANSWERS.map(({ status }) => status)];
  const refusals = [...new Set(statuses)].sort((a, b) => a - b).flatMap((status): [number, Response][] => {
    const refusal = refusalOf(status, texts, examples);
    return refusal ? [[status, refusal]] : [];
  });
  return Object.fromEntries([[OK, successOf(route, texts, examples)], ...refusals]);
}

function successOf(route: Route, { success }: OperationTexts, examples: ExamplesByStatus): Response {
  const own = Object.entries(SUCCESS_HEADERS).filter(([name]) => route.responseHeaders.includes(name));
  return {
    description: success.description,
    headers: { ...Object.fromEntries(own), 'Cache-Control': { ...cacheControl, required: true } },
    content: { 'application/json': { 'schema': refTo(success.schema), 'examples': examples.get(OK)!, 'x-answered-by': 'function' } },
  };
}

function refusalOf(status: number, { problems, body }: OperationTexts, examples: ExamplesByStatus): Response | undefined {
  const kinds = problems.filter((kind) => PROBLEMS[kind].status === status);
  const gateway = GATEWAY_ANSWERS.find((answer) => answer.status === status && (body || !answer.needsBody));
  if (kinds.length === 0 && !gateway) return undefined;
  return {
    description: [
      ...kinds.map((kind) => sentence(PROBLEM_CAUSES[kind])),
      ...gateway ? [`Answered by API Gateway itself: ${gateway.cause}.`] : [],
    ].join('\n\n'),
    headers: refusalHeaders(status, kinds.length > 0, gateway !== undefined),
    content: {
      ...kinds.length > 0 && { 'application/problem+json': problemsOf(kinds, examples.get(status)!) },
      ...gateway && { 'application/json': gatewayMessage(gateway) },
    },
  };
}

/** OpenAPI knows headers of a status, not of a media type: where API Gateway answers too, ours cannot be called required. */
function refusalHeaders(status: number, isFunctions: boolean, isGateways: boolean): Headers {
  const own = (header: Header): Header => ({ ...header, required: !isGateways });
  return {
    ...isFunctions && { 'Cache-Control': own(cacheControl) },
    ...status === UNAVAILABLE && { 'Retry-After': own(retryAfter) },
    ...status === PROBLEMS['unsupported-media-type'].status && { 'Accept-Encoding': own(acceptEncoding) },
    ...(status === 401 || status === 403) && { 'WWW-Authenticate': authenticate },
  };
}

function problemsOf(kinds: readonly DocumentedProblem[], examples: Examples): AnswerMediaType {
  return { 'schema': refTo(kinds.length === 1 ? schemaNameOf(kinds[0]) : unionNameOf(kinds)), examples, 'x-answered-by': 'function' };
}

/** Several problems of a route that share a status, for each route that has any. */
const UNIONS = Object.values(OPERATIONS).flatMap(({ problems }) => [...new Set(problems.map((kind) => PROBLEMS[kind].status))]
  .map((status) => problems.filter((kind) => PROBLEMS[kind].status === status)))
  .filter((kinds) => kinds.length > 1);

/**
 * After the status that they share. Where routes differ in them, only the first one has that name, and others are named after their problems. A
 * generator of clients would make up another name for a schema without one.
 */
function unionNameOf(kinds: readonly DocumentedProblem[]): string {
  const { status } = PROBLEMS[kinds[0]];
  const first = UNIONS.find((others) => PROBLEMS[others[0]].status === status);
  return isDeepStrictEqual(kinds, first) ? `${STATUS_CODES[status]!.replace(/\W/g, '')}Problem` : kinds.map(schemaNameOf).join('Or');
}

/** The schemas of the statuses that several problems of a route share, by name. */
export function unionsOfProblems(): Record<string, Schema> {
  return Object.fromEntries(UNIONS.map((kinds) => [unionNameOf(kinds), {
    description: `A problem with the status ${PROBLEMS[kinds[0]].status}. \`type\` tells which.`, oneOf: kinds.map((kind) => refTo(schemaNameOf(kind))),
  }]));
}

function gatewayMessage({ message, cause }: GatewayAnswer): AnswerMediaType {
  return {
    'schema': refTo(GATEWAY_MESSAGE),
    'examples': { apiGateway: { summary: sentence(cause), value: { message } } },
    'x-answered-by': 'api-gateway',
  };
}
