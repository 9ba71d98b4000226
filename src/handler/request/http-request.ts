/*
 * What the handler is called with, in one shape. An event is API Gateway's (payload format 2.0), or what a
 * direct invocation passes: an object with a `body`, or the order itself. HTTP in another format is no invocation of somebody who is
 * trusted: it reaches no route.
 */
import { gotText, isObject, objectOf, shortened, typeOf } from './check';
import { decodeBody, parseJson } from './json-body';
import { CREATE_ORDER } from '../../contract';
import { parametersProblem, Problem } from '../domain/problem';

/** How a service of AWS's calls itself in its events: nothing of what is in them. */
const SERVICE = /^aws[.:][a-z0-9-]{1,30}$/i;

/** Of API Gateway's event the parts that say nothing here are taken too: who has an event of it may invoke the function with it. */
const BESIDE_BODY = [
  'body', 'headers', 'isBase64Encoded', 'version', 'rawPath', 'rawQueryString', 'cookies', 'queryStringParameters', 'pathParameters', 'stageVariables',
];

export interface HttpRequest {
  readonly routeKey: string;
  /** API Gateway's id for the request, the one in its access log; a direct invocation has none. */
  readonly apiRequestId?: string;
  /** Whether the function was invoked by itself and not through the API: whoever may do that is trusted, and may not read the answer. */
  readonly isDirect: boolean;
  /** What API Gateway's authorizer says of the caller, by the kind of authorizer; empty on an open route. */
  readonly authorizer: Readonly<Record<string, unknown>>;
  /** @throws Problem when it cannot be decoded */
  readonly query: URLSearchParams;
  pathParameter(name: string): string;
  /** @throws Problem when it came more than once, or as something else than a text: it would be lost in silence */
  header(name: string): string | undefined;
  /** @throws Problem when there is no JSON body that can be read */
  json(): unknown;
}

export function readRequest(event: unknown): HttpRequest {
  if (isObject(event) && typeof event.routeKey === 'string') return fromApiGateway(event, event.routeKey);
  if (isObject(event) && isHttp(event)) return fromApiGateway(event, payloadFormatOf(event));
  const sender = senderOf(event);
  if (sender !== undefined) return fromDirectInvocation({}, () => { throw new Error(`an event of ${sender} is no order`); });
  if (isObject(event) && 'body' in event) return fromDirectInvocation(event.headers, () => readBody(withoutOthers(event)));
  return fromDirectInvocation({}, () => event);
}

/** A service of AWS's that sends events which are no orders, as they say themselves; `undefined` for what may be one. */
function senderOf(event: unknown): string | undefined {
  if (!isObject(event)) return Array.isArray(event) ? senderOf({ Records: event }) : undefined; // EventBridge Pipes send a batch by itself
  const records = [event.Records, event.records].find(Array.isArray);
  const { eventSource, EventSource: topicSource } = objectOf(records?.[0]);
  const source = [eventSource, topicSource, event.eventSource, event.source].find((each) => typeof each === 'string');
  const isEvent = records !== undefined || ['eventSource', 'detail-type', 'awslogs', 'triggerSource'].some((field) => field in event);
  return isEvent ? SERVICE.exec(String(source))?.[0] ?? 'another service' : undefined;
}

/** Of a direct invocation: a key or an order beside its body would be lost in silence, and its retry a second order. */
function withoutOthers(event: Record<string, unknown>): Record<string, unknown> {
  const other = Object.keys(event).find((name) => !BESIDE_BODY.includes(name));
  if (other !== undefined) throw new Problem('malformed-request', `an invocation with a body must have no other fields than headers and isBase64Encoded, got ${shortened(other)}`);
  return event;
}

/** Whether it came by HTTP, though not in API Gateway's payload format 2.0: as other APIs, load balancers and VPC Lattice send it. */
function isHttp({ requestContext, httpMethod, raw_path: rawPath }: Record<string, unknown>): boolean {
  return [requestContext, httpMethod, rawPath].some((part) => part !== undefined);
}

