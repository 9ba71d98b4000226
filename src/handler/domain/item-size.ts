/** Of a list and of a map, and of each element in one. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** The bytes of an item, or of some of its attributes. */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + attributeBytes(value), 0);
}

/**
 * The bytes of a value as DynamoDB counts them, of a number never too few.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function attributeBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 2;
  if (typeof value !== 'object' || value === null) return 1;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return Object.values(value).reduce(
    (sum: number, element) => sum + ELEMENT_BYTES + attributeBytes(element),
    names.reduce((sum, name) => sum + Buffer.byteLength(name), CONTAINER_BYTES),
  );
}
