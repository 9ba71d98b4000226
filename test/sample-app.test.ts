import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrderShopStack } from '../examples/typescript/order-shop-stack';
import { OrderProcessingApi } from '../src';

test('the sample app passes cdk-nag\'s AwsSolutions pack', () => {
  expect(findingsIn(new OrderShopStack(new App(), 'OrderShop'))).toEqual([]);
});

test('the one-line example fails that pack by AwsSolutions-APIG4 alone: it has no authorizer', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders');

  expect(findingsIn(stack)).toEqual(['AwsSolutions-APIG4']);
});

function findingsIn(stack: Stack): string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const anything = Match.stringLikeRegexp('.*');
  return [...annotations.findError('*', anything), ...annotations.findWarning('*', anything)]
    .map(({ entry }) => /^[\w-]+/.exec(String(entry.data))![0]);
}
