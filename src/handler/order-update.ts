/*
 * What the extended bundle adds to the update of an order: more attributes in the same write.
 */

/** An update of an item, whose expression begins with `SET` and has nothing after that. */
export interface OrderUpdate {
  readonly Key: Readonly<Record<string, string>>;
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/** The update, which also sets these attributes. */
export function alsoSetting<U extends OrderUpdate>(update: U, attributes: Readonly<Record<string, unknown>>): U {
  return withClauses(update, Object.keys(attributes).map((name) => `#${name} = :${name}`), attributes);
}

/** The update, which also appends to a list, and begins it where there is none. */
export function alsoAppending<U extends OrderUpdate>(update: U, name: string, element: unknown): U {
  const clause = `#${name} = list_append(if_not_exists(#${name}, :none), :${name})`;
  const appended = withClauses(update, [clause], { [name]: [element] });
  return { ...appended, ExpressionAttributeValues: { ...appended.ExpressionAttributeValues, ':none': [] } };
}

function withClauses<U extends OrderUpdate>(update: U, clauses: readonly string[], attributes: Readonly<Record<string, unknown>>): U {
  const entries = Object.entries(attributes);
  return {
    ...update,
    UpdateExpression: [update.UpdateExpression, ...clauses].join(', '),
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])) },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])) },
  };
}
