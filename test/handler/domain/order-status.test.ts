import * as fc from 'fast-check';
import { INITIAL_STATUS, ORDER_STATUSES, OrderStatus, statusesAfter, statusesBefore } from '../../../src/handler/domain/order-status';
import { NEXT_STATUSES, STATUSES, TRANSITIONS } from '../../support/handler/fixtures';

/** Every way from a status, as far as it goes. */
function waysFrom(status: OrderStatus, way: readonly OrderStatus[] = [status]): readonly (readonly OrderStatus[])[] {
  if (way.length > STATUSES.length) throw new Error(`a way leads back: ${way.join(', ')}`);
  return [way, ...statusesAfter(status).flatMap((next) => waysFrom(next, [...way, next]))];
}

describe('the statuses', () => {
  test('are the five of the contract', () => {
    expect([...ORDER_STATUSES].sort()).toEqual([...STATUSES].sort());
  });

  test('begin with PROCESSING, to which no way leads', () => {
    expect(INITIAL_STATUS).toBe('PROCESSING');
    expect(statusesBefore(INITIAL_STATUS)).toEqual([]);
  });

  test.each(STATUSES)('after %s are those of the contract', (status) => {
    expect(statusesAfter(status)).toEqual(NEXT_STATUSES[status]);
  });

  test.each(TRANSITIONS)('know of the way from %s to %s, seen from either end: %s', (from, to, isAllowed) => {
    expect(statusesAfter(from).includes(to)).toBe(isAllowed);
    expect(statusesBefore(to).includes(from)).toBe(isAllowed);
  });

  test('can all be reached', () => {
    expect(new Set(waysFrom(INITIAL_STATUS).flat())).toEqual(new Set(STATUSES));
  });

  test('are never come to twice, so that a history has at most four entries', () => {
    const ways = STATUSES.flatMap((status) => waysFrom(status));

    expect(Math.max(...ways.map((way) => way.length))).toBe(4);
    expect(ways.filter((way) => new Set(way).size < way.length)).toEqual([]);
  });

  test('end after three changes, whatever is tried', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 40 }), (tried) => {
      const history = tried.reduce<OrderStatus[]>(
        (soFar, status) => (statusesAfter(soFar[soFar.length - 1]).includes(status) ? [...soFar, status] : soFar),
        [INITIAL_STATUS],
      );

      expect(history.length).toBeLessThanOrEqual(4);
    }));
  });
});
