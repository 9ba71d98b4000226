/*
 * VPC of the functions: validation, security group, and the permissions that Lambda needs for network interfaces.
 */
import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib'; // from there, EC2 is loaded when a VPC asks for it
import { ISecurityGroup, ISubnet, IVpc, SelectedSubnets, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { inWords, kindOf, optionNames, validateSpelling } from '../props/validation';

type NetworkProps = Pick<OrderProcessingApiProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/** Network options of a function. Empty without a VPC. */
export interface FunctionNetwork {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** Quotas of Lambda for the network of a function. */
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;

const SUBNET_OPTIONS = optionNames<SubnetSelection>({
  availabilityZones: true, onePerAz: true, subnetFilters: true, subnetGroupName: true, subnets: true, subnetType: true,
});

export function validateNetwork({ vpc, vpcSubnets, securityGroups }: NetworkProps): string[] {
  if (vpc !== undefined) return [...validateSubnets(vpc, vpcSubnets), ...validateSecurityGroups(securityGroups)];
  const dependents = [...vpcSubnets === undefined ? [] : ['vpcSubnets'], ...securityGroups === undefined ? [] : ['securityGroups']];
  return dependents.length === 0 ? [] : [`vpc must be set for ${inWords(dependents)}, got none`];
}

function validateSubnets(vpc: IVpc, selection: SubnetSelection = {}): string[] {
  const misspelt = validateSpelling('vpcSubnets', selection, SUBNET_OPTIONS);
  if (misspelt.length > 0) return misspelt; // the subnets are not those that are meant
  let selected: SelectedSubnets;
  try {
    selected = vpc.selectSubnets(selection);
  } catch (error) {
    return [`vpcSubnets must select subnets of vpc, got a selection that fails: ${(error as Error).message}`];
  }
  if (selected.isPendingLookup) return []; // the CDK CLI synthesizes again when it has looked up the subnets
  const publicOnes = publicSubnetsAmong(selected.subnets, vpc);
  return [
    ...publicOnes.length === 0 ? [] : [`vpcSubnets must be private or isolated, since a function has no public IP address, got ${publicOnes.map(nameOf).join(', ')}`],
    ...selected.subnets.length >= 1 && selected.subnets.length <= MAX_SUBNETS
      ? []
      : [`vpcSubnets must select 1 to ${MAX_SUBNETS} subnets of vpc, got ${selected.subnets.length}`],
  ];
}

function publicSubnetsAmong(subnets: readonly ISubnet[], vpc: IVpc): ISubnet[] {
  const publicIds = new Set(vpc.publicSubnets.map(({ subnetId }) => subnetId));
  return subnets.filter(({ subnetId }) => publicIds.has(subnetId));
}

function nameOf(subnet: ISubnet): string {
  return subnet.node.path;
}

function validateSecurityGroups(securityGroups: readonly ISecurityGroup[] | undefined): string[] {
  const others = securityGroups?.filter((group: unknown) => (group as ISecurityGroup | null)?.securityGroupId === undefined) ?? [];
  if (others.length > 0) {
    return [`securityGroups must contain security groups such as SecurityGroup.fromSecurityGroupId(scope, id, groupId), got ${inWords(others.map(kindOf))}`];
  }
  if (securityGroups === undefined || (securityGroups.length >= 1 && securityGroups.length <= MAX_SECURITY_GROUPS)) return [];
  return [`securityGroups must be 1 to ${MAX_SECURITY_GROUPS}, or left out for a new one, got ${securityGroups.length}`];
}

/** Descriptions in the security group of a function: its owner, and the service that it calls. */
interface NetworkPurpose {
  readonly owner: string;
  readonly destination: string;
}

const ORDERS: NetworkPurpose = { owner: 'The order processing function', destination: 'DynamoDB' };

/** Network options of a function. In a VPC without `securityGroups` they include a new security group. */
export function addNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: NetworkProps, purpose = ORDERS): FunctionNetwork {
  return vpc === undefined ? {} : { vpc, vpcSubnets, securityGroups: securityGroups ?? [ownSecurityGroup(scope, vpc, purpose)] };
}

/**
 * New security group without inbound rules that allows outbound HTTPS only. It allows any address, since a template does not know the addresses of
 * an AWS service. It is a sibling of the function: the function depends on its role, which refers to this group.
 */
function ownSecurityGroup(scope: Construct, vpc: IVpc, { owner, destination }: NetworkPurpose): ISecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: owner, allowAllOutbound: false });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, destination);
  return group;
}

/**
 * Permissions for network interfaces in the VPC, if there is one. They are those of `AWSLambdaVPCAccessExecutionRole`, on the fewest resources that
 * Lambda and EC2 accept, and denied to the code of the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkPermissions(scope: Construct, { vpc, vpcSubnets, securityGroups = [] }: FunctionNetwork): Permission[] {
  if (vpc === undefined) return [];
  const { partition, region, account } = Stack.of(scope);
  const arn = (owner: string, resource: string) => `arn:${partition}:ec2:${region}:${owner}:${resource}`;
  const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const create = ['ec2:CreateNetworkInterface'];
  const manage = ['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'];
  return [
    {
      sid: 'DescribeNetwork',
      actions: describe,
      resourceArns: ['*'], // EC2 does not support resources for these actions
    },
    {
      sid: 'CreateNetworkInterfaces',
      actions: create,
      resourceArns: [
        arn(account, 'network-interface/*'), // it has no id before it exists
        // Any owner, since another account can share its VPC.
        ...vpc.selectSubnets(vpcSubnets).subnetIds.map((id) => arn('*', `subnet/${id}`)),
        ...securityGroups.map(({ securityGroupId }) => arn('*', `security-group/${securityGroupId}`)),
      ],
    },
    {
      sid: 'ManageNetworkInterfaces',
      actions: manage,
      resourceArns: [
        arn(account, 'network-interface/*'),
        arn(account, '*/*'), // Lambda tries them before an interface exists, and rejects a role with less
      ],
    },
    {
      sid: 'DenyNetworkToFunctionCode',
      effect: Effect.DENY,
      actions: [...describe, ...create, ...manage, 'ec2:DetachNetworkInterface'],
      resourceArns: ['*'],
      // Calls of the code of a function have this key, calls of Lambda for its network do not. The example of AWS names the function, which
      // does not exist yet when its role is created: the code of any function is denied instead.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    },
  ];
}
