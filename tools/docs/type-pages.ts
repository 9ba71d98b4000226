/*
 * Where the construct reference has a type. It imports nothing, since the site's configuration reads it too.
 */

/** The page of one of our types, without an extension. */
export function pageOf(type: string): string {
  return type.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
