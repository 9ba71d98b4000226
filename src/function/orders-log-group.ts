import { Annotations, ArnFormat, Aws, CfnElement, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, DataProtectionPolicy, ILogGroup, LogGroup, LogGroupClass, LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { regionalPrincipal } from './service-names';

/** The class of a log group of which CloudWatch takes no metrics out, so far as it is known: an imported group does not say. */
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

/** One of the log groups of an API, which are all kept and encrypted alike. Without a name CloudFormation makes one up. */
export function addLogGroup(
  scope: Construct, id: string, { logRetention, encryptionKey, dataProtectionPolicy, logRemovalPolicy }: LogGroupSettings, logGroupName?: string,
): OrdersLogGroup {
  return new OrdersLogGroup(scope, id, {
    logGroupName, encryptionKey, retention: logRetention, dataProtectionPolicy, removalPolicy: logRemovalPolicy,
  });
}

/** A log group that, when it has a key of the customer's, lets CloudWatch Logs use the key for this log group alone. */
export class OrdersLogGroup extends LogGroup {
  public constructor(scope: Construct, id: string, props: OrdersLogGroupProps) {
    super(scope, id, props);
    if (props.encryptionKey === undefined) return;
    const statement = useOfKey(this, arnPattern(this, props.logGroupName, props.encryptionKey));
    if (props.encryptionKey.addToResourcePolicy(statement).statementAdded) return;
    Annotations.of(scope).addWarningV2(
      'cdk-order-processing-api:importedKeyPolicy',
      `encryptionKey is imported, so its policy is left as it is: without this statement in it, ${this.node.path} cannot be made: ${JSON.stringify(this.stack.resolve(statement.toStatementJson()))}`,
    );
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function useOfKey({ stack }: LogGroup, logGroupArn: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal(regionalPrincipal(stack, 'logs'))],
    // AWS's example has kms:DescribeKey too, which takes no encryption context: under this condition it allows nothing.
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    resources: ['*'], // in a key's policy: this key
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  });
}

/**
 * The log group's ARN, made of names: the log group waits for the key, so the key's policy must not refer to the log
 * group. A name that CloudFormation makes is known by its beginning.
 */
function arnPattern({ stack, node }: LogGroup, logGroupName: string | undefined, key: IKey): string {
  const generatedName = `${Aws.STACK_NAME}-${(node.defaultChild as CfnElement).logicalId}-*`;
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    // In the policy of another stack, the token would be the name of that one.
    resourceName: (logGroupName ?? generatedName).split(Aws.STACK_NAME).join(stackNameAsSeenFrom(Stack.of(key), stack)),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** A nested stack's name is its parent's and more that CloudFormation makes up; a reference to it would have the key wait for it. */
function stackNameAsSeenFrom(viewer: Stack, stack: Stack): string {
  if (stack === viewer) return Aws.STACK_NAME;
  return stack.nestedStackParent ? `${stackNameAsSeenFrom(viewer, stack.nestedStackParent)}-*` : stack.stackName;
}
