/*
 * Who changed an order. What customers see of it is in shown-order.ts, since the ids of staff are not theirs to see.
 */

/** What a caller is to the shop: a customer, staff, or a principal of IAM such as another service. */
export const ACTOR_KINDS = ['CUSTOMER', 'STAFF', 'IAM'] as const;

export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** As the credentials name it: the id of a customer, the subject of a token, the id of a role. */
  readonly id?: string;
}
