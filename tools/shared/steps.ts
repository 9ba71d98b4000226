/*
 * Progress that a person can follow: a line when a step begins, one with its time when it ends; on a
 * terminal the first is replaced by the second and counts the seconds between.
 */

export interface StepOptions {
  /** The step writes to the terminal itself, so no line of ours may change under it. */
  readonly streams?: boolean;
}

export async function step<T>(title: string, work: () => Promise<T> | T, { streams = false }: StepOptions = {}): Promise<T> {
  const startedAt = Date.now();
  const stop = showRunning(title, startedAt, process.stdout.isTTY && !streams);
  try {
    const result = await work();
    stop();
    console.log(`✔ ${title} (${seconds(startedAt)})`);
    return result;
  } catch (error) {
    stop();
    console.log(`✘ ${title} (${seconds(startedAt)})`);
    throw error;
  }
}

function showRunning(title: string, startedAt: number, isLive: boolean): () => void {
  if (!isLive) {
    console.log(`• ${title} …`);
    return () => {};
  }
  const show = () => process.stdout.write(`\r\x1b[K• ${title} … ${seconds(startedAt)}`);
  show();
  const timer = setInterval(show, 500);
  return () => {
    clearInterval(timer);
    process.stdout.write('\r\x1b[K');
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
