import { Annotations, ArnFormat, Aws, CfnElement, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, DataProtectionPolicy, ILogGroup, LogGroup, LogGroupClass, LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { regionalPrincipal } from './service-names';
import { asText } from '../props/validation';

/** The class of a log group from which CloudWatch extracts no metrics, or `undefined`. The class of an imported log group is not known. */
export function classWithoutMetrics(logGroup: ILogGroup | undefined): string | undefined {
  const { logGroupClass } = (logGroup?.node?.defaultChild ?? {}) as Partial<CfnLogGroup>;
  return logGroupClass === LogGroupClass.STANDARD || Token.isUnresolved(logGroupClass) ? undefined : logGroupClass;
}

interface OrdersLogGroupProps extends LogGroupProps {
  readonly encryptionKey?: IKey;
}

interface LogGroupSettings {
  readonly logRetention: RetentionDays;
  readonly encryptionKey?: IKey;
  readonly dataProtectionPolicy?: DataProtectionPolicy;
  readonly logRemovalPolicy: RemovalPolicy;
}

/** Creates a log group of an API. All have the same retention, encryption and data protection policy. CloudFormation generates a name that is left out. */
export function addLogGroup(
  scope: Construct, id: string, { logRetention, encryptionKey, dataProtectionPolicy, logRemovalPolicy }: LogGroupSettings, logGroupName?: string,
): OrdersLogGroup {
  return new OrdersLogGroup(scope, id, {
    logGroupName, encryptionKey, retention: logRetention, dataProtectionPolicy, removalPolicy: logRemovalPolicy,
  });
}

/** Log group whose customer managed key, if it has one, allows CloudWatch Logs to use the key for this log group only. */
export class OrdersLogGroup extends LogGroup {
  public constructor(scope: Construct, id: string, props: OrdersLogGroupProps) {
    super(scope, id, props);
    if (props.encryptionKey === undefined) return;
    const statement = useOfKey(this, arnPattern(this, props.logGroupName, props.encryptionKey));
    if (props.encryptionKey.addToResourcePolicy(statement).statementAdded) return;
    Annotations.of(scope).addWarningV2(
      'cdk-order-processing-api::importedKeyPolicy',
      'encryptionKey is imported, so its key policy cannot be changed: before you deploy, add this statement to it, with the values of this stack in place of ${…}, or CloudWatch Logs '
        + `cannot create ${this.node.path}: ${asText(this.stack, statement.toStatementJson())}`,
    );
  }
}

/**
 * Statement of the key policy that allows CloudWatch Logs to use the key for one log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function useOfKey({ stack }: LogGroup, logGroupArn: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal(regionalPrincipal(stack, 'logs'))],
    // The example of AWS has kms:DescribeKey too. It has no encryption context, so under this condition it would allow nothing.
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    resources: ['*'], // in a key policy: this key
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  });
}

/**
 * ARN of the log group, made of names and not of references: the log group depends on the key, so the key policy cannot refer to the log group. Of
 * a name that CloudFormation generates, the beginning is known.
 */
function arnPattern({ stack, node }: LogGroup, logGroupName: string | undefined, key: IKey): string {
  const generatedName = `${Aws.STACK_NAME}-${(node.defaultChild as CfnElement).logicalId}-*`;
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    // In the policy of another stack, the token would be the name of that stack.
    resourceName: (logGroupName ?? generatedName).split(Aws.STACK_NAME).join(stackNameAsSeenFrom(Stack.of(key), stack)),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * Name of a stack in the template of another stack. The name of a nested stack starts with that of its parent. A reference to the nested stack would
 * make the key depend on it.
 */
function stackNameAsSeenFrom(viewer: Stack, stack: Stack): string {
  if (stack === viewer) return Aws.STACK_NAME;
  return stack.nestedStackParent ? `${stackNameAsSeenFrom(viewer, stack.nestedStackParent)}-*` : stack.stackName;
}
