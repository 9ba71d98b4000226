import { attributeBytes } from '../../../src/handler/domain/item-size';

test.each([
  ['a text by its bytes in UTF-8', 'Zoë 🙂', 9],
  ['a number of one digit', 7, 3],
  ['an amount', 29.99, 5],
  ['a boolean', true, 1],
  ['null', null, 1],
  ['an empty list', [], 3],
  ['a list with one byte for each element', ['a', 'b'], 3 + 2 * 2],
  ['a map with its names', { ab: 'c', d: [] }, 3 + (1 + 2 + 1) + (1 + 1 + 3)],
])('counts %s', (_, value, bytes) => {
  expect(attributeBytes(value)).toBe(bytes);
});

test.each([0, 9, -9, 12, -12, 0.1, -0.0001, 123_456_789_012_345, -12_345_678_901.2345, 1e-7, 1e21])('counts no fewer bytes of %d than DynamoDB', (number) => {
  const digits = String(number).replace(/e.*/, '').replace(/[-.]/g, '').replace(/^0+/, '').length;

  expect(attributeBytes(number)).toBeGreaterThanOrEqual(Math.ceil(digits / 2) + 1 + (number < 0 ? 1 : 0));
});
