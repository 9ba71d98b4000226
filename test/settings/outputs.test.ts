import { App, Aws, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { addOutputs } from '../../src/settings/outputs';
import { outputsOf, subOf } from '../support/orders-stack';
import { accepts, failsFor } from '../support/refusals';

const VALUES = {
  ApiGatewayEndpoint: 'https://example.com/dev/orders',
  DynamoDBTableName: 'orders',
  LambdaFunctionArn: 'arn:aws:lambda:eu-central-1:111111111111:function:orders',
  LambdaFunctionName: 'orders-function',
  ApiGatewayId: 'a1b2c3',
};

function outputsWith(prefix: string | undefined) {
  const stack = new Stack(new App(), 'Shop');
  addOutputs(new Construct(stack, 'DeepInTheTree'), prefix, VALUES);
  return outputsOf(Template.fromStack(stack));
}

test('have exactly these keys and export names', () => {
  const exports = Object.entries(outputsWith('')).map(([key, { Export }]) => [key, subOf(Export.Name)]);
  expect(exports).toEqual([
    ['ApiGatewayEndpoint', '${AWS::StackName}-ApiEndpoint'],
    ['DynamoDBTableName', '${AWS::StackName}-OrdersTable'],
    ['LambdaFunctionArn', '${AWS::StackName}-LambdaArn'],
    ['LambdaFunctionName', '${AWS::StackName}-LambdaName'],
    ['ApiGatewayId', '${AWS::StackName}-ApiId'],
  ]);
});

test('have the values they are given, and say what they are', () => {
  expect(outputsWith('')).toMatchObject(
    Object.fromEntries(Object.entries(VALUES).map(([key, value]) => [key, { Description: expect.stringMatching(/\w/), Value: value }])),
  );
});

test.each(['', 'Wholesale'])('have the keys of their values, with the prefix "%s"', (prefix) => {
  expect(Object.keys(outputsWith(prefix))).toEqual(Object.keys(VALUES).map((key) => `${prefix}${key}`));
});

test('put the prefix before the key and before the last part of the export name', () => {
  const { WholesaleApiGatewayId } = outputsWith('Wholesale');
  expect(subOf(WholesaleApiGatewayId.Export.Name)).toBe('${AWS::StackName}-WholesaleApiId');
});

test('are none without a prefix, not even an empty one', () => {
  expect(outputsWith(undefined)).toEqual({});
});

describe('outputPrefix', () => {
  const accepted = 'outputPrefix must be a letter followed by letters and digits, at most 200 characters (^[A-Za-z][A-Za-z0-9]*$), got';

  failsFor(['1st', 'My-Orders', 'My Orders', 'Größe', `P${'x'.repeat(200)}`].map((outputPrefix) => ({
    name: outputPrefix.slice(0, 20), props: { outputPrefix }, message: `${accepted} '${outputPrefix}'`,
  })));

  failsFor([
    {
      name: 'a token',
      props: { outputPrefix: Aws.STACK_NAME },
      message: 'outputPrefix must be known at synth, since it is the start of logical ids, got a token',
    },
    {
      name: 'a token behind known text',
      props: { outputPrefix: `Orders${Lazy.string({ produce: () => 'Wholesale' })}` },
      message: 'outputPrefix must be known at synth, since it is the start of logical ids, got a token',
    },
  ]);

  test.each(['', 'W', 'Wholesale2', `P${'x'.repeat(199)}`])('accepts \'%s\'', (outputPrefix) => {
    accepts({ outputPrefix });
  });
});
