/*
 * A body as the object that it must be.
 */
import { Check, isObject, typeOf } from './check';
import { Problem, validationProblem } from '../domain/problem';

/** @throws Problem `malformed-request` when the body is no object that could hold it */
export function objectIn(body: unknown, what: string): Record<string, unknown> {
  if (isObject(body)) return body;
  throw new Problem('malformed-request', `the body must be a JSON object that holds ${what}, got ${typeOf(body)}`);
}

/** @throws Problem `malformed-request` when the body is no object, `validation-failed` with all faults otherwise */
export function checkedBody<T>(body: unknown, what: string, check: Check): T {
  const faults = check(objectIn(body, what), '#');
  if (faults.length > 0) throw validationProblem(faults);
  return body as T;
}
