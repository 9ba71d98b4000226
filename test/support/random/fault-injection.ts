/*
 * What can go wrong between the handler and DynamoDB. The table is real and so is the SDK; its way to the
 * network is ours, and loses, delays or replaces what goes over it.
 */
import { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Transport = DynamoDBClient['config']['requestHandler'];
type Handle = Transport['handle'];
type Response = Awaited<ReturnType<Handle>>;

/** What becomes of one try of the SDK. */
export type Step =
  | 'request-lost'
  | 'answer-lost'
  | 'answered-with-500'
  | 'throttled'
  | 'in-conflict'
  /** A transaction is cancelled for reasons that pass, each another one; any other request goes well. */
  | 'cancelled'
  /** The SDK gives up waiting; the request arrives all the same, later, when its next try may have been answered. */
  | 'late';

/** As many tries as the handler's client makes. */
export const MAX_ATTEMPTS = 3;

/** By name, what becomes of the first tries; those after them go well. */
export const INJECTED_FAULTS = {
  'request lost': ['request-lost'],
  'answer lost': ['answer-lost'],
  'answer lost twice': ['answer-lost', 'answer-lost'],
  'error after the write': ['answered-with-500'],
  'throttled': ['throttled'],
  'late': ['late'],
  'down': ['request-lost', 'request-lost', 'request-lost'],
  'every answer lost': ['answer-lost', 'answer-lost', 'answer-lost'],
  'throttled for long': ['throttled', 'throttled', 'throttled'],
  'in conflict with a transaction': ['in-conflict'],
  'late, then down': ['late', 'request-lost', 'request-lost'],
} as const satisfies Record<string, readonly Step[]>;

export type InjectedFault = keyof typeof INJECTED_FAULTS;

/** Whether no try is left that goes well: the answer must be a 503. The SDK does not try a conflict again. */
export function isPermanent(injectedFault: InjectedFault): boolean {
  const steps: readonly Step[] = INJECTED_FAULTS[injectedFault];
  return steps.length >= MAX_ATTEMPTS || steps.includes('in-conflict');
}

/** Whether a write can be in the table although its answer did not say so. */
export function mayLandUnseen(injectedFault: InjectedFault): boolean {
  return INJECTED_FAULTS[injectedFault].some((step) => step === 'answer-lost' || step === 'answered-with-500' || step === 'late');
}

/** Late requests arrive after at most this time. */
const LATEST_MS = 150;

/** The SDK's way to the network, with trouble on demand. */
export class FaultInjectingTransport {
  public readonly metadata: Transport['metadata'];

  private steps: readonly Step[] = [];
  private readonly late = new Set<Promise<unknown>>();

  public constructor(private readonly inner: Transport) {
    this.metadata = inner.metadata;
  }

  /** From now on, until it is said again. */
  public expect(injectedFault: InjectedFault | undefined): void {
    this.steps = injectedFault === undefined ? [] : INJECTED_FAULTS[injectedFault];
  }

  /** What becomes of the next tries; those after them go well. */
  public script(steps: readonly Step[]): void {
    this.steps = steps;
  }

  public async handle(...[request, options]: Parameters<Handle>): Promise<Response> {
    const [step, ...others] = this.steps;
    this.steps = others;
    switch (step) {
      case undefined:
        return this.inner.handle(request, options);
      case 'request-lost':
        throw connectionError('ECONNRESET');
      case 'answer-lost':
        await this.sendOnly(request, options);
        throw connectionError('ECONNRESET');
      case 'answered-with-500':
        await this.sendOnly(request, options);
        return errorResponse(500, 'InternalServerError');
      case 'throttled':
        return errorResponse(400, 'ProvisionedThroughputExceededException');
      case 'in-conflict':
        return errorResponse(400, 'TransactionConflictException');
      case 'cancelled':
        return cancelledResponse(request.body) ?? this.inner.handle(request, options);
      case 'late':
        this.sendLater(request);
        throw connectionError('ETIMEDOUT');
    }
  }

  /** When all that was late has arrived. */
  public async settled(): Promise<void> {
    while (this.late.size > 0) await Promise.all(this.late);
  }

  /** The answer is read to its end and thrown away: a connection whose answer nobody reads is never free again, and there are 50. */
  private async sendOnly(...[request, options]: Parameters<Handle>): Promise<void> {
    const { response } = await this.inner.handle(request, options);
    (response.body as Readable).resume();
  }

  private sendLater(request: Parameters<Handle>[0]): void {
    const arrival = new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_MS))
      .then(() => this.sendOnly(request))
      .catch(refuseUnlessLost)
      .finally(() => this.late.delete(arrival));
    this.late.add(arrival);
  }
}

/** The table may have closed a connection that was not used for some time; no client sends a late request again. */
function refuseUnlessLost(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ECONNRESET') throw error;
}

function connectionError(code: string): Error {
  return Object.assign(new Error(`the connection failed: ${code}`), { name: code === 'ETIMEDOUT' ? 'TimeoutError' : 'Error', code });
}

/** Reasons that pass, behind that of the order, which is none. */
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function cancelledResponse(body: unknown): Response | undefined {
  const { TransactItems: writes } = JSON.parse(Buffer.from(body as Uint8Array).toString()) as { TransactItems?: unknown[] };
  const CancellationReasons = writes?.map((_, index) => ({ Code: index === 0 ? 'None' : PASSING[index % PASSING.length] }));
  return CancellationReasons && errorResponse(400, 'TransactionCanceledException', { CancellationReasons });
}

function errorResponse(statusCode: number, type: string, members: object = {}): Response {
  const body = Readable.from([Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...members }))]);
  return { response: { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } } as unknown as Response;
}
