/*
 * What every answer must be, whatever was asked.
 */
import { customersIn } from './callers';
import { isPermanent } from './fault-injection';
import type { Exchange } from './run';
import { ofHandler, undocumented } from '../openapi/conformance';

const STATUSES = [200, 400, 403, 404, 409, 412, 413, 415, 422, 428, 503];

const PROBLEM_MEMBERS = ['detail', 'errors', 'instance', 'status', 'title', 'type'];

/** What is wrong with the answer, in sentences. */
export function faultsOfAnswer(exchange: Exchange): string[] {
  const { answer, request, requestId } = exchange;
  if (!answer) return ['the handler threw instead of giving an answer'];
  const { statusCode, headers, body } = answer;
  const document = parsed(body);
  return [
    ...unless(STATUSES.includes(statusCode), `the status ${statusCode} is none that the API has`),
    ...unless(Object.values(headers).every((value) => /^[\x20-\x7E]+$/.test(value)), 'a header is not printable ASCII'),
    ...unless(headers['Cache-Control'] === 'no-store', 'the answer may be cached'),
    ...unless(document !== undefined, 'the body is no JSON object'),
    ...unless(!/\p{Cs}/u.test(body), 'the body cannot be written in UTF-8'),
    ...statusCode === 200
      ? unless(headers['Content-Type'] === 'application/json', 'the content type is not application/json')
      : faultsOfProblem(statusCode, headers['Content-Type'], document ?? {}, requestId),
    ...faultsOf503(exchange, statusCode, headers),
    ...leaksOf(exchange, body),
    ...request.asked.operation === 'none' ? [] : undocumented(request.asked.operation, ofHandler(answer)),
    ...unless(request.refusals.length === 0 || request.refusals.includes(statusCode) || isExcused(exchange), `the status is not ${request.refusals.join(' or ')}`),
  ];
}

function faultsOfProblem(status: number, contentType: string, problem: Record<string, unknown>, requestId: string): string[] {
  const errors = problem.errors ?? [];
  return [
    ...unless(contentType === 'application/problem+json', 'the content type is not application/problem+json'),
    ...unless(problem.status === status, 'the status in the problem is another one'),
    ...unless(problem.instance === `urn:uuid:${requestId}`, 'the instance is not the request\'s id'),
    ...unless(['type', 'title', 'detail'].every((name) => typeof problem[name] === 'string' && problem[name] !== ''), 'the problem lacks its type, title or detail'),
    ...unless(Object.keys(problem).every((name) => PROBLEM_MEMBERS.includes(name)), 'the problem has a member that is none'),
    ...unless(Array.isArray(errors) && errors.every(isError), 'an error has no detail, or neither pointer nor parameter'),
  ];
}

function isError({ detail, pointer, parameter }: Record<string, unknown>): boolean {
  const isPointer = typeof pointer === 'string' && /^#(\/([\w.!'()*~-]|%[0-9A-F]{2})*)*$/.test(pointer);
  return typeof detail === 'string' && (isPointer ? parameter === undefined : typeof parameter === 'string' && pointer === undefined);
}

function faultsOf503(exchange: Exchange, status: number, headers: Readonly<Record<string, string>>): string[] {
  if (status !== 503) return [];
  return [
    ...unless(isExcused(exchange), 'a 503, while the table could be reached'),
    ...unless(headers['Retry-After'] === '1', 'a 503 does not say when to try again'),
  ];
}

function isExcused({ request: { injectedFault }, answer }: Exchange): boolean {
  return answer?.statusCode === 503 && injectedFault !== undefined && isPermanent(injectedFault);
}

/** Nobody who is a customer, or nobody, hears of another customer than those in the request. */
function leaksOf({ request: { caller, event } }: Exchange, body: string): string[] {
  if (caller.customerId === undefined && !caller.isStranger) return [];
  const named = customersIn(body);
  if (named.length === 0) return [];
  const known = customersIn(JSON.stringify(event));
  return named.filter((name) => !known.includes(name)).slice(0, 1).map((name) => `it tells of ${name}, whom the request does not name`);
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}
