/*
 * Existing resources that an app passes: table, role, log groups, key. The construct does not change them, so it validates that they fit.
 */
import { Stack } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RouteSettings } from '../api/route-settings';
import { CUSTOMER_INDEX, NUMBER_INDEX, ORDER_KEY, STATUS_INDEX } from '../contract';
import { keyBehind, validateIsKey } from '../props/encryption-key';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { placeOf, validateSame } from '../props/place';
import { inWords, shown } from '../props/validation';
import { findsByNumber, listsByStatus, listsOrders, STATUS_INDEX_ATTRIBUTES } from '../table/indexes';
import { describeKeys, schemaOf, TableSchema } from '../table/table-schema';

type ExistingResourceProps = Pick<OrderProcessingApiProps,
  'table' | 'role' | 'accessLogGroup' | 'handlerLogGroup' | 'encryptionKey'
  | 'eventBus' | 'deletionProtection' | 'replicas' | 'logRetention' | 'dataProtectionPolicy' | 'removalPolicy'>;

/** Service principal of Lambda. */
const LAMBDA = 'lambda.amazonaws.com';

interface PropWithoutEffect {
  readonly prop: keyof ExistingResourceProps;
  readonly beside: readonly ('table' | 'accessLogGroup' | 'handlerLogGroup')[];
  /** Props that make the construct create another resource to which the prop applies. */
  readonly unless?: readonly 'eventBus'[];
}

/** Props of resources that the construct creates. They have no effect once all of these resources are existing ones. */
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
  return PROPS_WITHOUT_EFFECT.filter(({ prop, beside }) => isSet(props[prop]) && beside.every((existing) => props[existing] !== undefined))
    .filter(({ unless = [] }) => unless.every((other) => props[other] === undefined))
    .map(({ prop, beside }) => `${prop} must be left out beside ${inWords(beside)}, since existing resources are not changed, got ${valueOf(props[prop])}`);
}

