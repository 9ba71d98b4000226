/*
 * An event in, a response out: routing, and the one place where errors end.
 */
import { CREATE_ORDER } from '../contract';
import { Problem, problemDocument, ProblemMeaning } from './domain/problem';
import { OrderMetricMembers, orderMetrics, OrderValue } from './embedded-metrics';
import type { Operation, OperationDependencies, Store, Success } from './operations';
import type { AccessRules } from './request/access-rules';
import { callerOf } from './request/caller';
import { gotText } from './request/check';
import { HttpRequest, readRequest } from './request/http-request';

const RETRY_AFTER_SECONDS = '1';

/** Says to a client that its body may have been compressed for nothing (RFC 9110, section 15.5.16). */
export const ACCEPTED_CODINGS = { 'Accept-Encoding': 'identity' };

/** An order is its customer's and changes: no cache on the way keeps an answer. */
export const NOT_CACHED = { 'Cache-Control': 'no-store' };

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one log line of a request: ids, outcome and what a new order comes to; nothing else that a customer wrote. */
export interface RequestLog extends OrderMetricMembers {
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId: string;
  readonly apiRequestId?: string;
  readonly routeKey: string;
  readonly status: number;
  readonly outcome: string;
  readonly orderId?: string;
  readonly durationMs: number;
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** What the handler needs of the world. */
export interface HandlerDependencies<S = Store> extends OperationDependencies<S> {
  /** By the route keys under which API Gateway hands their requests over. */
  readonly operations: ReadonlyMap<string, Operation<S>>;
  readonly access: AccessRules;
  /** What the problems that the operations raise mean, by their kinds. */
  readonly problems: Readonly<Record<string, ProblemMeaning>>;
  /** What a log line has more for its metrics; without it those of a new order. */
  readonly metrics?: typeof metricsOf;
  /** The function whose metrics the log lines carry; without it they carry none. */
  readonly functionName?: string;
  readonly log: (line: RequestLog) => void;
}

/** A response before it is told apart from the others in the log. */
export interface Answer {
  readonly response: HttpResponse;
  readonly outcome: string;
  readonly orderId?: string;
  readonly value?: OrderValue;
  readonly error?: unknown;
  /** Name of a metric that counts it beside those of a new order. */
  readonly counts?: string;
}

/**
 * What an invoker gets in place of an answer with 5xx. Nobody reads the answer to an asynchronous invocation; a failed one is tried again and
 * then goes to the function's dead-letter queue or destination, where there is one.
 */
export class FailedInvocation extends Error {
  public constructor(public readonly response: HttpResponse) {
    super(`the order is not known to be taken: ${response.body}`);
    this.name = 'FailedInvocation';
  }
}

export function createHandler<S = Store>(dependencies: HandlerDependencies<S>) {
  const { now, log, functionName, metrics = metricsOf } = dependencies;
  return async (event: unknown, context: { readonly awsRequestId: string }): Promise<HttpResponse> => {
    const startedAt = now();
    const request = readRequest(event);
    const answer = await respond(request, context.awsRequestId, dependencies);
    const finishedAt = now();
    log({
      timestamp: finishedAt.toISOString(),
      level: levelOf(answer),
      message: 'request',
      requestId: context.awsRequestId,
      apiRequestId: request.apiRequestId,
      routeKey: request.routeKey,
      status: answer.response.statusCode,
      outcome: answer.outcome,
      orderId: answer.orderId,
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      error: answer.error === undefined ? undefined : describe(answer.error),
      ...functionName && metrics(answer, request, functionName, finishedAt),
    });
    if (request.isDirect && answer.response.statusCode >= 500) throw new FailedInvocation(answer.response);
    return answer.response;
  };
}

async function respond<S>(request: HttpRequest, requestId: string, dependencies: HandlerDependencies<S>): Promise<Answer> {
  const { operations, access, problems } = dependencies;
  try {
    const operation = operations.get(request.routeKey);
    const rule = access.get(request.routeKey);
    if (!operation || !rule) throw new Problem('route-not-found', `the route must be one of the order API, got ${gotText(request.routeKey)}`);
    return success(await operation(request, callerOf(request, rule), dependencies));
  } catch (error) {
    const problem = toProblem(error);
    return problemResponse(problem, problems[problem.kind], requestId);
  }
}

export function metricsOf({ response, value }: Answer, { routeKey }: HttpRequest, functionName: string, at: Date): OrderMetricMembers {
  return routeKey === CREATE_ORDER.routeKey ? orderMetrics(functionName, at, response.statusCode, value) : {};
}

function success({ outcome, orderId, value, headers, body, notice }: Success): Answer {
  return {
    ...notice,
    outcome,
    orderId,
    value,
    response: {
      statusCode: 200,
      headers: { 'Content-Type': 'application/json', ...NOT_CACHED, ...headers },
      body: JSON.stringify(body),
    },
  };
}

/** What is no refusal is a fault of ours. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('internal-error', 'the request could not be completed: retry it, and name the instance when you report it', [], error);
}

function problemResponse(problem: Problem, meaning: ProblemMeaning, requestId: string): Answer {
  return {
    outcome: problem.kind,
    counts: problem.counts,
    error: meaning.status >= 500 ? problem.cause : undefined,
    response: {
      statusCode: meaning.status,
      headers: {
        'Content-Type': 'application/problem+json',
        ...NOT_CACHED,
        ...meaning.status === 503 && { 'Retry-After': RETRY_AFTER_SECONDS },
        ...problem.kind === 'unsupported-media-type' && ACCEPTED_CODINGS,
      },
      body: JSON.stringify(problemDocument(problem, meaning, requestId)),
    },
  };
}

/** What somebody has to look at is an error, also where the request was met. */
function levelOf({ response: { statusCode }, error }: Answer): RequestLog['level'] {
  if (statusCode >= 500 || error !== undefined) return 'ERROR';
  return statusCode >= 400 ? 'WARN' : 'INFO';
}

function describe(error: unknown): RequestLog['error'] {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
