/*
 * What the OpenAPI document of a deployment says about signed quotes.
 */
import { Json } from './open-api-file';
import { QUOTED_FIELDS } from '../contract';

const QUOTE = {
  description: 'A quote of the shop: a JSON Web Signature with the items, the currency and all amounts of the order. It is valid for a limited time, and becomes one order. '
    + 'With it, `orderId` and the header `Idempotency-Key` are left out, and a retry is safe.',
  type: 'string',
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
};

const IN_QUOTE = 'Left out with a `quote`, which decides about it.';

/** Schemas of requests with a quote. Staff may do without, so neither the quote nor the items are required. */
export function withQuotes(schemas: Json): Json {
  const { OrderRequest: order } = schemas;
  const quoted = Object.fromEntries(QUOTED_FIELDS.map((name) => [name, { ...order.properties[name], description: `${order.properties[name].description} ${IN_QUOTE}` }]));
  return {
    ...schemas,
    OrderRequest: {
      ...order,
      properties: { quote: QUOTE, ...order.properties, ...quoted },
      required: order.required.filter((name: string) => name !== 'items'),
    },
  };
}
