/*
 * Who calls: the event's authorizer as API Gateway fills it in, and what the caller is entitled to. Told here
 * anew and not by `src/handler/request/caller.ts`, which is among what the run puts to the test.
 */
import * as fc from 'fast-check';
import { CREATE_ORDER } from '../../../src/contract';
import type { AccessRules } from '../../../src/handler/request/access-rules';
import { accessRules } from '../../../tools/openapi/access-rules';

export const ADMIN_SCOPE = 'orders/admin';
const CLAIM = 'customer_id';

const RULE = { customerIdClaim: CLAIM, staff: [{ scope: ADMIN_SCOPE }] };

/** APIs over the same table that differ in whom they let in. */
export const API_VARIANTS = {
  /** Nobody is told apart. */
  trusting: accessRules(),
  /** Callers are customers or staff. */
  members: accessRules(RULE),
  /** The same, and anybody may place an order. */
  guests: accessRules(RULE, { [CREATE_ORDER.routeKey]: {} }),
} as const satisfies Record<string, AccessRules>;

export interface Caller {
  readonly variant: keyof typeof API_VARIANTS;
  readonly authorizer?: object;
  /** Whose idempotency keys these are. */
  readonly identity: string;
  /** Set for those who may see and change this customer's orders alone. */
  readonly customerId?: string;
  /** Whose credentials name nobody: all that they get is a 403. */
  readonly isStranger?: boolean;
  /** Whether the function is invoked and not the API. */
  readonly isDirect?: boolean;
}

const ANYBODY = 'anybody';

/** Texts that are hard on whatever takes an id for more than a text. */
const ID_SUFFIXES = ['', ' 😀 Ünï', '"; DROP TABLE orders', '/../%2F?&=#', ' {"S":"x"} \\u0000', '\u202E\u0301'];

/** Each customer's id can be found in a text: whether an answer tells of another customer is seen by it. */
export function customerIdOf(index: number): string {
  return `customer-${index}-${ID_SUFFIXES[index % ID_SUFFIXES.length]}`;
}

export function customersIn(text: string): string[] {
  return text.match(/customer-\d+-/g) ?? [];
}

export function customer(customerId: string, isLambdaAuthorizer = false): Caller {
  const claims = { [CLAIM]: customerId, sub: 'somebody', scope: 'orders/read' };
  return { variant: 'members', identity: `customer ${customerId}`, customerId, authorizer: isLambdaAuthorizer ? { lambda: claims } : { jwt: { claims } } };
}

function principal(variant: Caller['variant'], name: string): Caller {
  return { variant, identity: `principal ${name}`, authorizer: { jwt: { claims: { sub: name, scope: `openid ${ADMIN_SCOPE}` } } } };
}

function identityPoolUser(identityId: string): Caller {
  const cognitoIdentity = { amr: ['authenticated'], identityId, identityPoolId: 'eu-central-1:0000' };
  return { variant: 'trusting', identity: `principal ${identityId}`, authorizer: { iam: { userId: 'AROAEXAMPLE:CognitoIdentityCredentials', cognitoIdentity } } };
}

/** With the scope in brackets, as API Gateway writes a claim that was a list. */
export const STAFF: Caller = {
  variant: 'members',
  identity: 'principal staff-1',
  authorizer: { jwt: { claims: { sub: 'staff-1', scp: `[openid ${ADMIN_SCOPE}]` } } },
};

const GUEST: Caller = { variant: 'guests', identity: ANYBODY };
const NAMELESS: Caller = { variant: 'trusting', identity: ANYBODY };

export const staff = fc.constantFrom(
  STAFF,
  principal('members', 'staff-2'),
  principal('guests', 'staff-2'),
  principal('trusting', 'partner'),
  // A role's sessions are one principal.
  { variant: 'trusting', identity: 'principal AROAEXAMPLE', authorizer: { iam: { userId: 'AROAEXAMPLE:session-1' } } } as Caller,
  { variant: 'trusting', identity: 'principal AROAEXAMPLE', authorizer: { iam: { userId: 'AROAEXAMPLE:session-2' } } } as Caller,
  // Users of an identity pool are not, though they share a role.
  ...['1111', '2222'].map((id) => identityPoolUser(`eu-central-1:${id}`)),
  NAMELESS,
);

/** May place orders for every customer; staff and who stands at the open door. */
export const trustedToOrder = fc.oneof(
  staff,
  fc.constantFrom<Caller[]>(GUEST, { variant: 'members', identity: ANYBODY, isDirect: true }, { variant: 'trusting', identity: ANYBODY, isDirect: true }),
);

const CLAIMS_OF_NOBODY = [{}, ...[undefined, null, '', ' ', 7.5, 2 ** 60, true, ['customer-1-'], { S: 'customer-1-' }, 'customer-1-\n', '\uD800', 'x'.repeat(256)]
  .map((claim) => ({ [CLAIM]: claim, scope: 'orders/admins' }))];

export const stranger = fc.constantFrom<Caller[]>(
  { variant: 'members', identity: '', isStranger: true },
  ...CLAIMS_OF_NOBODY.map((claims): Caller => ({ variant: 'members', identity: '', isStranger: true, authorizer: { jwt: { claims } } })),
);
