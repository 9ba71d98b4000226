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
    because: 'The stream of the table sets the concurrency: four executions for each shard. Reserved concurrency could only delay events.',
  },
  { rule: 'LambdaConcurrency', closedBy: 'reservedConcurrentExecutions' },
  { rule: 'LambdaInsideVPC', closedBy: 'vpc' },
  { rule: 'LambdaTracing', closedBy: 'tracing' },
  {
    rule: 'LambdaDLQ',
    because: 'A dead-letter queue receives failed asynchronous invocations only. API Gateway invokes the function synchronously: the caller sees the '
      + 'failure, and a retry is safe.',
  },
  {
    rule: 'IAMNoInlinePolicy',
    because: 'The rule requires managed policies, which several roles can share. The policies of the construct contain the ARNs of one stack, so no '
      + 'other role can use them. If the rule is mandatory, pass a `role` of your own with a managed policy.',
  },
  {
    rule: 'SQSRedrivePolicy',
    because: 'The rule applies to every queue that is not the dead-letter queue of another queue. This one is the dead-letter queue of the table\'s stream.',
  },
  {
    rule: 'IAM5',
    because: 'The actions of X-Ray (`tracing`) and those that describe a network (`vpc`) support no resources, so the policy needs `*`. A network '
      + 'interface has no id before it is created. Actions on network interfaces are restricted to account and region, and denied to the code of the function. '
      + 'Without these two props there is no such finding.',
  },
];

/** @throws when nobody has answered it: then it is to be closed, or explained here */
export function answerTo({ rule, path }: Pick<Finding, 'rule' | 'path'>): Answer {
  const answer = ANSWERS.find((each) => each.rule === rule && (each.part === undefined || path.includes(`/${each.part}/`)));
  if (!answer) throw new Error(`the rule ${rule}, broken by ${path}, has no answer in tools/compliance/answers.ts`);
  return answer;
}
