import { Piece, runInLanes } from '../../../tools/checks/lanes';

/** Pieces that note when they begin and end, and end when told to. */
function pieces(...specs: readonly Pick<Piece, 'name' | 'after'>[]) {
  const events: string[] = [];
  const endings = new Map<string, (failure?: Error) => void>();
  const made = specs.map((spec): Piece => ({
    ...spec,
    run: () => new Promise((resolve, reject) => {
      events.push(`${spec.name} begins`);
      endings.set(spec.name, (failure) => {
        events.push(`${spec.name} ends`);
        if (failure) reject(failure);
        else resolve();
      });
    }),
  }));
  const end = async (name: string, failure?: Error) => {
    endings.get(name)!(failure);
    await new Promise(setImmediate);
  };
  return { events, end, made };
}

test('as many run at once as there are lanes, and the next begins when one has ended', async () => {
  const { events, end, made } = pieces({ name: 'a' }, { name: 'b' }, { name: 'c' });
  const all = runInLanes(made, 2);

  expect(events).toEqual(['a begins', 'b begins']);
  await end('b');
  expect(events).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
  await end('a');
  await end('c');
  await all;
});

test('a piece waits for those that it comes after, and a later one goes first', async () => {
  const { events, end, made } = pieces({ name: 'a' }, { name: 'b', after: ['a'] }, { name: 'c' });
  const all = runInLanes(made, 2);

  expect(events).toEqual(['a begins', 'c begins']);
  await end('a');
  expect(events).toEqual(['a begins', 'c begins', 'a ends', 'b begins']);
  await end('b');
  await end('c');
  await all;
});

test('a piece does not wait for one that does not take part', async () => {
  const { events, end, made } = pieces({ name: 'b', after: ['a'] });
  const all = runInLanes(made, 1);

  expect(events).toEqual(['b begins']);
  await end('b');
  await all;
});

test('fails with the failure of a piece', async () => {
  const { end, made } = pieces({ name: 'a' });
  const all = runInLanes(made, 1);
  const failure = expect(all).rejects.toThrow('broken');
  await end('a', new Error('broken'));
  await failure;
});

test('fails when pieces wait for each other', async () => {
  const { made } = pieces({ name: 'a', after: ['b'] }, { name: 'b', after: ['a'] });

  await expect(runInLanes(made, 2)).rejects.toThrow('these wait for each other: a, b');
});
