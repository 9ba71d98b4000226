/*
 * Existing resources that an app passes instead of having them made: a table, a role, log groups, a key. What the construct did not
 * make it does not change, so it checks what must hold.
 */
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, ORDER_KEY } from '../contract';
import { keyBehind, validateIsKey } from '../props/encryption-key';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { isElsewhere, isResource, shown } from '../props/validation';
import { listsOrders } from '../table/customer-index';

type ExistingResourceProps = Pick<OrderProcessingApiProps,
  'table' | 'role' | 'accessLogGroup' | 'handlerLogGroup' | 'encryptionKey'
  | 'eventBus' | 'deletionProtection' | 'replicas' | 'logRetention' | 'dataProtectionPolicy' | 'removalPolicy'>;

/** The service that runs functions. */
const LAMBDA = 'lambda.amazonaws.com';

interface PropWithoutEffect {
  readonly prop: keyof ExistingResourceProps;
  readonly beside: readonly ('table' | 'accessLogGroup' | 'handlerLogGroup')[];
  /** With one of them, something else is made that the prop is about. */
  readonly unless?: readonly 'eventBus'[];
}

/** Props that are about what we make, and say nothing once all of that is brought. */
const PROPS_WITHOUT_EFFECT: readonly PropWithoutEffect[] = [
  { prop: 'deletionProtection', beside: ['table'] },
  { prop: 'replicas', beside: ['table'] },
  { prop: 'logRetention', beside: ['accessLogGroup', 'handlerLogGroup'], unless: ['eventBus'] },
  { prop: 'dataProtectionPolicy', beside: ['accessLogGroup', 'handlerLogGroup'], unless: ['eventBus'] },
  { prop: 'removalPolicy', beside: ['table', 'accessLogGroup', 'handlerLogGroup'], unless: ['eventBus'] },
  { prop: 'encryptionKey', beside: ['table', 'accessLogGroup', 'handlerLogGroup'], unless: ['eventBus'] },
];

export function validateExistingResources(scope: Construct, props: ExistingResourceProps, routes: readonly RouteSettings[]): string[] {
  return [
    ...validatePropsWithoutEffect(props),
    ...validatePlace(scope, props),
    ...validateTrust(props.role),
    ...props.encryptionKey === undefined ? [] : validateIsKey(scope, 'encryptionKey', props.encryptionKey),
    ...props.table?.encryptionKey === undefined ? [] : validateIsKey(scope, 'encryptionKey of table', props.table.encryptionKey),
    ...validateTable(props.table, routes),
  ];
}

function validatePropsWithoutEffect(props: ExistingResourceProps): string[] {
  return PROPS_WITHOUT_EFFECT.filter(({ prop, beside }) => isSet(props[prop]) && beside.every((brought) => props[brought] !== undefined))
    .filter(({ unless = [] }) => unless.every((other) => props[other] === undefined))
    .map(({ prop, beside }) => `${prop} must be left out beside ${beside.join(', ')}, since what is brought is left as it is, got ${valueOf(props[prop])}`);
}

