/*
 * IAM as a template has it, asked of an evaluator that is not ours: may this role, or this service of AWS, make this call?
 */
import { runSimulation, Simulation } from '@cloud-copilot/iam-simulate';

/** Where the stack is taken to stand. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::StackName': 'Shop' };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Call {
  readonly action: string;
  readonly resource: string;
  /** What AWS says of the request besides. */
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/** By type: the rest of a resource's ARN behind account and colon, from its name. */
const ARNS: Readonly<Record<string, readonly [service: string, rest: (name: string) => string]>> = {
  'AWS::CloudWatch::Alarm': ['cloudwatch', (name) => `alarm:${name}`],
  'AWS::DynamoDB::GlobalTable': ['dynamodb', (name) => `table/${name}`],
  'AWS::DynamoDB::Table': ['dynamodb', (name) => `table/${name}`],
  'AWS::Events::EventBus': ['events', (name) => `event-bus/${name}`],
  'AWS::KMS::Key': ['kms', (name) => `key/${name}`],
  'AWS::Lambda::Alias': ['lambda', (name) => `function:${name}`],
  'AWS::Lambda::Function': ['lambda', (name) => `function:${name}`],
  'AWS::Logs::LogGroup': ['logs', (name) => `log-group:${name}:*`],
  'AWS::SNS::Topic': ['sns', (name) => name],
  'AWS::SQS::Queue': ['sqs', (name) => name],
};

/** Whose `Ref` is their ARN, not their name. */
const REF_IS_ARN = ['AWS::Lambda::Alias', 'AWS::SNS::Topic'];

export class TemplateIam {
  public constructor(private readonly resources: Readonly<Record<string, TemplateResource>>) {}

  /** The ARN of the one resource of a type whose logical id has this in it. */
  public arnOf(type: string, part = ''): string {
    return this.arn(this.idOf(type, part));
  }

  /** The one logical id of a type that has this in it. */
  public idOf(type: string, part = ''): string {
    const ids = Object.keys(this.resources).filter((id) => this.resources[id].Type === type && id.includes(part));
    if (ids.length !== 1) throw new Error(`there is not one ${type} with '${part}' in its id, but ${ids.join(', ') || 'none'}`);
    return ids[0];
  }

  /** The statements of each policy of an identity, by its logical id: those that stand beside roles, and those in them. */
  public policies(): [id: string, statements: Statement[]][] {
    return Object.entries(this.resources).flatMap(([id, { Type, Properties: { PolicyDocument, Policies = [] } }]) => {
      const inside = Type === 'AWS::IAM::Role' ? (Policies as { readonly PolicyDocument: unknown }[]).map((policy) => policy.PolicyDocument) : [];
      const documents = Type === 'AWS::IAM::Policy' ? [PolicyDocument] : inside;
      return documents.map((document): [string, Statement[]] => [id, statementsIn(this.resolve(document))]);
    });
  }

  /** The statements of a role's policies, by its logical id. */
  public statementsOf(roleId: string): Statement[] {
    const isOfRole = (id: string) => ((this.resources[id].Properties.Roles ?? []) as { readonly Ref?: string }[]).some(({ Ref }) => Ref === roleId);
    return this.policies().flatMap(([id, statements]) => (id === roleId || isOfRole(id) ? statements : []));
  }

  /** The policy of a resource: of a key, a queue, a topic, or who may assume a role. */
  public policyOf(type: string, part = ''): Statement[] {
    const { KeyPolicy, PolicyDocument, AssumeRolePolicyDocument } = this.resources[this.idOf(type, part)].Properties;
    return statementsIn(this.resolve(KeyPolicy ?? PolicyDocument ?? AssumeRolePolicyDocument));
  }

  /** Who may invoke functions, as the policy that Lambda makes of its permissions. */
  public invokePolicy(): Statement[] {
    const permissions = Object.values(this.resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    return permissions.map(({ Properties }) => {
      const { Action, FunctionName, Principal, SourceArn } = this.resolve(Properties) as Record<string, string>;
      return { Effect: 'Allow', Action, Resource: FunctionName, Principal: { Service: Principal }, Condition: { ArnLike: { 'aws:SourceArn': SourceArn } } };
    });
  }

  /** A value of the template as it would be in a deployed stack. */
  public resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.resolve(each));
    if (typeof value !== 'object' || value === null) return value;
    const { 'Ref': ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, ...others } = value as Record<string, any>;
    if (ref !== undefined) return PSEUDO_PARAMETERS[ref] ?? (REF_IS_ARN.includes(this.resources[ref].Type) ? this.arn(ref) : this.nameOf(ref));
    if (attribute !== undefined) return this.attribute(attribute);
    if (join !== undefined) return (this.resolve(join[1]) as string[]).join(join[0]);
    return Object.fromEntries(Object.entries(others).map(([key, each]) => [key, this.resolve(each)]));
  }

  private attribute([id, name]: [string, string]): string {
    switch (name) {
      case 'Arn':
        return this.arn(id);
      case 'StreamArn':
        return `${this.arn(id)}/stream/2026-11-27T00:00:00.000`;
      case 'GroupId':
        return `sg-${id}`;
      default:
        throw new Error(`the test does not know the attribute ${name} of ${this.resources[id].Type}`);
    }
  }

  private arn(id: string): string {
    const { Type } = this.resources[id];
    if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${ACCOUNT}:role/${this.nameOf(id)}`;
    if (Type === 'AWS::S3::Bucket') return `arn:aws:s3:::${this.nameOf(id)}`;
    if (ARNS[Type] === undefined) throw new Error(`the test does not know the ARN of ${Type}`);
    const [service, rest] = ARNS[Type];
    return `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest(this.nameOf(id))}`;
  }

  private nameOf(id: string): string {
    const { TableName, QueueName, LogGroupName, FunctionName, RoleName } = this.resources[id].Properties;
    return String([TableName, QueueName, LogGroupName, FunctionName, RoleName].find((name) => typeof name === 'string') ?? id);
  }
}

export interface Question extends Call {
  /** The ARN of a role, or a service such as `logs.eu-central-1.amazonaws.com`. */
  readonly principal: string;
  /** The statements of the principal itself. */
  readonly identity?: readonly Statement[];
  readonly boundary?: readonly Statement[];
  /** The statements of the resource that is called. */
  readonly resourcePolicy?: readonly Statement[];
}

export async function isAllowed({ principal, action, resource, context = {}, identity = [], boundary, resourcePolicy }: Question): Promise<boolean> {
  const simulation: Simulation = {
    request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: { ...context } },
    identityPolicies: identity.length === 0 ? [] : [{ name: 'role', policy: policyOf(identity) }],
    ...boundary && { permissionBoundaryPolicies: [{ name: 'boundary', policy: policyOf(boundary) }] },
    ...resourcePolicy && { resourcePolicy: policyOf(resourcePolicy) },
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const response = await runSimulation(withKnownKey(simulation), {});
  if (response.resultType === 'error') throw new Error(`${action} on ${resource} cannot be evaluated: ${JSON.stringify(response.errors)}`);
  return response.overallResult === 'Allowed';
}

/** The evaluator knows no keys of encryption contexts: what policy and request have under that of CloudWatch Logs stands under one that it knows. */
function withKnownKey(simulation: Simulation): Simulation {
  return JSON.parse(JSON.stringify(simulation).replaceAll('kms:EncryptionContext:aws:logs:arn', 'aws:SourceArn'));
}

function policyOf(statements: readonly Statement[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

function statementsIn(document: unknown): Statement[] {
  return (document as { readonly Statement: Statement[] }).Statement;
}
