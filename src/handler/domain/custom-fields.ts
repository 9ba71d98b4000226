/*
 * Which custom fields are about no person: those that the schemas of this deployment have and do not mark with `x-personal`. A field that only an
 * earlier deployment had is not on this list, so that it counts as personal.
 */
import type { Kept, KeptCustomFields, KeptMembers } from './erasure';
import type { CustomFields } from './order';
import type { CustomFieldRules, FieldRule } from '../../contract';

/** What erasure keeps. */
export function keptCustomFields({ order, item }: CustomFieldRules): KeptCustomFields {
  return { order: order && keptOf(order) as KeptMembers | undefined, item: item && keptOf(item) as KeptMembers | undefined };
}

function keptOf({ type, personal, properties = {}, items }: FieldRule): Kept | undefined {
  if (personal) return undefined;
  if (type === 'object') {
    const members = Object.entries(properties).map(([name, rule]) => [name, keptOf(rule)] as const);
    return Object.fromEntries(members.filter(([, kept]) => kept !== undefined)) as KeptMembers;
  }
  if (type !== 'array') return 'scalar';
  const kept = keptOf(items!);
  return kept && [kept];
}

/** The fields without what is personal. */
export function withoutPersonalFields(fields: CustomFields | undefined, rule: FieldRule | undefined): CustomFields | undefined {
  const kept = rule && keptOf(rule);
  return kept && partOf(fields, kept) as CustomFields | undefined;
}

function partOf(value: unknown, kept: Kept): unknown {
  if (kept === 'scalar') return isComposite(value) ? undefined : value;
  if (isList(kept)) return Array.isArray(value) ? value.map((each) => partOf(each, kept[0])).filter((each) => each !== undefined) : undefined;
  if (!isComposite(value) || Array.isArray(value)) return undefined;
  const members = Object.entries(value).map(([name, each]) => {
    return [name, Object.prototype.hasOwnProperty.call(kept, name) ? partOf(each, kept[name]) : undefined] as const;
  });
  return Object.fromEntries(members.filter(([, each]) => each !== undefined));
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(kept: Exclude<Kept, 'scalar'>): kept is readonly [Kept] {
  return Array.isArray(kept);
}