/** An empty list or map is like none. */
function isSet(value: unknown): boolean {
  return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function valueOf(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path;
  return value instanceof DataProtectionPolicy ? 'a DataProtectionPolicy' : shown(value);
}

/** Where something is, so far as it is known at synth. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** The function finds its table by name, and Lambda its role, key and log groups: in its own account, and but for the role in its own region. */
function validatePlace(scope: Construct, { table, role, accessLogGroup, handlerLogGroup, encryptionKey }: ExistingResourceProps): string[] {
  return [
    ...validateSame(scope, 'table', table && placeOf(table)),
    ...validateSame(scope, 'role', role && { account: role.env.account }),
    ...validateSame(scope, 'accessLogGroup', accessLogGroup?.env),
    ...validateSame(scope, 'handlerLogGroup', handlerLogGroup?.env),
    // A key may be another account's that shares it.
    ...validateSame(scope, 'encryptionKey', encryptionKey && { region: keyBehind(encryptionKey).env.region }),
  ];
}

/** A table that is imported by its ARN need not say in its `env` what the ARN says. */
function placeOf({ tableArn, env }: ITable): Place {
  return Token.isUnresolved(tableArn) ? env : Arn.split(tableArn, ArnFormat.SLASH_RESOURCE_NAME);
}

function validateSame(scope: Construct, prop: string, place: Place = {}): string[] {
  const stack = Stack.of(scope);
  return (['account', 'region'] as const).flatMap((part) => {
    const [own, other] = [stack[part], place[part] ?? stack[part]];
    return isElsewhere(scope, own, other) ? [`${prop} must be in the stack's ${part}, '${own}', got one in '${other}'`] : [];
  });
}

interface TrustStatement {
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, unknown>>;
}

/** Who may assume a role that the app makes stands in its resource; of an imported one nobody knows at synth. */
function validateTrust(role: IRole | undefined): string[] {
  const resource = role?.node?.defaultChild;
  if (!(resource instanceof CfnRole)) return [];
  const trust: { readonly Statement?: TrustStatement | TrustStatement[] } = Stack.of(resource).resolve(resource.assumeRolePolicyDocument);
  if (!Array.isArray(trust?.Statement) || trust.Statement.some(letsLambdaAssume)) return [];
  return [`role must let ${LAMBDA} assume it, as assumedBy: new ServicePrincipal('${LAMBDA}') does, got one that trusts ${shown(trust.Statement.map(({ Principal }) => Principal))}`];
}

/** What is known only when the app is deployed may be Lambda. */
function letsLambdaAssume({ Effect, Principal }: TrustStatement): boolean {
  if (Effect !== 'Allow') return false;
  if (typeof Principal === 'string') return Principal === '*';
  const { Service = [], AWS = [] } = Principal ?? {};
  return [Service].flat().some((service) => service === LAMBDA || typeof service !== 'string') || [AWS].flat().includes('*');
}

/** Keys of a table or an index, as CloudFormation has them. */
interface KeySchema {
  readonly attributeName: string;
  readonly keyType: string;
}

interface TableSchema {
  readonly keySchema?: readonly KeySchema[];
  readonly attributeDefinitions?: readonly { readonly attributeName: string; readonly attributeType: string }[];
  readonly globalSecondaryIndexes?: readonly {
    readonly indexName: string;
    readonly keySchema: readonly KeySchema[];
    readonly projection: { readonly projectionType?: string };
  }[];
}

const TABLE_KEYS = `partition key '${ORDER_KEY}' (S)`;
const INDEX_KEYS = `partition key '${CUSTOMER_INDEX.partitionKey}' (S) and sort key '${CUSTOMER_INDEX.sortKey}' (S)`;
const ALL_ATTRIBUTES = 'ALL';

/** The keys of a table that the app makes stand in its resource; those of an imported one nobody knows at synth. */
function validateTable(table: ITable | undefined, routes: readonly RouteSettings[]): string[] {
  const resource = table?.node.defaultChild;
  if (!isResource(resource, CfnTable) && !isResource(resource, CfnGlobalTable)) return [];
  const { keySchema, attributeDefinitions, globalSecondaryIndexes } = resource;
  const schema: TableSchema = Stack.of(resource).resolve({ keySchema, attributeDefinitions, globalSecondaryIndexes });
  if (schema.keySchema === undefined) return []; // a replica of another account's table has that one's keys
  return [...validateTableKeys(schema), ...listsOrders(routes) ? validateIndex(schema) : []];
}

function validateTableKeys(schema: TableSchema): string[] {
  const keys = describeKeys(schema, schema.keySchema);
  return keys === TABLE_KEYS ? [] : [`table must have the ${TABLE_KEYS} and no sort key, got ${keys}`];
}

function validateIndex(schema: TableSchema): string[] {
  const index = schema.globalSecondaryIndexes?.find(({ indexName }) => indexName === CUSTOMER_INDEX.indexName);
  const keys = describeKeys(schema, index?.keySchema);
  const projection = index?.projection.projectionType;
  if (keys === INDEX_KEYS && projection === ALL_ATTRIBUTES) return [];
  return [
    `table must have the index '${CUSTOMER_INDEX.indexName}' with ${INDEX_KEYS} and the projection ${ALL_ATTRIBUTES} before OrderRoute.listOrders() can read it, `
    + `got ${index ? `one with ${keys} and the projection ${projection}` : 'none of that name'}`,
  ];
}

function describeKeys({ attributeDefinitions = [] }: TableSchema, keys: readonly KeySchema[] = []): string {
  const typeOf = (name: string) => attributeDefinitions.find(({ attributeName }) => attributeName === name)?.attributeType;
  return keys.map(({ attributeName, keyType }) => `${keyType === 'HASH' ? 'partition' : 'sort'} key '${attributeName}' (${typeOf(attributeName)})`).join(' and ');
}
