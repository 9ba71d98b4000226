/*
 * The first elements of several sorted sources, in the order of all of them. Each source is read page by page, and only as far as it is needed. Pure.
 */

/** Elements in their order, page by page. A page may be empty. */
export interface Source<T> {
  /** The next page, `undefined` after the last one. */
  nextPage(): Promise<readonly T[] | undefined>;
}

/** The first elements of all sources. */
export interface Merged<T> {
  readonly elements: readonly T[];
  /** Whether a source has more. */
  readonly hasMore: boolean;
}

/** What is read of a source and not taken yet. */
class Queue<T> {
  private page: readonly T[] = [];
  private taken = 0;
  private isRead = false;

  public constructor(private readonly source: Source<T>) {}

  public get head(): T | undefined {
    return this.page[this.taken];
  }

  /** Whether nothing is left of the source. */
  public get isDone(): boolean {
    return this.isRead && this.head === undefined;
  }

  public take(): void {
    this.taken++;
  }

  /** Reads on until there is an element or the source ends. */
  public async fill(): Promise<void> {
    while (this.head === undefined && !this.isRead) {
      const page = await this.source.nextPage();
      if (page === undefined) this.isRead = true;
      else [this.page, this.taken] = [page, 0];
    }
  }
}

/** The first `limit` elements. An element is taken only while the next one of each other source is known, so none is skipped. */
export async function merge<T>(sources: readonly Source<T>[], limit: number, isBefore: (a: T, b: T) => boolean): Promise<Merged<T>> {
  const queues = sources.map((source) => new Queue(source));
  const fill = () => Promise.all(queues.map((queue) => queue.fill())); // those that are empty, at the same time
  const elements: T[] = [];
  while (elements.length < limit) {
    await fill();
    const [first, ...others] = queues.filter(({ isDone }) => !isDone);
    if (first === undefined) return { elements, hasMore: false };
    const next = others.reduce((least, queue) => (isBefore(queue.head!, least.head!) ? queue : least), first);
    elements.push(next.head!);
    next.take();
  }
  if (queues.every(({ head }) => head === undefined)) await fill();
  return { elements, hasMore: queues.some(({ head }) => head !== undefined) };
}
