/*
 * What the first order waits for in an API that decides prices, done before it comes. It is done beside the rehearsal of warm-up.ts, whose order has
 * all prices. Products are read through a client that sends nothing. A quote is verified with a key of the shop, whose signature it does not have.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Pricing, Sender } from './checked-creation';
import type { Image } from './domain/stored-order';
import { documentClientOf } from './order-store';
import { ProductsTable } from './products-table';
import { quotePricing } from './quote-pricing';
import { PRODUCT_KEY, ProductsRules, QUOTE_ALGORITHMS, QuoteSettings } from '../contract';
import { QUOTE_TYPE } from './quotes/jws';
import { SIGNATURE_BYTES } from './quotes/quote-keys';
import { DEFAULT_CURRENCY } from './request/order-request';
import { tablePricing } from './table-pricing';
import { rehearsalOf } from './warm-up';

/** Also the ids of the product and of the customer. */
const NAME = 'warm-up';

const SENDER: Sender = { caller: { identity: NAME }, isDirect: false };

/** Prices an order of one product as the shop's own rules have it. */
export async function rehearseTablePrices(client: DynamoDBClient, rules: ProductsRules, signal: AbortSignal): Promise<void> {
  const answer = JSON.stringify({ Responses: { [rules.tableName]: [productFor(rules)] } });
  const rehearsal = rehearsalOf(client, () => answer);
  const pricing = tablePricing(rules, new ProductsTable(documentClientOf(rehearsal), rules));
  await price(pricing, { items: [{ productId: NAME, quantity: 1 }] }, signal);
}

/** A product that is for sale. */
function productFor({ priceAttribute, currencyAttribute, activeAttribute, nameAttribute }: ProductsRules): Image {
  return {
    [PRODUCT_KEY]: { S: NAME },
    [priceAttribute]: { N: '9.99' },
    ...currencyAttribute !== undefined && { [currencyAttribute]: { S: DEFAULT_CURRENCY } },
    ...activeAttribute !== undefined && { [activeAttribute]: { BOOL: true } },
    ...nameAttribute !== undefined && { [nameAttribute]: { S: NAME } },
  };
}

/** Ends in the refusal of a quote that names the first key. */
export async function rehearseQuotes(settings: QuoteSettings, signal: AbortSignal): Promise<void> {
  const [{ kid, crv }] = settings.keys;
  const header = { alg: QUOTE_ALGORITHMS[crv][0], kid, typ: QUOTE_TYPE };
  const parts = [JSON.stringify(header), '{}', Buffer.alloc(SIGNATURE_BYTES, 1)];
  const quote = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  await price(quotePricing(settings), { quote }, signal);
}

async function price(pricing: Pricing, order: object, signal: AbortSignal): Promise<void> {
  await pricing.read({ customerId: NAME, ...order }, SENDER).price(() => new Date(), signal);
}
