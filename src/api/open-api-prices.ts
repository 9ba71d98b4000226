/*
 * What the OpenAPI document of a deployment says about prices of the shop.
 */
import { Json } from './open-api-file';

/** Prices from a products table of the shop. */
export interface TablePriceTexts {
  /** `undefined` if each product has its own. */
  readonly currency?: string;
  /** Whether the names of the items are in the table. */
  readonly hasNames: boolean;
}

const OF_SHOP = 'The shop decides it: only staff may send it.';

const FILLED_IN = 'If it is left out, the API fills it in. If it is given and is not the price of the shop, the answer is 409. Staff may set it.';

/** Amounts that customers and guests leave out, by schema. */
const AMOUNTS = {
  OrderRequest: ['shippingAmount', 'taxAmount', 'taxIncluded', 'discountAmount', 'discounts'],
  OrderItem: ['discountAmount', 'taxAmount'],
};

/** Schemas of requests in which prices may be left out. */
export function withTablePrices(schemas: Json, { currency, hasNames }: TablePriceTexts): Json {
  const { OrderRequest: order, OrderItem: item } = schemas;
  const ofOrder = described(order.properties, AMOUNTS.OrderRequest);
  const ofItem = described(item.properties, [...AMOUNTS.OrderItem, ...hasNames ? ['name'] : []]);
  return {
    ...schemas,
    OrderRequest: { ...order, properties: { ...ofOrder, ...currency !== undefined && { currency: onlyCurrency(currency) } } },
    OrderItem: {
      ...item,
      properties: { ...ofItem, price: withText(item.properties.price, FILLED_IN) },
      required: item.required.filter((name: string) => name !== 'price'),
    },
  };
}

function described(properties: Json, names: readonly string[]): Json {
  return { ...properties, ...Object.fromEntries(names.map((name) => [name, withText(properties[name], OF_SHOP)])) };
}

function withText(schema: Json, text: string): Json {
  return { ...schema, description: `${schema.description} ${text}` };
}

function onlyCurrency(currency: string): Json {
  return { description: 'The currency of all prices. It may be left out.', type: 'string', enum: [currency] };
}
