/*
 * An event in, a response out: routing, the one place where errors end, and the only file that knows
 * status codes.
 */
import { CREATE_ORDER, IDEMPOTENCY_KEY_HEADER } from '../contract';
import { HttpRequest, readRequest } from './http-request';
import { readIdempotencyKey } from './idempotency-key';
import { identify, INITIAL_STATUS, newOrder, OrderIdentity } from './order';
import { readOrderRequest } from './order-request';
import type { OrderStore } from './order-store';
import { Problem, problemDocument, ProblemKind } from './problem';

const STATUS: Readonly<Record<ProblemKind, number>> = {
  'malformed-request': 400,
  'route-not-found': 404,
  'order-exists': 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'validation-failed': 422,
  'idempotency-key-reused': 422,
  'internal-error': 500,
  'store-unavailable': 503,
};

const RETRY_AFTER_SECONDS = '1';

/** Whose idempotency keys these are: without an authorizer all callers are one. */
const ANONYMOUS = '';

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one log line of a request: ids and outcome, nothing that a customer wrote. */
export interface RequestLog {
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
export interface HandlerDependencies {
  readonly store: Pick<OrderStore, 'create'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: (line: RequestLog) => void;
}

/** A response before it is told apart from the others in the log. */
interface Answer {
  readonly response: HttpResponse;
  readonly outcome: string;
  readonly orderId?: string;
  readonly error?: unknown;
}

export function createHandler(dependencies: HandlerDependencies) {
  const { now, log } = dependencies;
  return async (event: unknown, context: { readonly awsRequestId: string }): Promise<HttpResponse> => {
    const startedAt = now();
    const request = readRequest(event);
    const answer = await respond(request, context.awsRequestId, dependencies);
    const finishedAt = now();
    log({
      timestamp: finishedAt.toISOString(),
      level: levelOf(answer.response.statusCode),
      message: 'request',
      requestId: context.awsRequestId,
      apiRequestId: request.apiRequestId,
      routeKey: request.routeKey,
      status: answer.response.statusCode,
      outcome: answer.outcome,
      orderId: answer.orderId,
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      error: answer.error === undefined ? undefined : describe(answer.error),
    });
    return answer.response;
  };
}

async function respond(request: HttpRequest, requestId: string, dependencies: HandlerDependencies): Promise<Answer> {
  try {
    if (request.routeKey !== CREATE_ORDER.routeKey) {
      throw new Problem('route-not-found', `the API has the route ${CREATE_ORDER.routeKey}`);
    }
    return await createOrder(request, dependencies);
  } catch (error) {
    return refusal(error, requestId);
  }
}

async function createOrder(request: HttpRequest, { store, now, newId }: HandlerDependencies): Promise<Answer> {
  const idempotencyKey = readIdempotencyKey(request.header(IDEMPOTENCY_KEY_HEADER));
  const orderRequest = readOrderRequest(request.json());
  const identity = identify(orderRequest, idempotencyKey, ANONYMOUS, newId);
  const result = await store.create(newOrder(orderRequest, identity.orderId, now()));
  if (result === 'conflict') throw clash(identity);
  return accepted(identity.orderId, result === 'replayed');
}

/** The answer to a new order; the same whenever it is asked for again, however far the order has come since. */
function accepted(orderId: string, isReplay: boolean): Answer {
  return {
    outcome: isReplay ? 'replayed' : 'created',
    orderId,
    response: {
      statusCode: 200,
      headers: {
        'Content-Type': 'application/json',
        // Relative to the request's own URL, so it is right under a stage, a custom domain and an emulator.
        'Location': `orders/${orderId}`,
        ...isReplay && { 'Idempotency-Replayed': 'true' },
      },
      body: JSON.stringify({ message: 'Order processed successfully', orderId, status: INITIAL_STATUS }),
    },
  };
}

function clash({ source, orderId }: OrderIdentity): Error {
  switch (source) {
    case 'request':
      return new Problem('order-exists', `the orderId ${orderId} is taken by an order with other contents`);
    case 'idempotency-key':
      return new Problem('idempotency-key-reused', `the header ${IDEMPOTENCY_KEY_HEADER} came before with another order; use a new key for a new order`);
    case 'generated':
      return new Error(`the generated id ${orderId} was taken`);
  }
}

function refusal(error: unknown, requestId: string): Answer {
  const problem = error instanceof Problem
    ? error
    : new Problem('internal-error', 'the request could not be completed; name the instance when you report it', [], error);
  const statusCode = STATUS[problem.kind];
  return {
    outcome: problem.kind,
    error: statusCode >= 500 ? problem.cause : undefined,
    response: {
      statusCode,
      headers: {
        'Content-Type': 'application/problem+json',
        ...problem.kind === 'store-unavailable' && { 'Retry-After': RETRY_AFTER_SECONDS },
      },
      body: JSON.stringify(problemDocument(problem, statusCode, requestId)),
    },
  };
}

function levelOf(status: number): RequestLog['level'] {
  if (status >= 500) return 'ERROR';
  return status >= 400 ? 'WARN' : 'INFO';
}

function describe(error: unknown): RequestLog['error'] {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
