/*
 * How far a long measurement has come, and when it will be done.
 */

/** How often a line is written where none can be replaced, in milliseconds. */
const LINE_INTERVAL_MS = 15_000;

/** Does pieces of work one after another, each of which counts as much as its weight. */
export async function withProgress<T>(
  title: string, pieces: readonly T[], work: (piece: T) => Promise<void>, weightOf: (piece: T) => number = () => 1,
): Promise<void> {
  const total = pieces.reduce((sum, piece) => sum + weightOf(piece), 0);
  const startedAt = Date.now();
  let done = 0;
  let lastLineAt = startedAt;
  for (const [index, piece] of pieces.entries()) {
    await work(piece);
    done += weightOf(piece);
    const left = (Date.now() - startedAt) * (total - done) / done;
    const line = `${title}: ${index + 1} of ${pieces.length}, about ${duration(left)} left`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r\x1b[K• ${line}`);
    } else if (Date.now() - lastLineAt > LINE_INTERVAL_MS) {
      console.log(`• ${line}`);
      lastLineAt = Date.now();
    }
  }
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  console.log(`✔ ${title} (${duration(Date.now() - startedAt)})`);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
