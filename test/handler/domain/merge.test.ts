import * as fc from 'fast-check';
import { merge, Source } from '../../../src/handler/domain/merge';

/** A source of these pages, which counts how many of them were read. */
class Pages implements Source<number> {
  public read = 0;

  public constructor(private readonly pages: readonly (readonly number[])[]) {}

  public async nextPage(): Promise<readonly number[] | undefined> {
    return this.pages[this.read++];
  }
}

const merged = (limit: number, ...sources: Pages[]) => merge(sources, limit, (a, b) => a < b);

test('the first elements of all sources come out in their order', async () => {
  await expect(merged(4, new Pages([[1, 4, 7]]), new Pages([[2, 3, 9]]))).resolves.toEqual({ elements: [1, 2, 3, 4], hasMore: true });
});

test('all elements come out when there are fewer', async () => {
  await expect(merged(9, new Pages([[1, 4]]), new Pages([]), new Pages([[2]]))).resolves.toEqual({ elements: [1, 2, 4], hasMore: false });
});

test('empty pages are read past', async () => {
  await expect(merged(3, new Pages([[], [], [1]]), new Pages([[], [2], [], [3]]))).resolves.toMatchObject({ elements: [1, 2, 3] });
});

test('a list whose last element is the last of the page has no more', async () => {
  await expect(merged(3, new Pages([[1], [3]]), new Pages([[2], [], []]))).resolves.toEqual({ elements: [1, 2, 3], hasMore: false });
});

test('nothing is read to say that there is more when an element is known', async () => {
  const [one, other] = [new Pages([[1, 2], [5]]), new Pages([[4]])];

  await expect(merged(2, one, other)).resolves.toEqual({ elements: [1, 2], hasMore: true });
  expect([one.read, other.read]).toEqual([1, 1]);
});

test('a source is read on when its page is used up, and no further', async () => {
  const [one, other] = [new Pages([[1, 2], [3, 4], [5, 6]]), new Pages([[10], [20]])];

  await merged(3, one, other);
  expect([one.read, other.read]).toEqual([2, 1]);
});

test('sources without elements have no more', async () => {
  await expect(merged(1, new Pages([]), new Pages([[]]))).resolves.toEqual({ elements: [], hasMore: false });
});

test('fails when a source fails', async () => {
  await expect(merge([{ nextPage: () => Promise.reject(new Error('no page')) }, new Pages([[1]])], 1, (a, b) => a < b)).rejects.toThrow('no page');
});

test('for any pages the result is the beginning of what a sort returns', async () => {
  const pages = fc.array(fc.array(fc.array(fc.nat(1_000), { maxLength: 4 }), { maxLength: 5 }), { maxLength: 6 });
  await fc.assert(fc.asyncProperty(pages, fc.integer({ min: 1, max: 30 }), async (sources, limit) => {
    const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
    const sorted = sources.map((source) => {
      const all = ascending(source.flat());
      return source.map(({ length }) => all.splice(0, length));
    });
    const all = ascending(sources.flat(2));
    const { elements, hasMore } = await merged(limit, ...sorted.map((source) => new Pages(source)));

    expect(elements).toEqual(all.slice(0, limit));
    expect(hasMore).toBe(all.length > limit);
  }));
});
