/*
 * IAM of the local AWS: keys for users of a stack, and roles that lose a statement for a while.
 */
import {
  AccessKey, CreateAccessKeyCommand, DeleteAccessKeyCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand, PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CLIENT_SETTINGS } from './local-aws';
import { Credentials } from '../../../tools/local/root-credentials';

const iam = new IAMClient(CLIENT_SETTINGS);

/** The keys of users, which must go before the users can. */
export class UserKeys {
  private readonly made = new Map<string, AccessKey>();

  public async of(userName: string): Promise<Credentials> {
    if (!this.made.has(userName)) this.made.set(userName, (await iam.send(new CreateAccessKeyCommand({ UserName: userName }))).AccessKey!);
    const { AccessKeyId, SecretAccessKey } = this.made.get(userName)!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! };
  }

  public async delete(): Promise<void> {
    for (const { UserName, AccessKeyId } of this.made.values()) await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  }
}

interface Statement {
  readonly Sid: string;
}

/** Does something while a role lacks one of its statements. */
export async function withoutStatement<T>(roleName: string, sid: string, work: () => Promise<T>): Promise<T> {
  const { policyName, document } = await policyOf(roleName);
  const others = document.Statement.filter(({ Sid }) => Sid !== sid);
  if (others.length !== document.Statement.length - 1) throw new Error(`the role ${roleName} has no statement ${sid}`);
  const put = (Statement: readonly Statement[]) => iam.send(new PutRolePolicyCommand({
    RoleName: roleName, PolicyName: policyName, PolicyDocument: JSON.stringify({ ...document, Statement }),
  }));
  await put(others);
  try {
    return await work();
  } finally {
    await put(document.Statement);
  }
}

/** The ids of the statements of a role, whose policy is one. */
export async function statementsOf(roleName: string): Promise<string[]> {
  return (await policyOf(roleName)).document.Statement.map(({ Sid }) => Sid);
}

async function policyOf(roleName: string): Promise<{ policyName: string; document: { readonly Statement: readonly Statement[] } }> {
  const { PolicyNames: [policyName, ...others] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  if (policyName === undefined || others.length > 0) throw new Error(`the role ${roleName} must have one policy, it has ${[policyName, ...others]}`);
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }));
  return { policyName, document: JSON.parse(decodeURIComponent(PolicyDocument!)) };
}

/** Gives a role a permissions boundary. */
export async function bind(roleName: string, boundaryArn: string): Promise<void> {
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: roleName, PermissionsBoundary: boundaryArn }));
}
