/*
 * What has been accepted, and has expired since. How long it must hold for that depends on how fast the machine is, so it is tried.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Issued for as few seconds as it takes to be accepted once; returned when they are over. */
export async function acceptedThenExpired<T>(issue: (seconds: number) => Promise<T>, isAccepted: (issued: T) => Promise<boolean>): Promise<T> {
  for (let seconds = 1; seconds <= 64; seconds *= 2) {
    const issued = await issue(seconds);
    if (!await isAccepted(issued)) continue;
    await sleep(1_000 * (seconds + 1));
    return issued;
  }
  throw new Error('Not accepted, although it held for 64 seconds');
}
