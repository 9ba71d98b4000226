import { Aws, CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The outputs' keys, as in the reference template, with the last part of their export names. */
const EXPORTS = {
  ApiGatewayEndpoint: 'ApiEndpoint',
  DynamoDBTableName: 'OrdersTable',
  LambdaFunctionArn: 'LambdaArn',
  LambdaFunctionName: 'LambdaName',
  ApiGatewayId: 'ApiId',
} as const;

type OutputKey = keyof typeof EXPORTS;

/** Where outputs go: the prefix of their keys and export names, or `undefined` for no outputs. */
export type OutputPrefix = string | undefined;

/** The keys that the outputs have in the template. */
export function outputKeys(prefix: OutputPrefix): string[] {
  return prefix === undefined ? [] : Object.keys(EXPORTS).map((key) => `${prefix}${key}`);
}

/** Adds the outputs to the stack, under exactly these keys wherever the construct stands in the tree. */
export function addOutputs(scope: Construct, prefix: OutputPrefix, outputs: Record<OutputKey, { description: string; value: string }>): void {
  if (prefix === undefined) return;
  for (const key of Object.keys(EXPORTS) as OutputKey[]) {
    new CfnOutput(scope, key, {
      ...outputs[key],
      exportName: `${Aws.STACK_NAME}-${prefix}${EXPORTS[key]}`,
    }).overrideLogicalId(`${prefix}${key}`);
  }
}
