/**
 * JSON Schemas of the custom fields of orders.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export interface OrderFieldSchemas {
  /**
   * JSON Schema of the custom fields of an order, for example a cost center.
   *
   * Its type is `object`. The fields are in the member `customFields` of the order.
   *
   * @default - an order has no custom fields
   * @see https://json-schema.org/understanding-json-schema/reference/object
   */
  readonly order?: { [key: string]: any };

  /**
   * JSON Schema of the custom fields of each item, for example an engraving.
   *
   * Its type is `object`. The fields are in the member `customFields` of the item.
   *
   * @default - an item has no custom fields
   * @see https://json-schema.org/understanding-json-schema/reference/object
   */
  readonly item?: { [key: string]: any };
}

/**
 * Custom fields of orders, which the API validates, stores and returns.
 *
 * Their values are in the member `customFields` of an order or an item. All errors of a request are reported in one response. A field without a
 * schema is rejected.
 *
 * @see https://json-schema.org/understanding-json-schema/reference
 * @example
 * import { OrderFields, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   customFields: OrderFields.fromJsonSchema({
 *     order: {
 *       type: 'object',
 *       properties: {
 *         department: { enum: ['sales', 'service'] },
 *         delivery: { type: 'string', format: 'date' },
 *       },
 *       required: ['department'],
 *     },
 *     item: {
 *       type: 'object',
 *       properties: {
 *         engraving: { 'type': 'string', 'x-personal': true },
 *       },
 *     },
 *   }),
 * });
 */
export class OrderFields {
  /**
   * Custom fields that are defined by JSON Schemas of draft 2020-12.
   *
   * A schema of any type can have `type` (one of `string`, `number`, `integer`, `boolean`, `object` and `array`), `enum`, `const`, `title`,
   * `description`, and `x-personal: true` for personal data. A string can also have `minLength`, `maxLength`, `pattern` (without back-references and
   * lookaround) and `format` (`date`, `date-time` or `uri`), a number `minimum` and `maximum`, an array `items`, `minItems` and `maxItems`, and an
   * object `properties` and `required`, at most 3 levels deep.
   *
   * A schema of an object accepts no other members than its `properties`. Any other keyword fails at synth, and the error has its JSON pointer. The
   * schemas contain no tokens.
   *
   * @param schemas the schemas of the fields of an order and of an item, at least one of them
   * @see https://json-schema.org/understanding-json-schema/reference
   */
  public static fromJsonSchema(schemas: OrderFieldSchemas): OrderFields {
    return new OrderFields(schemas);
  }

  private readonly schemas: OrderFieldSchemas;

  private constructor(schemas: OrderFieldSchemas) {
    this.schemas = schemas;
  }

  /** @internal */
  public get _schemas(): OrderFieldSchemas {
    return this.schemas;
  }
}
