import { KnownState } from '../../support/random/known-state';
import { listRequest } from '../../support/random/requests';
import { readSettings } from '../../support/random/settings';
import { ListPlan, plansFrom } from '../../support/random/workload';

/** A customer who asks for the orders of another one: a 403, if the cursor is one. */
const FOREIGN_LIST: ListPlan = { kind: 'list', viewer: { is: 'customer', customerId: 'customer-2-' }, customerId: 'customer-1-', namesCustomer: true };

describe('a list with a cursor that was made up', () => {
  test.each<[string, readonly [string, string]]>([
    ['half of a surrogate pair as the time', ['\uD800', 'x']],
    ['half of a surrogate pair as the id', ['2025', '\uDFFF']],
    ['no time', ['', 'x']],
    ['no id', ['2025', '']],
    ['a time of more bytes than a key has', ['😀'.repeat(257), 'x']],
    ['an id of more bytes than a key has', ['2025', 'x'.repeat(2049)]],
  ])('is expected to be a 400, or what else is wrong with it, when it holds %s', (_, position) => {
    expect(listRequest({ ...FOREIGN_LIST, cursor: { position } }, new KnownState()).refusals).toEqual([400, 403]);
  });

  test.each<[string, readonly [string, string]]>([
    ['a place of no order', ['2025', 'x']],
    ['as many bytes as keys have', ['😀'.repeat(256), 'y'.repeat(2048)]],
  ])('is expected to be like any other when it holds %s', (_, position) => {
    expect(listRequest({ ...FOREIGN_LIST, cursor: { position } }, new KnownState()).refusals).toEqual([403]);
  });
});

describe('many runs', () => {
  test('have seeds that follow each other, from the one that was asked for', () => {
    expect(readSettings({ RANDOM_REQUESTS: '10000', RANDOM_SEED: '7', RANDOM_SEEDS: '3' }).map(({ seed }) => seed)).toEqual([7, 8, 9]);
  });

  test('are one run when nobody asks for more', () => {
    expect(readSettings({ RANDOM_SEED: '7' })).toEqual([{ requests: 1_000, seed: 7 }]);
  });

  test.each(['0', '-1', '1.5', 'many'])('fail when there are to be %s of them', (RANDOM_SEEDS) => {
    expect(() => readSettings({ RANDOM_SEEDS })).toThrow('RANDOM_SEEDS must be a whole number from 1');
  });

  test('have nothing in common from one seed to the next, and the same again from the same seed', () => {
    const plansOf = (seed: number) => {
      const plans = plansFrom(seed, 1_000);
      return Array.from({ length: 600 }, () => JSON.stringify(plans.next().value));
    };
    const chunks = (plans: string[]) => [0, 200, 400].map((from) => plans.slice(from, from + 200).join());

    expect(plansOf(1)).toEqual(plansOf(1));
    expect(chunks(plansOf(2)).filter((chunk) => chunks(plansOf(1)).includes(chunk))).toEqual([]);
  });
});
