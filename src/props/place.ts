/*
 * Where a resource is. Existing resources must be in the account and region of the stack, as far as both are known at synth.
 */
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { inWords, isElsewhere } from './validation';

/** Account and region of a resource, where they are known at synth. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** Account and region of a table. If it is imported by its ARN, its `env` need not have those of the ARN. */
export function placeOf({ tableArn, env }: ITable): Place {
  return Token.isUnresolved(tableArn) ? env : Arn.split(tableArn, ArnFormat.SLASH_RESOURCE_NAME);
}

export function validateSame(scope: Construct, prop: string, place: Place = {}): string[] {
  const stack = Stack.of(scope);
  const others = (['account', 'region'] as const).map((part) => ({ part, own: stack[part], other: place[part] ?? stack[part] }))
    .filter(({ own, other }) => isElsewhere(scope, own, other));
  if (others.length === 0) return [];
  const all = (of: 'part' | 'own' | 'other') => inWords(others.map((each) => (of === 'part' ? each.part : `'${each[of]}'`)));
  return [`${prop} must be in the ${all('part')} of the stack, ${all('own')}, got one in ${all('other')}`];
}
