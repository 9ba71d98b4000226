import type { Caller } from '../../../src/handler/request/caller';
import { asksForNumber, readNumberRequest } from '../../../src/handler/request/number-request';
import { problemOf } from '../../support/handler/fixtures';

const STAFF: Caller = { identity: 'sub:staff' };
const CUSTOMER: Caller = { identity: 'customer:customer123', customerId: 'customer123' };
const NUMBER = 'BF21PJ9CMV64Y';

const read = (query: string, caller = STAFF) => readNumberRequest(new URLSearchParams(query), caller);

test.each([NUMBER, 'bf21pj9cmv64y', 'BF21-PJ9C-MV64Y', 'bf2i+pj9c+mv64y', 'BF2l%20PJ9C%20MV64Y'])('a list by order number reads %s', (typed) => {
  expect(asksForNumber(new URLSearchParams(`orderNumber=${typed}`))).toBe(true);
  expect(read(`orderNumber=${typed}`)).toBe(NUMBER);
});

test('a list of a customer asks for no number', () => {
  expect(asksForNumber(new URLSearchParams('customerId=customer123'))).toBe(false);
});

test.each([
  ['text that is no number', 'orderNumber=order-1', 'must be an order number, 13 letters and digits without U, got "order-1"'],
  ['nothing', 'orderNumber=', 'must be an order number, 13 letters and digits without U, got ""'],
  [
    'a wrong check character', 'orderNumber=BF21PJ9CMV64X',
    'must be an order number, 13 letters and digits without U, got "BF21PJ9CMV64X", which is mistyped: the last character does not fit the others',
  ],
  ['two numbers', `orderNumber=${NUMBER}&orderNumber=${NUMBER}`, 'must be given once, got it 2 times'],
])('fails with %s', (_, query, detail) => {
  expect(problemOf(() => read(query))).toMatchObject({ kind: 'invalid-parameters', faults: [{ detail, parameter: 'orderNumber' }] });
});

test('fails beside the parameters of a customer\'s list, with all faults', () => {
  expect(problemOf(() => read(`orderNumber=${NUMBER}&customerId=customer123&limit=5&cursor=abc&page=2`))).toMatchObject({
    kind: 'invalid-parameters',
    faults: [
      { parameter: 'page' },
      { detail: 'must be left out beside orderNumber, got 11 characters', parameter: 'customerId' },
      { detail: 'must be left out beside orderNumber, got "5"', parameter: 'limit' },
      { detail: 'must be left out beside orderNumber, got "abc"', parameter: 'cursor' },
    ],
  });
});

test('fails for a customer', () => {
  expect(problemOf(() => read(`orderNumber=${NUMBER}`, CUSTOMER)).kind).toBe('forbidden');
});
