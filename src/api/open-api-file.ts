import { readFileSync } from 'fs';
import * as path from 'path';

/** JSON, such as a part of an OpenAPI document. */
export type Json = { readonly [name: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

/** The OpenAPI document of the package, which describes every route and option. */
export function packageDocument(): Json {
  return JSON.parse(readFileSync(path.join(__dirname, '../../openapi.json'), 'utf8'));
}
