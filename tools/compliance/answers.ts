/*
 * Our answer to each rule that a pack finds broken: the prop that closes it, or why it is as it is. A test holds them
 * to what the packs really report.
 */
import type { Finding } from './packs';
import type { OrderProcessingApiProps } from '../../src';

interface Question {
  /** The rule's name, which packs share. */
  readonly rule: string;
  /** The part of the construct that it is about, where its answer is another one there. */
  readonly part?: string;
}

export type Answer = Question & ({ readonly closedBy: keyof OrderProcessingApiProps } | { readonly because: string });

/** The first that fits counts. */
export const ANSWERS: readonly Answer[] = [
  { rule: 'CloudWatchLogGroupEncrypted', closedBy: 'encryptionKey' },
  {
    rule: 'LambdaConcurrency',
    part: 'OrderEvents',
    because: 'The table\'s stream decides how many run at once: four for each of its shards. A reservation could only make events late.',
  },
  { rule: 'LambdaConcurrency', closedBy: 'reservedConcurrentExecutions' },
  { rule: 'LambdaInsideVPC', closedBy: 'vpc' },
  { rule: 'LambdaTracing', closedBy: 'tracing' },
  {
    rule: 'LambdaDLQ',
    because: 'A dead-letter queue takes asynchronous invocations alone. API Gateway waits for the answer, so that a failure is the caller\'s to see, '
      + 'and a retry is safe.',
  },
  {
    rule: 'IAMNoInlinePolicy',
    because: 'The rule wants managed policies, which several roles can share. Ours hold the exact ARNs of one stack and are of use to nobody else, '
      + 'so they stand in their role and go with it. Where the rule is law, pass a `role` of your own with a managed policy.',
  },
  {
    rule: 'SQSRedrivePolicy',
    because: 'It is asked of every queue but those that another queue redrives to. This one is a dead-letter queue itself: of the table\'s stream.',
  },
  {
    rule: 'IAM5',
    because: 'The actions of X-Ray (`tracing`) and those that describe a network (`vpc`) know no resources, so that `*` is the least that can be '
      + 'said. A network interface has no id before it is made; what is done to one is bound to account and region, and denied to the function\'s own code. '
      + 'Without these two props there is no such finding.',
  },
];

/** @throws when nobody has answered it: then it is to be closed, or explained here */
export function answerTo({ rule, path }: Pick<Finding, 'rule' | 'path'>): Answer {
  const answer = ANSWERS.find((each) => each.rule === rule && (each.part === undefined || path.includes(`/${each.part}/`)));
  if (!answer) throw new Error(`the rule ${rule}, broken by ${path}, has no answer in tools/compliance/answers.ts`);
  return answer;
}
