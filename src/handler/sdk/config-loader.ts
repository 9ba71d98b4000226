/*
 * Stands in the bundle for the SDK's look at its settings: each of a dozen is asked of the environment, then of two files
 * that Lambda does not have, by errors with a stack trace when it is in neither. Here the environment decides alone.
 */
import { memoize } from '@smithy/core/config';
import type { Provider } from '@smithy/types';

interface Selectors<T> {
  readonly environmentVariableSelector: (env: NodeJS.ProcessEnv, options?: object) => T | undefined;
  readonly default: T | Provider<T>;
}

/** The name and the shape that the SDK's client asks for. */
export function loadConfig<T>(selectors: Selectors<T>, options: object = {}): Provider<T> {
  return memoize(async () => fromEnvironment(selectors, options) ?? defaultOf(selectors));
}

/** A value that the SDK does not understand counts as none, as it does in the SDK. */
function fromEnvironment<T>({ environmentVariableSelector }: Selectors<T>, options: object): T | undefined {
  try {
    return environmentVariableSelector(process.env, options);
  } catch {
    return undefined;
  }
}

async function defaultOf<T>(selectors: Selectors<T>): Promise<T> {
  return typeof selectors.default === 'function' ? (selectors.default as Provider<T>)() : selectors.default;
}
