import { setTimeout as sleep } from 'node:timers/promises';
import { deadlineOf, pauseBeforeRetry, withinDeadline } from '../../src/handler/deadline';
import { Problem } from '../../src/handler/domain/problem';
import { Operation } from '../../src/handler/operations';

const REQUEST = [{}, {}, {}] as unknown as Parameters<Operation>;
const answer = { outcome: 'done', body: {} };

test.each([[30, 25_000], [900, 25_000], [27, 25_000], [20, 18_000], [10, 8_000], [4, 2_000], [3, 1_500], [1, 500]])('a function with a timeout of %d s answers within %d ms', (timeout, deadline) => {
  expect(deadlineOf(timeout)).toBe(deadline);
});

test('an operation that is done in time has its answer', async () => {
  await expect(withinDeadline(1_000, async () => answer)(...REQUEST)).resolves.toBe(answer);
});

test('an operation that fails in time fails as it does', async () => {
  const problem = new Problem('forbidden', 'no');
  await expect(withinDeadline(1_000, () => Promise.reject(problem))(...REQUEST)).rejects.toBe(problem);
});

test('an operation that takes longer is 503 at the deadline, whatever it waits for, and its calls are told to end', async () => {
  let told: AbortSignal | undefined;
  const slow = withinDeadline(20, (_request, _caller, _dependencies, signal) => {
    told = signal;
    return new Promise(() => undefined);
  });

  const error: Problem = await slow(...REQUEST).catch((reason) => reason);

  expect(error).toMatchObject({ kind: 'store-unavailable', cause: expect.objectContaining({ message: 'the calls of the request took longer than 0.02 s' }) });
  expect(told!.aborted).toBe(true);
});

test('a call that ends with the signal does not end the request in another way', async () => {
  const aborted = withinDeadline(20, (_request, _caller, _dependencies, signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('AbortError')));
  }));

  await expect(aborted(...REQUEST)).rejects.toMatchObject({ kind: 'store-unavailable' });
});

test('a pause ends with the signal', async () => {
  const deadline = new AbortController();
  const pause = pauseBeforeRetry(10, deadline.signal, () => 1);
  deadline.abort();

  await expect(pause).rejects.toMatchObject({ name: 'AbortError' });
});

test('pauses are random, and at most a second long', async () => {
  const pause = pauseBeforeRetry(20, new AbortController().signal, () => 0.01).then(() => 'paused');

  await expect(Promise.race([pause, sleep(200, 'longer')])).resolves.toBe('paused');
});

test('many calls at the same time end with the signal, and Node.js takes none of them for a leak', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const operation = withinDeadline(1_000, async (_request, _caller, _dependencies, signal) => {
    for (let call = 0; call < 100; call++) signal.addEventListener('abort', () => undefined);
    return answer;
  });

  await expect(operation(...REQUEST)).resolves.toBe(answer);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});
