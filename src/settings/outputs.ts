import { Aws, CfnElement, CfnOutput, Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { isFromLookup } from '../props/validation';

/** Keys and descriptions of the outputs as in the reference template, with the last part of their export names. */
const OUTPUTS = {
  ApiGatewayEndpoint: { exportedAs: 'ApiEndpoint', description: 'HTTP API Gateway endpoint URL for order submission' },
  DynamoDBTableName: { exportedAs: 'OrdersTable', description: 'DynamoDB table name for storing orders' },
  LambdaFunctionArn: { exportedAs: 'LambdaArn', description: 'Lambda function ARN for order processing' },
  LambdaFunctionName: { exportedAs: 'LambdaName', description: 'Lambda function name' },
  ApiGatewayId: { exportedAs: 'ApiId', description: 'API Gateway ID' },
} as const;

type OutputKey = keyof typeof OUTPUTS;

/** Pattern of a logical id, which the prefix of an output starts. */
const LOGICAL_ID = /^[A-Za-z][A-Za-z0-9]*$/;

/** Prefix of the output keys and export names, or `undefined` for no outputs. */
export type OutputPrefix = string | undefined;

/** The output prefix. While the CDK CLI still has to look it up, its dummy value gives a unique prefix, for a template that is discarded. */
export function resolveOutputs({ outputs, outputPrefix }: Pick<OrderProcessingApiProps, 'outputs' | 'outputPrefix'>): OutputPrefix {
  if (!(outputs ?? true)) return undefined;
  const prefix = outputPrefix ?? '';
  return isFromLookup(prefix) ? prefix.replace(/[^A-Za-z0-9]/g, '') : prefix;
}

/** Logical ids of the outputs in the template. */
function outputKeys(prefix: OutputPrefix): string[] {
  return prefix === undefined ? [] : Object.keys(OUTPUTS).map((key) => `${prefix}${key}`);
}

/** Adds the outputs to the stack. Their logical ids do not depend on the path of the construct. */
export function addOutputs(scope: Construct, prefix: OutputPrefix, values: Readonly<Record<OutputKey, string>>): void {
  if (prefix === undefined) return;
  for (const [key, { exportedAs, description }] of Object.entries(OUTPUTS)) {
    new CfnOutput(scope, key, {
      description,
      value: values[key as OutputKey],
      exportName: `${Aws.STACK_NAME}-${prefix}${exportedAs}`,
    }).overrideLogicalId(`${prefix}${key}`);
  }
}

export function validateOutputs(scope: Construct, outputPrefix: string | undefined, outputs: OutputPrefix): string[] {
  const faults = validateOutputPrefix(outputPrefix ?? '');
  return faults.length > 0 ? faults : validateOutputsAreFree(scope, outputs);
}

function validateOutputPrefix(prefix: string): string[] {
  if (prefix === '' || isFromLookup(prefix)) return [];
  if (Token.isUnresolved(prefix)) return ['outputPrefix must be known at synth, since it is the start of logical ids, got a token'];
  if (LOGICAL_ID.test(prefix) && prefix.length <= 200) return [];
  return [`outputPrefix must be a letter followed by letters and digits, at most 200 characters (${LOGICAL_ID.source}), got '${prefix}'`];
}

function validateOutputsAreFree(scope: Construct, prefix: OutputPrefix): string[] {
  const stack = Stack.of(scope);
  const outputs = stack.node.findAll().filter((other) => isOutput(other) && Stack.of(other) === stack) as CfnOutput[];
  const taken = new Set(outputs.map((output) => stack.resolve(output.logicalId)));
  const clashes = outputKeys(prefix).filter((key) => taken.has(key));
  return clashes.length > 0
    ? [`outputPrefix must differ from that of other instances, since stack '${stack.stackName}' already has ${clashes.join(', ')}: set another outputPrefix or outputs: false`]
    : [];
}

/** Whether a construct is an output. It may come from another copy of the CDK, so `instanceof` is not enough. */
function isOutput(construct: IConstruct): boolean {
  return CfnElement.isCfnElement(construct) && 'exportName' in construct;
}
