/*
 * `iam.PermissionsBoundary` bounds the roles of the construct as it bounds any others: there is no prop for it.
 */
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, IManagedPolicy, ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps } from '../src';
import { propertiesOf, templateOf } from './support/orders-stack';
import { newStack } from './support/refusals';

const ROLE = 'AWS::IAM::Role';

const BOUNDARY_ARN = 'arn:aws:iam::111111111111:policy/Boundary';
const boundaryIn = (stack: Stack): IManagedPolicy => ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY_ARN);

/** A stack whose orders are bounded, with what is made of it afterwards. */
function bounded(
  propsIn: (stack: Stack) => OrderProcessingApiProps = () => ({}), later: (orders: OrderProcessingApi) => void = () => undefined,
): Template {
  const stack = newStack();
  const orders = new OrderProcessingApi(stack, 'Orders', propsIn(stack));
  PermissionsBoundary.of(orders).apply(boundaryIn(stack));
  later(orders);
  return Template.fromStack(stack);
}

function boundariesIn(template: Template): [unknown, unknown][] {
  return propertiesOf(template, ROLE).map(({ Description, PermissionsBoundary: boundary }) => [Description, boundary]);
}

describe('PermissionsBoundary.of(orders)', () => {
  test('bounds every role that the construct makes', () => {
    const template = bounded((stack) => ({ eventBus: new EventBus(stack, 'Bus'), deployment: OrderApiDeployment.canary() }));
    expect(boundariesIn(template)).toEqual([
      ['Runs the order processing function', BOUNDARY_ARN],
      ['Runs the function that publishes order events', BOUNDARY_ARN],
      ['Shifts the traffic of the order processing function', BOUNDARY_ARN],
    ]);
  });

  test('bounds what is added below the construct later, and nothing beside it', () => {
    const template = bounded(undefined, (orders) => {
      new Role(orders, 'Later', { assumedBy: new AccountRootPrincipal(), description: 'later' });
      new Role(Stack.of(orders), 'Report', { assumedBy: new AccountRootPrincipal(), description: 'beside' });
    });
    expect(boundariesIn(template)).toEqual([['Runs the order processing function', BOUNDARY_ARN], ['later', BOUNDARY_ARN], ['beside', undefined]]);
  });

  test('leaves a role that the app brings as it is', () => {
    const template = bounded((stack) => ({ role: new Role(stack, 'Own', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: 'brought' }) }));
    expect(boundariesIn(template)).toEqual([['brought', undefined]]);
  });

  test('comes before the boundary of the stack', () => {
    const template = bounded((stack) => {
      PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Wide', 'arn:aws:iam::111111111111:policy/Wide'));
      return {};
    });
    template.hasResourceProperties(ROLE, { PermissionsBoundary: BOUNDARY_ARN });
  });
});

test('there is no boundary by default', () => {
  templateOf().hasResourceProperties(ROLE, { PermissionsBoundary: Match.absent() });
});

test('the boundary of the stack holds for the construct', () => {
  const stack = newStack();
  PermissionsBoundary.of(stack).apply(boundaryIn(stack));
  new OrderProcessingApi(stack, 'Orders');
  Template.fromStack(stack).hasResourceProperties(ROLE, { PermissionsBoundary: BOUNDARY_ARN });
});
