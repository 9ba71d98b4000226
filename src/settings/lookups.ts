/*
 * Values that are known later than tokens need say: the CDK CLI synthesizes, is told what is missing, looks it up and synthesizes again. In
 * the first round dummies stand for what is missing, which are no better than tokens, so they become tokens, in this one place. That round's template
 * is thrown away.
 */
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { hasPendingLookups, isFromLookup, isPlain } from '../props/validation';

/** What CloudFormation looks up by itself, written out: a token in all but the form. */
const DYNAMIC_REFERENCE = '{{resolve:';

/** The props with tokens for dummies. What must be known at synth keeps its dummy, which is looked at there. */
export function withLookupsAsTokens(scope: Construct, props: OrderProcessingApiProps): OrderProcessingApiProps {
  if (!isPlain(props)) return props;
  const { outputPrefix, replicas, ...others } = props;
  return { ...laterIn(others, hasPendingLookups(Stack.of(scope))) as OrderProcessingApiProps, outputPrefix, replicas };
}

/** Of plain objects and lists: what the CDK or the app has made stays what it is. */
function laterIn(value: unknown, isPending: boolean, around: readonly unknown[] = []): unknown {
  if (around.includes(value)) return value; // it holds itself, where no compiler has looked
  if (typeof value === 'string') return isFromLookup(value) || value.includes(DYNAMIC_REFERENCE) ? Lazy.string({ produce: () => value }) : value;
  if (Number.isNaN(value) && isPending) return Lazy.number({ produce: () => 0 });
  if (isNoDuration(value) && isPending) return undefined; // its default will do for this round
  if (Array.isArray(value)) return value.map((each) => laterIn(each, isPending, [...around, value]));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, laterIn(each, isPending, [...around, value])]));
}

/** A duration that was made of a dummy. */
function isNoDuration(value: unknown): boolean {
  const duration = value as Duration | null | undefined;
  return typeof duration?.toMilliseconds === 'function' && !duration.isUnresolved() && Number.isNaN(duration.toMilliseconds({ integral: false }));
}
