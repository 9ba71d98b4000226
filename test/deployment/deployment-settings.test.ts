import { Lazy } from 'aws-cdk-lib';
import { OrderApiDeployment, OrderProvisionedConcurrency } from '../../src';
import { resolveProvisionedConcurrency } from '../../src/deployment/deployment-settings';
import { accepts, failsFor, refusalOf, several } from '../support/refusals';

const token = () => Lazy.number({ produce: () => 5 });

describe('provisionedConcurrency', () => {
  failsFor([
    ...[0, -1, 1.5, NaN, Infinity].map((minCapacity) => ({
      name: `a minCapacity of ${minCapacity}`,
      props: { provisionedConcurrency: { minCapacity } },
      message: `provisionedConcurrency.minCapacity must be a whole number from 1, got ${minCapacity}`,
    })),
    {
      name: 'a maxCapacity that is no whole number',
      props: { provisionedConcurrency: { minCapacity: 1, maxCapacity: 2.5 } },
      message: 'provisionedConcurrency.maxCapacity must be a whole number from 1, got 2.5',
    },
    {
      name: 'a maxCapacity below minCapacity',
      props: { provisionedConcurrency: { minCapacity: 5, maxCapacity: 2 } },
      message: 'provisionedConcurrency.maxCapacity must be at least minCapacity, got 2 below 5',
    },
    ...[0, 0.09, 0.91, 70, NaN].map((utilizationTarget) => ({
      name: `a utilizationTarget of ${utilizationTarget}`,
      props: { provisionedConcurrency: { minCapacity: 1, maxCapacity: 5, utilizationTarget } },
      message: `provisionedConcurrency.utilizationTarget must be a number from 0.1 to 0.9, got ${utilizationTarget}`,
    })),
    {
      name: 'a utilizationTarget where nothing scales',
      props: { provisionedConcurrency: { minCapacity: 1, utilizationTarget: 0.5 } },
      message: 'provisionedConcurrency.utilizationTarget needs maxCapacity, since without it there is no auto scaling, got none',
    },
    {
      name: 'a fixed number above reservedConcurrentExecutions',
      props: { provisionedConcurrency: { minCapacity: 11 }, reservedConcurrentExecutions: 10 },
      message: 'provisionedConcurrency.minCapacity must be at most reservedConcurrentExecutions, got 11 above 10',
    },
    {
      name: 'a maxCapacity above reservedConcurrentExecutions',
      props: { provisionedConcurrency: { minCapacity: 5, maxCapacity: 11 }, reservedConcurrentExecutions: 10 },
      message: 'provisionedConcurrency.maxCapacity must be at most reservedConcurrentExecutions, got 11 above 10',
    },
    {
      name: 'every fault at once',
      props: { provisionedConcurrency: { minCapacity: 0, maxCapacity: 0, utilizationTarget: 1 } },
      message: several([
        'provisionedConcurrency.minCapacity must be a whole number from 1, got 0',
        'provisionedConcurrency.maxCapacity must be a whole number from 1, got 0',
        'provisionedConcurrency.utilizationTarget must be a number from 0.1 to 0.9, got 1',
      ]),
    },
    {
      // What a compiler would refuse, and plain JavaScript sends.
      name: 'no minCapacity',
      props: { provisionedConcurrency: { maxCapacity: 2 } as OrderProvisionedConcurrency },
      message: 'provisionedConcurrency.minCapacity must be a whole number from 1, got none',
    },
  ]);

  test.each<{ name: string; provisionedConcurrency: OrderProvisionedConcurrency }>([
    { name: 'one fixed environment', provisionedConcurrency: { minCapacity: 1 } },
    { name: 'a maxCapacity that equals minCapacity', provisionedConcurrency: { minCapacity: 3, maxCapacity: 3 } },
    { name: 'the least utilizationTarget', provisionedConcurrency: { minCapacity: 1, maxCapacity: 2, utilizationTarget: 0.1 } },
    { name: 'the greatest utilizationTarget', provisionedConcurrency: { minCapacity: 1, maxCapacity: 2, utilizationTarget: 0.9 } },
    { name: 'tokens', provisionedConcurrency: { minCapacity: token(), maxCapacity: token(), utilizationTarget: token() } },
    { name: 'a token for minCapacity alone', provisionedConcurrency: { minCapacity: token(), maxCapacity: 2 } },
    {
      name: 'fields that are undefined, as jsii languages send them',
      provisionedConcurrency: { minCapacity: 1, maxCapacity: undefined, utilizationTarget: undefined },
    },
  ])('accepts $name', ({ provisionedConcurrency }) => accepts({ provisionedConcurrency }));

  test.each([10, 20, token()])('accepts as much as reservedConcurrentExecutions of %p', (reservedConcurrentExecutions) => {
    accepts({ provisionedConcurrency: { minCapacity: 5, maxCapacity: 10 }, reservedConcurrentExecutions });
  });

  test('scales at 70 percent unless told otherwise, and not at all without maxCapacity', () => {
    expect(resolveProvisionedConcurrency({ minCapacity: 1, maxCapacity: 5, utilizationTarget: undefined }))
      .toEqual({ minCapacity: 1, scaling: { maxCapacity: 5, utilizationTarget: 0.7 } });
    expect(resolveProvisionedConcurrency({ minCapacity: 1 })).toEqual({ minCapacity: 1, scaling: undefined });
  });
});

describe('deployment', () => {
  test('fails for what is no OrderApiDeployment, where no compiler has looked', () => {
    expect(refusalOf({ deployment: 'canary' as unknown as OrderApiDeployment }))
      .toBe('Error: [Shop/Orders] deployment must be an OrderApiDeployment such as OrderApiDeployment.canary(), got "canary"');
  });
});
