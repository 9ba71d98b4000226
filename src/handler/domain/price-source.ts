/** Who has decided what an order costs: the products table, staff, or a quote of the shop. An order at the prices of the caller has none. */
export const PRICE_SOURCES = ['TABLE', 'STAFF', 'QUOTE'] as const;

export type PriceSource = (typeof PRICE_SOURCES)[number];
