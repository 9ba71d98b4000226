/*
 * What stays of an order when its personal data is erased: a list of what is kept, so that whatever is not on it goes, including what other
 * programs have written to the item (docs/adr/0024-erasure.md). It works on the attributes as DynamoDB has them: no number is read and written
 * again. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { inUtc, isLegacy } from './legacy-order';
import { orderNumberOf } from './order-number';
import { INITIAL_STATUS } from './order-status';
import { isShardOf, createdAtOrderIdOf } from './status-shard';
import type { Attribute, Image } from './stored-order';

/** What is kept of an attribute: a scalar, of a map these members, or of each element of a list this. */
export type Kept = 'scalar' | KeptMembers | readonly [Kept];

export interface KeptMembers {
  readonly [name: string]: Kept;
}

/** What is kept of the fields of the shop's own. Without it nothing is. */
export interface KeptCustomFields {
  readonly order?: KeptMembers;
  readonly item?: KeptMembers;
}

/** The fields that every order may have. */
const ITEM = { productId: 'scalar', quantity: 'scalar', price: 'scalar', name: 'scalar' } as const satisfies KeptMembers;
const ORDER = {
  orderId: 'scalar',
  customerId: 'scalar',
  items: [ITEM],
  currency: 'scalar',
  totalAmount: 'scalar',
  shippingAmount: 'scalar',
  taxAmount: 'scalar',
  discountAmount: 'scalar',
  status: 'scalar',
  statusHistory: [{ status: 'scalar', at: 'scalar' }],
  createdAt: 'scalar',
} as const satisfies KeptMembers;

const BY = { kind: 'scalar' } as const satisfies KeptMembers;
const LINES = [{ lineNumber: 'scalar', quantity: 'scalar' }] as const;

/** Of the back office all but what people have written, who they are, what leads to an address, and hashes of all that. */
const BACK_OFFICE: KeptMembers = {
  statusChanges: [{ status: 'scalar', reason: 'scalar', by: BY }],
  fulfilmentStatus: 'scalar',
  fulfilments: [{
    fulfilmentId: 'scalar',
    status: 'scalar',
    items: LINES,
    carrier: 'scalar',
    statusHistory: [{ status: 'scalar', at: 'scalar', by: BY }],
  }],
  returns: [{ returnId: 'scalar', items: LINES, refundAmount: 'scalar', reason: 'scalar', at: 'scalar', by: BY }],
};

const EVERY_ORDER: KeptMembers = { ...ORDER, ...BACK_OFFICE };

/** Where taxes are owed. */
const ADDRESS: KeptMembers = { country: 'scalar' };

/** `modelVersion` says that an order has more fields of ours. In any other order an attribute of such a name is somebody else's. */
function keptOf({ modelVersion }: Image, { order, item }: KeptCustomFields): KeptMembers {
  if (modelVersion === undefined) return EVERY_ORDER;
  return {
    ...EVERY_ORDER,
    items: [{ ...ITEM, sku: 'scalar', discountAmount: 'scalar', taxAmount: 'scalar', ...item && { customFields: item } }],
    taxIncluded: 'scalar',
    priceSource: 'scalar',
    stockTaken: [{ productId: 'scalar', quantity: 'scalar' }],
    discounts: [{ amount: 'scalar' }],
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    ...order && { customFields: order },
  };
}

/** What an erased order has besides. `changeId` is there after a later change of its status, and is not about the customer. */
const OF_ERASED_ORDERS = ['erasedAt', 'modelVersion', 'updatedAt', 'version', 'changeId'];

/** Whether nothing is left to erase. */
export function isErased(image: Image, customFields: KeptCustomFields = {}): boolean {
  if (image.erasedAt === undefined) return false;
  const others = Object.fromEntries(Object.entries(image).filter(([name]) => !OF_ERASED_ORDERS.includes(name)));
  return isDeepStrictEqual(others, { ...membersOf(image, keptOf(image, customFields)), ...indexKeysOf(image) });
}

/** The order without personal data, as its next version. */
export function erased(image: Image, at: Date, customFields: KeptCustomFields = {}): Image {
  const now: Attribute = { S: at.toISOString() };
  return {
    ...membersOf({ ...image, ...historyOfLegacy(image) }, keptOf(image, customFields)),
    ...indexKeysOf(image),
    version: { N: String(versionOf(image) + 1) },
    updatedAt: now,
    erasedAt: now,
    modelVersion: { N: '2' },
  };
}

/** The keys of indexes, by which the order is still found and listed. Any other text of such a name is somebody else's. */
function indexKeysOf({ orderId: { S: orderId } = {}, createdAt, orderNumber, statusShard, createdAtOrderId }: Image): Image {
  if (orderId === undefined) return {};
  return {
    ...orderNumber?.S === orderNumberOf(orderId) && { orderNumber },
    ...isShardOf(statusShard?.S, orderId) && { statusShard },
    ...createdAtOrderId?.S !== undefined && createdAtOrderId.S === createdAtOrderIdOf(createdAt?.S ?? '', orderId) && { createdAtOrderId },
  };
}

function versionOf({ version }: Image): number {
  return Number(version?.N ?? 1) || 1;
}

/**
 * An order of the template that other programs have moved along has no entry for its status. Readers take the time of its last change for that, which
 * erasure moves.
 */
function historyOfLegacy({ createdAt, updatedAt, status, statusHistory }: Image): Image {
  const entries = statusHistory?.L ?? [];
  const last = entries[entries.length - 1]?.M?.status?.S ?? INITIAL_STATUS;
  if (!isLegacy(createdAt?.S) || status?.S === undefined || status.S === last) return {};
  return { statusHistory: { L: [...entries, { M: { status, at: { S: inUtc(updatedAt?.S ?? createdAt!.S!) } } }] } };
}

function membersOf(image: Image, kept: KeptMembers): Image {
  const entries = Object.entries(kept).map(([name, what]) => [name, attributeOf(image[name], what)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Image;
}

/** What has another shape than it should may hold anything: nothing is kept of it. */
function attributeOf(value: Attribute | undefined, kept: Kept): Attribute | undefined {
  if (value === undefined) return undefined;
  if (kept === 'scalar') return isScalar(value) ? value : undefined;
  if (!isList(kept)) return value.M && { M: membersOf(value.M, kept) };
  return value.L && { L: value.L.flatMap((element) => attributeOf(element, kept[0]) ?? placeOf(kept[0])) };
}

/** What is left of an element of another shape. A map keeps its place, since items are counted. */
function placeOf(kept: Kept): Attribute[] {
  return kept === 'scalar' || isList(kept) ? [] : [{ M: {} }];
}

function isList(kept: KeptMembers | readonly [Kept]): kept is readonly [Kept] {
  return Array.isArray(kept);
}

function isScalar(value: Attribute): boolean {
  return ['S', 'N', 'BOOL'].some((type) => type in value);
}
