/*
 * KMS keys that an app passes, some of them by an alias. An AWS service finds a key by its alias, but IAM does not: a policy statement with
 * the ARN of an alias is about the alias.
 * https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
import { Stack } from 'aws-cdk-lib';
import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { shown } from './validation';

/** The key of an alias that knows its key, otherwise the value itself. */
export function keyBehind(key: IKey): IKey {
  const target = targetOf(key);
  return target === undefined ? key : keyBehind(target);
}

/** The getter throws for an alias that is imported by its name. */
function targetOf(key: IKey): IKey | undefined {
  try {
    return (key as Partial<IAlias>).aliasTargetKey;
  } catch {
    return undefined;
  }
}

/** An alias whose key is not known at synth is a fault. */
export function validateIsKey(scope: IConstruct, prop: string, key: IKey): string[] {
  const known: Pick<IKey, 'keyArn'> & Partial<IAlias> = keyBehind(key);
  const { keyArn, aliasName = keyArn } = known;
  const isAlias = 'aliasTargetKey' in known || /:alias\//.test(JSON.stringify(Stack.of(scope).resolve(keyArn)));
  return isAlias
    ? [`${prop} must be a key, since IAM does not match a key by an alias, got the alias ${shown(aliasName)}: use Key.fromLookup(scope, id, { aliasName }) or Key.fromKeyArn(scope, id, keyArn)`]
    : [];
}
