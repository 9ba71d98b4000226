/*
 * Pending context lookups. The CDK CLI synthesizes an app, looks up the context values that are missing, and synthesizes again. In the first round
 * the CDK returns dummy values for them. They are as unknown as tokens, so this file replaces them by tokens. The template of that round is
 * discarded.
 */
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { hasPendingLookups, isFromLookup, isPlain } from '../props/validation';

/** Start of a dynamic reference, which CloudFormation resolves at deployment. It is a plain text, and as unknown as a token. */
const DYNAMIC_REFERENCE = '{{resolve:';

/** The props with tokens in place of dummy values. Props that must be known at synth keep theirs, and their own validation handles them. */
export function withLookupsAsTokens(scope: Construct, props: OrderProcessingApiProps): OrderProcessingApiProps {
  if (!isPlain(props)) return props;
  const { outputPrefix, replicas, ...others } = props;
  return { ...laterIn(others, hasPendingLookups(Stack.of(scope))) as OrderProcessingApiProps, outputPrefix, replicas };
}

/** Replaces dummy values in plain objects and lists. Instances of classes stay as they are. */
function laterIn(value: unknown, isPending: boolean, around: readonly unknown[] = []): unknown {
  if (around.includes(value)) return value; // a circular reference, from plain JavaScript
  if (typeof value === 'string') return isFromLookup(value) || value.includes(DYNAMIC_REFERENCE) ? Lazy.string({ produce: () => value }) : value;
  if (Number.isNaN(value) && isPending) return Lazy.number({ produce: () => 0 });
  if (isNoDuration(value) && isPending) return undefined; // the default is used in this round
  if (Array.isArray(value)) return value.map((each) => laterIn(each, isPending, [...around, value]));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, laterIn(each, isPending, [...around, value])]));
}

/** Whether a value is a duration made of a dummy number. */
function isNoDuration(value: unknown): boolean {
  const duration = value as Duration | null | undefined;
  return typeof duration?.toMilliseconds === 'function' && !duration.isUnresolved() && Number.isNaN(duration.toMilliseconds({ integral: false }));
}
