import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import type { OrderProcessingApiProps } from '../../../src';
import { ANSWERS, answerTo } from '../../../tools/compliance/answers';
import { allFindings, findingsOf, runPacks, tablesOf } from '../../../tools/compliance/document';
import { Review, reviewsOf } from '../../../tools/compliance/packs';
import { defaultSample } from '../../../tools/compliance/samples';
import { pageAt, withSections } from '../../../tools/shared/markdown';

const reviews = runPacks();

function rulesIn(reviewed: readonly Review[]): Set<string> {
  return new Set(findingsOf(reviewed).map(({ rule }) => rule));
}

/** The least that a prop must be given to close its rule. */
const CLOSING: Partial<Record<keyof OrderProcessingApiProps, (stack: Stack) => OrderProcessingApiProps>> = {
  encryptionKey: (stack) => ({ encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }) }),
  reservedConcurrentExecutions: () => ({ reservedConcurrentExecutions: 100 }),
  tracing: () => ({ tracing: Tracing.ACTIVE }),
  vpc: (stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }) }),
};

test('the document shows what the packs report (else: npm run regenerate)', () => {
  const document = pageAt('docs/compliance.md');
  expect(document.text).toBe(withSections(document, tablesOf(reviews)));
});

test('each answer is to a rule that a sample breaks', () => {
  const given = new Set(allFindings(reviews).map(answerTo));
  expect(ANSWERS.filter((answer) => !given.has(answer))).toEqual([]);
});

test.each(['defaults', 'hardened'] as const)('the AwsSolutions pack finds nothing in %s, behind an authorizer', (sample) => {
  expect(findingsOf(reviews[sample]).filter(({ pack }) => pack === 'AwsSolutions')).toEqual([]);
});

test('the hardened sample with vpc and tracing breaks no rule that a prop closes', () => {
  const open = findingsOf(reviews.networked).filter((finding) => 'closedBy' in answerTo(finding));
  expect(open).toEqual([]);
});

const closed = ANSWERS.flatMap((answer) => ('closedBy' in answer ? [{ rule: answer.rule, prop: answer.closedBy }] : []));

test.each(closed)('$prop alone closes $rule', ({ rule, prop }) => {
  expect(rulesIn(reviews.defaults)).toContain(rule);
  expect(rulesIn(reviewsOf((app) => defaultSample(app, CLOSING[prop])))).not.toContain(rule);
});

test('fails to make the tables with a rule that nobody has answered', () => {
  const [review] = reviews.defaults;
  const unanswered = { ...review, findings: [{ pack: 'AwsSolutions', rule: 'NEW1', path: 'Orders' }] };
  expect(() => tablesOf({ ...reviews, defaults: [unanswered, ...reviews.defaults.slice(1)] }))
    .toThrow('the rule NEW1, broken by Orders, has no answer in tools/compliance/answers.ts');
});