/** Whether a prop has a value. An empty list or object counts as none. */
function isSet(value: unknown): boolean {
  return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function valueOf(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path;
  return value instanceof DataProtectionPolicy ? 'a DataProtectionPolicy' : shown(value);
}

/** Existing resources must be in the account and region of the stack: the function finds its table by name, and Lambda the others. Roles have no region. */
function validatePlace(scope: Construct, { table, role, accessLogGroup, handlerLogGroup, encryptionKey }: ExistingResourceProps): string[] {
  return [
    ...validateSame(scope, 'table', table && placeOf(table)),
    ...validateSame(scope, 'role', role && { account: role.env.account }),
    ...validateSame(scope, 'accessLogGroup', accessLogGroup?.env),
    ...validateSame(scope, 'handlerLogGroup', handlerLogGroup?.env),
    // Another account may share its key.
    ...validateSame(scope, 'encryptionKey', encryptionKey && { region: keyBehind(encryptionKey).env.region }),
  ];
}

interface TrustStatement {
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, unknown>>;
}

/** Validates the trust policy of a role that the app creates. The trust policy of an imported role is not known at synth. */
function validateTrust(role: IRole | undefined): string[] {
  const resource = role?.node?.defaultChild;
  if (!(resource instanceof CfnRole)) return [];
  const trust: { readonly Statement?: TrustStatement | TrustStatement[] } = Stack.of(resource).resolve(resource.assumeRolePolicyDocument);
  if (!Array.isArray(trust?.Statement) || trust.Statement.some(letsLambdaAssume)) return [];
  return [`role must have a trust policy that allows ${LAMBDA}, such as assumedBy: new ServicePrincipal('${LAMBDA}'), got one that trusts ${shown(trust.Statement.map(({ Principal }) => Principal))}`];
}

/** Whether a statement allows Lambda to assume the role. A principal that is known only at deployment may be Lambda. */
function letsLambdaAssume({ Effect, Principal }: TrustStatement): boolean {
  if (Effect !== 'Allow') return false;
  if (typeof Principal === 'string') return Principal === '*';
  const { Service = [], AWS = [] } = Principal ?? {};
  return [Service].flat().some((service) => service === LAMBDA || typeof service !== 'string') || [AWS].flat().includes('*');
}

const TABLE_KEYS = `partition key '${ORDER_KEY}' (S)`;
const INDEX_KEYS = `partition key '${CUSTOMER_INDEX.partitionKey}' (S) and sort key '${CUSTOMER_INDEX.sortKey}' (S)`;
const NUMBER_INDEX_KEYS = `partition key '${NUMBER_INDEX.partitionKey}' (S)`;
const STATUS_INDEX_KEYS = `partition key '${STATUS_INDEX.partitionKey}' (S) and sort key '${STATUS_INDEX.sortKey}' (S)`;
const ALL_ATTRIBUTES = 'ALL';

/** Validates keys and indexes of a table that the app creates. Those of an imported table are not known at synth. */
function validateTable(table: ITable | undefined, routes: readonly RouteSettings[]): string[] {
  const schema = table && schemaOf(table);
  return schema === undefined ? [] : [
    ...validateTableKeys(schema),
    ...listsOrders(routes) ? validateCustomerIndex(schema) : [],
    ...findsByNumber(routes) ? validateNumberIndex(schema) : [],
    ...listsByStatus(routes) ? validateStatusIndex(schema) : [],
  ];
}

function validateTableKeys(schema: TableSchema): string[] {
  const keys = describeKeys(schema, schema.keySchema);
  return keys === TABLE_KEYS ? [] : [`table must have the ${TABLE_KEYS} and no sort key, got ${keys}`];
}

function validateCustomerIndex(schema: TableSchema): string[] {
  const index = schema.globalSecondaryIndexes?.find(({ indexName }) => indexName === CUSTOMER_INDEX.indexName);
  const keys = describeKeys(schema, index?.keySchema);
  const projection = index?.projection.projectionType;
  if (keys === INDEX_KEYS && projection === ALL_ATTRIBUTES) return [];
  return [
    `table must have the index '${CUSTOMER_INDEX.indexName}' with ${INDEX_KEYS} and the projection ${ALL_ATTRIBUTES} for OrderRoute.listOrders(), `
    + `got ${index ? `one with ${keys} and the projection ${projection}` : 'none of that name'}`,
  ];
}

/** The index needs no attributes besides the keys, which every projection has. */
function validateNumberIndex(schema: TableSchema): string[] {
  const index = schema.globalSecondaryIndexes?.find(({ indexName }) => indexName === NUMBER_INDEX.indexName);
  const keys = describeKeys(schema, index?.keySchema);
  if (keys === NUMBER_INDEX_KEYS) return [];
  return [
    `table must have the index '${NUMBER_INDEX.indexName}' with ${NUMBER_INDEX_KEYS} and no sort key for byOrderNumber of OrderRoute.listOrders(), `
    + `got ${index ? `one with ${keys}` : 'none of that name'}`,
  ];
}

/** The index needs the attributes that a list shows. */
function validateStatusIndex(schema: TableSchema): string[] {
  const index = schema.globalSecondaryIndexes?.find(({ indexName }) => indexName === STATUS_INDEX.indexName);
  const keys = describeKeys(schema, index?.keySchema);
  const { projectionType, nonKeyAttributes = [] } = index?.projection ?? {};
  const missing = projectionType === ALL_ATTRIBUTES ? [] : STATUS_INDEX_ATTRIBUTES.filter((attribute) => !nonKeyAttributes.includes(attribute));
  if (keys === STATUS_INDEX_KEYS && missing.length === 0) return [];
  const got = keys === STATUS_INDEX_KEYS ? `one without ${inWords(missing)}` : `one with ${keys}`;
  return [
    `table must have the index '${STATUS_INDEX.indexName}' with ${STATUS_INDEX_KEYS} and the attributes ${inWords(STATUS_INDEX_ATTRIBUTES)} for staffList of OrderRoute.listOrders(), got ${index ? got : 'none of that name'}`,
  ];
}
