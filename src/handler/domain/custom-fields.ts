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
  return rule && publicPart(fields, rule) as CustomFields | undefined;
}

function publicPart(value: unknown, { type, personal, properties = {}, items }: FieldRule): unknown {
  if (personal || typeof value !== 'object' || value === null) return personal || type === 'object' || type === 'array' ? undefined : value;
  if (Array.isArray(value)) return type === 'array' && !items!.personal ? value.map((each) => publicPart(each, items!)).filter((each) => each !== undefined) : undefined;
  if (type !== 'object') return undefined;
  const members = Object.entries(value).map(([name, each]) => {
    const rule = Object.prototype.hasOwnProperty.call(properties, name) ? properties[name] : undefined;
    return [name, rule && publicPart(each, rule)] as const;
  });
  return Object.fromEntries(members.filter(([, each]) => each !== undefined));
}
