/*
 * Lambda's runtime API on a port of this machine: what the runtime client asks for the next invocation, and where it
 * posts what came of it. It has one execution environment, as the real one has, and each invocation is answered before the next.
 */
import { randomUUID } from 'node:crypto';
import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { LocalServer } from '../handler/local-server';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:orders:live';

const API = '/2018-06-01/runtime';

/** What a runtime posts of an error, beside the type in its header. */
export interface PostedError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What came of an invocation: either what the handler returned, or its error. */
export interface Outcome {
  readonly requestId: string;
  readonly response?: unknown;
  readonly error?: PostedError;
  /** Of what the client posted. */
  readonly headers: IncomingHttpHeaders;
}

const NOBODY_WAITS = (): void => undefined;

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly settle: (outcome: Outcome) => void;
}

export class RuntimeApi extends LocalServer {
  /** What could not be initialised. */
  public readonly initErrors: PostedError[] = [];

  private readonly waiting: Invocation[] = [];
  private readonly underWay = new Map<string, Invocation>();
  /** The client's question for the next invocation, while there is none: from then on the function is initialised. */
  private question?: ServerResponse;
  private questions = 0;
  private asked = NOBODY_WAITS;

  public constructor() {
    super();
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.take(request, response, Buffer.concat(chunks).toString()));
    });
  }

  /** Whether the client has asked for an invocation, which it does when the function is initialised. */
  public get isInitialised(): boolean {
    return this.questions > 0;
  }

  public async initialised(): Promise<void> {
    if (!this.isInitialised) await new Promise<void>((resolve) => { this.asked = resolve; });
  }

  public async invoke(event: unknown): Promise<Outcome> {
    return new Promise((settle) => {
      this.waiting.push({ requestId: randomUUID(), event, settle });
      this.handOver();
    });
  }

  public reset(): void {
    this.server.closeAllConnections();
    this.initErrors.length = this.waiting.length = this.questions = 0;
    this.underWay.clear();
    this.question = undefined;
    this.asked = NOBODY_WAITS;
  }

  private take({ method, url = '', headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const [, requestId, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    const invocation = this.underWay.get(requestId);
    if (method === 'GET' && url === `${API}/invocation/next`) return this.ask(response);
    response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
    if (url === `${API}/init/error`) this.initErrors.push(JSON.parse(body));
    if (invocation === undefined) return;
    this.underWay.delete(requestId);
    invocation.settle({ requestId, headers, ...kind === 'error' ? { error: JSON.parse(body) } : { response: JSON.parse(body) } });
  }

  private ask(response: ServerResponse): void {
    this.questions += 1;
    this.question = response;
    this.asked();
    this.handOver();
  }

  private handOver(): void {
    if (!this.question || this.waiting.length === 0) return;
    const invocation = this.waiting.shift()!;
    this.underWay.set(invocation.requestId, invocation);
    this.question.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 30_000),
      'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
      'Lambda-Runtime-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
    }).end(JSON.stringify(invocation.event));
    this.question = undefined;
  }
}
