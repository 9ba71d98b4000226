import type { Caller } from './caller';
import type { Actor } from '../domain/actor';

/** Kinds of identities that IAM has proven. Users of an identity pool have credentials of a role. */
const OF_IAM = ['iam', 'cognito'];

/** Who calls, for the history of an order. `undefined` if the credentials name nobody. */
export function actorOf({ customerId, identity }: Caller): Actor | undefined {
  if (customerId !== undefined) return { kind: 'CUSTOMER', id: customerId };
  const end = identity.indexOf(':');
  if (end < 0) return undefined;
  return { kind: OF_IAM.includes(identity.slice(0, end)) ? 'IAM' : 'STAFF', id: identity.slice(end + 1) };
}
