import { readFileSync } from 'fs';
import * as path from 'path';

/** JSON, such as a part of an OpenAPI document. */
export type Json = { readonly [name: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Codes of the currencies that the function knows. */
export function currencies(): readonly string[] {
  return packageDocument().components.schemas.Currency.enum;
}

/** The OpenAPI document of the package, which describes every route and option. */
export function packageDocument(): Json {
  return JSON.parse(readFileSync(path.join(__dirname, '../../openapi.json'), 'utf8'));
}
