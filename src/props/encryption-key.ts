/*
 * Keys of AWS KMS that an app passes, some of them by an alias. Services find a key by its alias, but IAM finds none: a
 * statement that names one is about the alias.
 * https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
import { Stack } from 'aws-cdk-lib';
import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { shown } from './validation';

/** The key that an alias stands for, where the alias knows it, or else what came. */
export function keyBehind(key: IKey): IKey {
  const target = targetOf(key);
  return target === undefined ? key : keyBehind(target);
}

/** An alias that is imported by its name throws when it is asked. */
function targetOf(key: IKey): IKey | undefined {
  try {
    return (key as Partial<IAlias>).aliasTargetKey;
  } catch {
    return undefined;
  }
}

/** Refuses an alias whose key nobody knows at synth. */
export function validateIsKey(scope: IConstruct, prop: string, key: IKey): string[] {
  const known: Pick<IKey, 'keyArn'> & Partial<IAlias> = keyBehind(key);
  const { keyArn, aliasName = keyArn } = known;
  const isAlias = 'aliasTargetKey' in known || /:alias\//.test(JSON.stringify(Stack.of(scope).resolve(keyArn)));
  return isAlias
    ? [`${prop} must be a key and no alias, by which IAM finds none, got ${shown(aliasName)}: take Key.fromLookup(scope, id, { aliasName }) or Key.fromKeyArn(scope, id, keyArn)`]
    : [];
}