/** In place of a route key, which only payload format 2.0 has; the log names it. */
function payloadFormatOf({ version, requestContext }: Record<string, unknown>): string {
  if (typeof version === 'string') return `payload format ${version}`;
  const { elb, connectionId } = objectOf(requestContext);
  if (elb !== undefined) return 'payload format of a load balancer';
  return connectionId === undefined ? 'payload format unknown' : 'payload format of a WebSocket API';
}

function fromApiGateway(event: Record<string, unknown>, routeKey: string): HttpRequest {
  const header = headerReader(event.headers);
  const context = objectOf(event.requestContext);
  const pathParameters = objectOf(event.pathParameters);
  return {
    routeKey,
    apiRequestId: textOf(context.requestId),
    isDirect: false,
    authorizer: objectOf(context.authorizer),
    get query() { return queryOf(textOf(event.rawQueryString) ?? ''); },
    pathParameter: (name) => textOf(pathParameters[name]) ?? '',
    header,
    json: () => {
      const contentType = header('content-type') ?? 'application/json';
      if (!isJson(contentType)) throw new Problem('unsupported-media-type', `the header Content-Type must be application/json, in UTF-8, got ${gotText(contentType)}`);
      const coding = header('content-encoding') ?? '';
      if (!/^\s*(identity\s*)?$/i.test(coding)) {
        throw new Problem('unsupported-media-type', `the header Content-Encoding must be left out, since the body must not be compressed, got ${gotText(coding)}`);
      }
      return readBody(event);
    },
  };
}

/** @throws Problem for what is no percent-encoding of UTF-8: it would be read as another value, in silence */
function queryOf(text: string): URLSearchParams {
  const broken = text.split('&').find((part) => !isDecodable(part));
  if (broken === undefined) return new URLSearchParams(text);
  throw parametersProblem([{ detail: 'must be UTF-8 in percent-encoding, as encodeURIComponent() writes it', parameter: shortened(broken.split('=')[0]) }]);
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** JSON, in the only encoding that it has (RFC 8259, section 8.1); parameters that say nothing of that do not matter. */
function isJson(contentType: string): boolean {
  const [mediaType, ...parameters] = contentType.toLowerCase().split(';').map((part) => part.trim());
  return mediaType === 'application/json' && parameters.every((parameter) => !parameter.startsWith('charset') || /^charset\s*=\s*"?utf-?8"?$/.test(parameter));
}

function fromDirectInvocation(headers: unknown, json: () => unknown): HttpRequest {
  return {
    routeKey: CREATE_ORDER.routeKey,
    isDirect: true,
    authorizer: {},
    query: new URLSearchParams(),
    pathParameter: () => '',
    header: headerReader(headers),
    json,
  };
}

function headerReader(headers: unknown): HttpRequest['header'] {
  return (name) => {
    const [value, ...others] = valuesOf(objectOf(headers), name);
    const isText = value === undefined || typeof value === 'string';
    if (isText && others.length === 0 && isObject(headers ?? {})) return value;
    const got = others.length > 0 ? `it ${others.length + 1} times` : typeOf(value ?? headers);
    throw new Problem('malformed-request', `the header ${name} must be sent once, as a string, got ${got}`);
  };
}

/** Whatever the letters of the name. */
function valuesOf(headers: Record<string, unknown>, name: string): unknown[] {
  const named = Object.entries(headers).filter(([each]) => each.toLowerCase() === name.toLowerCase());
  return named.map(([, value]) => value ?? undefined).filter((value) => value !== undefined);
}

function textOf(candidate: unknown): string | undefined {
  return typeof candidate === 'string' ? candidate : undefined;
}

/** The body may be text, as from HTTP, or already an object, as a direct invocation may pass it. */
function readBody({ body, isBase64Encoded }: Record<string, unknown>): unknown {
  if (body === undefined || body === null || body === '') throw new Problem('malformed-request', 'the request must have a body, one JSON object, got none');
  return typeof body === 'string' ? parseJson(decodeBody(body, isBase64Encoded === true)) : body;
}
