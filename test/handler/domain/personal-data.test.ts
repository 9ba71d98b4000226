import * as fc from 'fast-check';
import { documentOf } from '../../../src/handler/domain/order';
import { withoutPersonalData } from '../../../src/handler/domain/personal-data';
import { FULL_ORDER } from '../../support/handler/fixtures';
import { orderWith } from '../../support/handler/stream-records';

const PERSONAL = ['contact', 'shippingAddress', 'billingAddress', 'note'];

test('what is about a person is left out, and all else stays as it was', () => {
  const order = documentOf(orderWith('order-1', FULL_ORDER));
  const { note, ...item } = FULL_ORDER.items[0];

  const rest = Object.fromEntries(Object.entries(order).filter(([name]) => !PERSONAL.includes(name)));
  expect(withoutPersonalData(order)).toEqual({ ...rest, items: [item] });
});

test('no text that a person wrote is left, whatever it is', () => {
  const secret = fc.stringMatching(/^[a-z]{12}$/).map((text) => `secret-${text}`);
  fc.assert(fc.property(secret, (text) => {
    const address = Object.fromEntries(Object.keys(FULL_ORDER.shippingAddress).map((name) => [name, text]));
    const order = documentOf(orderWith('order-1', {
      ...FULL_ORDER,
      contact: { name: text, email: text, tel: text },
      shippingAddress: address,
      billingAddress: address,
      note: text,
      items: [{ ...FULL_ORDER.items[0], note: text }],
    }));

    expect(JSON.stringify(withoutPersonalData(order))).not.toContain(text);
  }));
});
