/*
 * Work side by side, at most so many pieces at once. A piece begins when those that it waits for have ended.
 */
export interface Piece {
  readonly name: string;
  /** Names of pieces that must have ended before, where they take part. */
  readonly after?: readonly string[];
  run(): Promise<void>;
}

/** Runs all pieces, those first that come first. A piece that may begin is not held up by an earlier one that may not. */
export async function runInLanes(pieces: readonly Piece[], lanes: number): Promise<void> {
  const waiting = [...pieces];
  const unfinished = new Set(pieces.map(({ name }) => name));
  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find(({ after = [] }) => !after.some((name) => unfinished.has(name)));
    if (next === undefined || running.size >= lanes) {
      if (running.size === 0) throw new Error(`these wait for each other: ${waiting.map(({ name }) => name).join(', ')}`);
      await Promise.race(running);
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const ended: Promise<void> = next.run().finally(() => {
      running.delete(ended);
      unfinished.delete(next.name);
    });
    running.add(ended);
  }
}
