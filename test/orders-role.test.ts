import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { OrdersRole } from '../src/orders-role';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111111111111:table/orders';
const LOG_GROUP_ARN = 'arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/orders:*';

function roleTemplate(roleName?: string): Template {
  const stack = new Stack(new App(), 'Shop');
  new OrdersRole(stack, 'Role', {
    roleName,
    table: Table.fromTableArn(stack, 'Table', TABLE_ARN),
    logGroup: LogGroup.fromLogGroupArn(stack, 'LogGroup', LOG_GROUP_ARN),
  });
  return Template.fromStack(stack);
}

test('has one statement for each need, with exact actions on exact ARNs', () => {
  roleTemplate().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Sid: 'CreateOrders', Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE_ARN },
        { Sid: 'WriteOwnLogs', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: LOG_GROUP_ARN },
      ],
    },
  });
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
  roleTemplate('shop-dev-lambda-role').hasResourceProperties('AWS::IAM::Role', { RoleName: 'shop-dev-lambda-role' });
});

test('leaves its name to CloudFormation when it gets none', () => {
  roleTemplate().hasResourceProperties('AWS::IAM::Role', { RoleName: Match.absent() });
});
