import { compileFieldSchema, validateFieldSchema } from './field-schemas';
import type { CustomFieldRules } from '../contract';
import { OrderFields, OrderFieldSchemas } from '../props/order-fields';
import { isPlain, kindInsteadOf, kindOf, optionNames, validateOptionNames } from '../props/validation';

const SCHEMAS = optionNames<OrderFieldSchemas>({ order: true, item: true }) as readonly (keyof OrderFieldSchemas)[];

interface CustomFieldProps {
  readonly customFields?: OrderFields;
}

/** Faults of the custom fields and their schemas. */
export function validateCustomFields({ customFields }: CustomFieldProps): string[] {
  if (customFields === undefined || customFields === null) return [];
  if (!(customFields instanceof OrderFields)) return [`customFields must be OrderFields.fromJsonSchema({ order, item }), got ${kindInsteadOf(OrderFields, customFields)}`];
  const schemas: unknown = customFields._schemas;
  if (!isPlain(schemas)) return [`customFields must have the schemas order or item, got ${kindOf(schemas)}`];
  const unknown = validateOptionNames('customFields', schemas, SCHEMAS);
  if (unknown.length > 0) return unknown;
  const given = SCHEMAS.filter((name) => isGiven((schemas as OrderFieldSchemas)[name]));
  if (given.length === 0) return ['customFields must have the schemas order or item, got none'];
  return given.flatMap((name) => validateFieldSchema(`customFields.${name}`, (schemas as OrderFieldSchemas)[name]));
}

/** The rules of valid custom fields. `undefined` if there are none. */
export function resolveCustomFields({ customFields }: CustomFieldProps): CustomFieldRules | undefined {
  if (!(customFields instanceof OrderFields) || validateCustomFields({ customFields }).length > 0) return undefined;
  const { order, item } = customFields._schemas;
  return { order: isGiven(order) ? compileFieldSchema(order!) : undefined, item: isGiven(item) ? compileFieldSchema(item!) : undefined };
}

function isGiven(schema: unknown): boolean {
  return schema !== undefined && schema !== null;
}
