import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, IManagedPolicy, ManagedPolicy, PermissionsBoundary, Role } from 'aws-cdk-lib/aws-iam';
import { OrderProcessingApi } from '../../src';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { newStack } from '../support/refusals';

const ROLE = 'AWS::IAM::Role';

const BOUNDARY_ARN = 'arn:aws:iam::111111111111:policy/Boundary';
const boundaryIn = (stack: Stack): IManagedPolicy => ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY_ARN);

test('bounds the function\'s role', () => {
  const stack = newStack();
  new OrderProcessingApi(stack, 'Orders', { permissionsBoundary: boundaryIn(stack) });
  Template.fromStack(stack).hasResourceProperties(ROLE, { PermissionsBoundary: BOUNDARY_ARN });
});

test('bounds what is added below the construct later, and nothing beside it', () => {
  const stack = newStack();
  const orders = new OrderProcessingApi(stack, 'Orders', { permissionsBoundary: boundaryIn(stack) });
  new Role(orders, 'Later', { assumedBy: new AccountRootPrincipal(), description: 'later' });
  new Role(stack, 'Report', { assumedBy: new AccountRootPrincipal(), description: 'beside' });
  const boundaries = propertiesOf(Template.fromStack(stack), ROLE).map(({ Description, PermissionsBoundary: boundary }) => [Description, boundary]);
  expect(boundaries).toEqual([['Runs the order processing function', BOUNDARY_ARN], ['later', BOUNDARY_ARN], ['beside', undefined]]);
});

test('comes before the boundary of the stack', () => {
  const stack = newStack();
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Wide', 'arn:aws:iam::111111111111:policy/Wide'));
  new OrderProcessingApi(stack, 'Orders', { permissionsBoundary: boundaryIn(stack) });
  Template.fromStack(stack).hasResourceProperties(ROLE, { PermissionsBoundary: BOUNDARY_ARN });
});

test('is missing by default', () => {
  templateOf().hasResourceProperties(ROLE, { PermissionsBoundary: Match.absent() });
});

test('leaves the boundary of the stack in force by default', () => {
  const stack = newStack();
  PermissionsBoundary.of(stack).apply(boundaryIn(stack));
  new OrderProcessingApi(stack, 'Orders');
  Template.fromStack(stack).hasResourceProperties(ROLE, { PermissionsBoundary: BOUNDARY_ARN });
});
