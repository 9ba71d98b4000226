import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';

/** The rules of cdk-nag's AwsSolutions pack that a stack breaks, rules that cannot be evaluated among them. */
export function nagFindingsIn(stack: Stack): string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const anything = Match.stringLikeRegexp('.*');
  return [...annotations.findError('*', anything), ...annotations.findWarning('*', anything)]
    .flatMap(({ entry }) => /^(AwsSolutions|CdkNag)[\w-]*/.exec(String(entry.data))?.[0] ?? []); // the construct warns too
}
