import { Duration } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';

/**
 * Options of `OrderPrices.fromTable()`: where the products table has what.
 */
export interface TablePriceOptions {
  /**
   * ISO 4217 code of the currency of all prices in the table, for example `EUR`.
   *
   * An order in another currency is rejected. An order without a currency gets this one. Set either this option or `currencyAttribute`.
   *
   * @default - the currency of each product is in `currencyAttribute`
   * @see https://www.iso.org/iso-4217-currency-codes.html
   */
  readonly currency?: string;

  /**
   * Attribute with the ISO 4217 code of the currency of the price, a string.
   *
   * A product is sold in orders of this currency only. An order without a currency is in USD. Set either `currency` or this option.
   *
   * @default - all prices are in `currency`
   * @see https://www.iso.org/iso-4217-currency-codes.html
   */
  readonly currencyAttribute?: string;

  /**
   * Attribute with the price of one unit, a number or a string with a decimal number.
   *
   * The price is 0 or more, in major units, for example `19.99`, with at most 6 digits after the point. An order of a product with any other value
   * fails with the problem `product-misconfigured`. The name of the attribute, like those of the other options, has 1 to 64 characters without
   * control characters, outer spaces and `${`.
   *
   * @default 'price'
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
   */
  readonly priceAttribute?: string;

  /**
   * Attribute that says whether a product is for sale, a boolean.
   *
   * A product is for sale if the attribute is `true`, and not if it has no such attribute.
   *
   * @default - every product in the table is for sale
   */
  readonly activeAttribute?: string;

  /**
   * Attribute with the name of a product, a string of 1 to 256 characters.
   *
   * Items of an order then get the name from the table, and requests of customers and guests with a `name` are rejected.
   *
   * @default - the caller sends the name of an item, or none
   */
  readonly nameAttribute?: string;

  /**
   * How long the function may use what it has read of a product, from 1 second to 1 hour.
   *
   * An execution environment then reads a product once in this time, and keeps up to 1,000 products. A change of a price takes effect that much
   * later.
   *
   * @default - each request reads the table
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  readonly maxAge?: Duration;
}

/**
 * Options of `OrderPrices.signedQuotes()`: who signs quotes, and for which API.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7515
 */
export interface SignedQuoteOptions {
  /**
   * Public keys of the pricing service as JSON Web Keys with a `kid`, 1 to 10.
   *
   * The curve is P-256 (algorithm ES256) or Ed25519 (algorithm EdDSA, also called Ed25519). Each key has a `kid` of its own, 1 to 128 printable
   * ASCII characters without spaces. A key with a private part fails at synth, and in PROD the key of an example in an RFC. To rotate keys, deploy
   * the new one beside the old one first. Remove the old one when its last quote has expired.
   *
   * @see https://datatracker.ietf.org/doc/html/rfc7517
   */
  readonly keys: { [key: string]: any }[];

  /**
   * Name of this API, the claim `aud` of its quotes, for example `orders-prod`.
   *
   * 1 to 255 printable ASCII characters without spaces. Each API and each environment has its own, so that a quote of a test environment is
   * rejected in production. A change makes quotes that were issued before invalid.
   *
   * @see https://datatracker.ietf.org/doc/html/rfc7519#section-4.1.3
   */
  readonly audience: string;
}

/** The kind of the prices with what it needs. */
export type PriceRule =
  | { readonly kind: 'caller' }
  | { readonly kind: 'table'; readonly products: ITable; readonly options: TablePriceOptions }
  | { readonly kind: 'quotes'; readonly options: SignedQuoteOptions };

/**
 * Who decides what an order costs.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 * @example
 * import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
 * import { OrderPrices, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * const products = new dynamodb.TableV2(this, 'Products', { partitionKey: { name: 'productId', type: dynamodb.AttributeType.STRING } });
 * new OrderProcessingApi(this, 'Orders', { prices: OrderPrices.fromTable(products, { currency: 'EUR' }) });
 */
export class OrderPrices {
  /**
   * The caller decides: each request has its own prices, discounts, shipping and taxes.
   *
   * Use it if only your own systems may create orders, or if somebody checks each order before it is delivered.
   */
  public static fromCaller(): OrderPrices {
    return new OrderPrices({ kind: 'caller' });
  }

  /**
   * A table of the shop decides: the API reads the price of each item in it.
   *
   * The partition key of the table is `productId`, a string, and it has no sort key. A price that a request leaves out is filled in. A price that
   * differs is rejected with the price that holds. Customers and guests may not send discounts, shipping or taxes. Staff may, and may set prices.
   *
   * The table is in the account and region of the stack. The function may only read the attributes that it needs.
   *
   * @param products the table with the products
   * @param options the currency, and the attributes of the table
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
   */
  public static fromTable(products: ITable, options: TablePriceOptions): OrderPrices {
    return new OrderPrices({ kind: 'table', products, options });
  }

  /**
   * A pricing service of the shop decides: it signs the items, the currency and every amount of an order as a quote.
   *
   * The quote is a JSON Web Signature in the field `quote` of a request. It is valid for at most 24 hours, and becomes one order. Customers and
   * guests need a quote, and send no items or amounts beside it. Staff may send an order without a quote.
   *
   * @param options the public keys of the pricing service, and the audience of its quotes
   * @see https://datatracker.ietf.org/doc/html/rfc7515
   */
  public static signedQuotes(options: SignedQuoteOptions): OrderPrices {
    return new OrderPrices({ kind: 'quotes', options });
  }

  private readonly rule: PriceRule;

  private constructor(rule: PriceRule) {
    this.rule = rule;
  }

  /** @internal */
  public get _rule(): PriceRule {
    return this.rule;
  }
}
