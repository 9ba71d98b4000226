import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { OperationId } from '../../src/contract';
import { OrdersRole } from '../../src/function/orders-role';
import { logPermission, tablePermissions } from '../../src/function/permissions';
import { propertiesOf } from '../support/orders-stack';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders';
const LOG_GROUP_ARN = 'arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/orders:*';

const WRITE_OWN_LOGS = { Sid: 'WriteOwnLogs', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: LOG_GROUP_ARN };

function roleTemplate({ roleName, operations = [] }: { roleName?: string; operations?: OperationId[] } = {}): Template {
  const stack = new Stack(new App(), 'Shop');
  new OrdersRole(stack, 'Role', {
    description: 'Runs a function',
    roleName,
    permissions: [
      ...tablePermissions(stack, Table.fromTableArn(stack, 'Table', TABLE_ARN), operations),
      logPermission(LogGroup.fromLogGroupArn(stack, 'LogGroup', LOG_GROUP_ARN)),
    ],
  });
  return Template.fromStack(stack);
}

test.each<{ operation: OperationId; sid: string; action: string; resource: string }>([
  { operation: 'createOrder', sid: 'CreateOrders', action: 'dynamodb:PutItem', resource: TABLE_ARN },
  { operation: 'getOrder', sid: 'GetOrders', action: 'dynamodb:GetItem', resource: TABLE_ARN },
  { operation: 'listOrders', sid: 'ListOrders', action: 'dynamodb:Query', resource: `${TABLE_ARN}/index/OrdersByCustomer` },
  { operation: 'updateOrderStatus', sid: 'UpdateOrders', action: 'dynamodb:UpdateItem', resource: TABLE_ARN },
])('may do for $operation just $action on $resource, besides writing its own logs', ({ operation, sid, action, resource }) => {
  expect(propertiesOf(roleTemplate({ operations: [operation] }), 'AWS::IAM::Policy')).toMatchObject([{
    PolicyDocument: { Statement: [{ Sid: sid, Effect: 'Allow', Action: action, Resource: resource }, WRITE_OWN_LOGS] },
  }]);
});

test('has one statement for each operation', () => {
  const [{ PolicyDocument }] = propertiesOf(roleTemplate({ operations: ['createOrder', 'getOrder', 'listOrders', 'updateOrderStatus'] }), 'AWS::IAM::Policy');
  expect((PolicyDocument as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid))
    .toEqual(['CreateOrders', 'GetOrders', 'ListOrders', 'UpdateOrders', 'WriteOwnLogs']);
});

test('does without AWSLambdaBasicExecutionRole', () => {
  roleTemplate().hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('trusts Lambda and nobody else', () => {
  roleTemplate().hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
  });
});

test('takes the name it is given', () => {
  roleTemplate({ roleName: 'shop-dev-lambda-role' }).hasResourceProperties('AWS::IAM::Role', { RoleName: 'shop-dev-lambda-role' });
});

test('leaves its name to CloudFormation when it gets none', () => {
  roleTemplate().hasResourceProperties('AWS::IAM::Role', { RoleName: Match.absent() });
});
