/*
 * Whether two synthesized templates make the same stack. What says where a resource comes from does not count:
 * metadata (construct paths, suppressed findings, the CDK's own count of constructs) and the hashes of assets.
 */

const METADATA_RESOURCE = 'AWS::CDK::Metadata';
const METADATA_CONDITION = 'CDKMetadataAvailable';
const HASH = /\b[0-9a-f]{64}\b/g;

interface Template {
  readonly Resources?: Readonly<Record<string, object>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/** One line for each place in which they differ; none when they make the same stack. */
export function templateDifferences(expected: Template, actual: Template): string[] {
  return differences('', comparable(expected), comparable(actual));
}

function comparable({ Resources = {}, Conditions = {}, ...sections }: Template): object {
  const { [METADATA_CONDITION]: _, ...conditions } = Conditions;
  const resources = Object.entries(Resources).filter(([, resource]) => (resource as { Type?: unknown }).Type !== METADATA_RESOURCE);
  return {
    ...sections,
    ...Object.keys(conditions).length > 0 && { Conditions: conditions },
    Resources: Object.fromEntries(resources.map(([id, { Metadata, ...resource }]: [string, { Metadata?: unknown }]) => [id, resource])),
  };
}

function differences(place: string, expected: unknown, actual: unknown): string[] {
  if (isBranch(expected) && isBranch(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences(place === '' ? key : `${place}.${key}`, expected[key], actual[key]));
  }
  if (textOf(expected) === textOf(actual)) return [];
  if (actual === undefined) return [`${place} is missing, expected ${textOf(expected)}`];
  if (expected === undefined) return [`${place} is not expected: ${textOf(actual)}`];
  return [`${place} is ${textOf(actual)}, expected ${textOf(expected)}`];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value)?.replace(HASH, '<hash>');
}
