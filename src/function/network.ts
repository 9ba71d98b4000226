/*
 * The VPC that the function joins: what must hold of it, its security group, and what Lambda needs to put network
 * interfaces there.
 */
import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib'; // from there, EC2 is loaded when a VPC asks for it
import { ISecurityGroup, ISubnet, IVpc, SelectedSubnets, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Permission } from './permissions';
import type { OrderProcessingApiProps } from '../props/order-processing-api-props';
import { kindOf } from '../props/validation';

type NetworkProps = Pick<OrderProcessingApiProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/** What the function is told of its network; nothing outside of a VPC. */
export interface FunctionNetwork {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** Lambda's quotas for one function. */
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;

export function validateNetwork({ vpc, vpcSubnets, securityGroups }: NetworkProps): string[] {
  if (vpc !== undefined) return [...validateSubnets(vpc, vpcSubnets), ...validateSecurityGroups(securityGroups)];
  return [
    ...vpcSubnets === undefined ? [] : ['vpcSubnets needs vpc, whose subnets it selects, got vpcSubnets alone'],
    ...securityGroups === undefined ? [] : ['securityGroups needs vpc, since they guard the function\'s network interfaces there, got securityGroups alone'],
  ];
}

function validateSubnets(vpc: IVpc, selection: SubnetSelection | undefined): string[] {
  let selected: SelectedSubnets;
  try {
    selected = vpc.selectSubnets(selection);
  } catch (error) {
    return [`vpcSubnets must select subnets of vpc, got a selection that fails: ${(error as Error).message}`];
  }
  if (selected.isPendingLookup) return []; // the subnets are known in the next round of the CDK CLI
  const publicOnes = publicSubnetsAmong(selected.subnets, vpc);
  return [
    ...publicOnes.length === 0 ? [] : [`vpcSubnets must be private or isolated, since a function has no public address, got ${publicOnes.map(nameOf).join(', ')}`],
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
    return [`securityGroups must hold security groups such as SecurityGroup.fromSecurityGroupId(scope, id, groupId), got ${others.map(kindOf).join(' and ')}`];
  }
  if (securityGroups === undefined || (securityGroups.length >= 1 && securityGroups.length <= MAX_SECURITY_GROUPS)) return [];
  return [`securityGroups must be 1 to ${MAX_SECURITY_GROUPS}, or left out for one of the function's own, got ${securityGroups.length}`];
}

/** Whose security group it is, and what it calls. */
interface NetworkPurpose {
  readonly owner: string;
  readonly destination: string;
}

const ORDERS: NetworkPurpose = { owner: 'The order processing function', destination: 'DynamoDB' };

/** The network options of a function. In a VPC without `securityGroups` they include a new security group of the function's own. */
export function addNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: NetworkProps, purpose = ORDERS): FunctionNetwork {
  return vpc === undefined ? {} : { vpc, vpcSubnets, securityGroups: securityGroups ?? [ownSecurityGroup(scope, vpc, purpose)] };
}

/**
 * Nothing comes in, and HTTPS alone goes out: to an AWS service, of whose addresses a template knows nothing. It stands beside
 * the function and not below it, as the function waits for its role, which names this group.
 */
function ownSecurityGroup(scope: Construct, vpc: IVpc, { owner, destination }: NetworkPurpose): ISecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: owner, allowAllOutbound: false });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, destination);
  return group;
}

/**
 * To put network interfaces into the VPC, where there is one: what `AWSLambdaVPCAccessExecutionRole` allows on
 * everything, on as little as Lambda and EC2 can do with, and for Lambda alone.
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
      resourceArns: ['*'], // EC2 knows no resources for them
    },
    {
      sid: 'CreateNetworkInterfaces',
      actions: create,
      resourceArns: [
        arn(account, 'network-interface/*'), // it has no id before it is made
        // Of any owner: a VPC can be shared by another account.
        ...vpc.selectSubnets(vpcSubnets).subnetIds.map((id) => arn('*', `subnet/${id}`)),
        ...securityGroups.map(({ securityGroupId }) => arn('*', `security-group/${securityGroupId}`)),
      ],
    },
    {
      sid: 'ManageNetworkInterfaces',
      actions: manage,
      resourceArns: [
        arn(account, 'network-interface/*'),
        arn(account, '*/*'), // Lambda tries them before there is an interface, and refuses a role with less
      ],
    },
    {
      sid: 'DenyNetworkToFunctionCode',
      effect: Effect.DENY,
      actions: [...describe, ...create, ...manage, 'ec2:DetachNetworkInterface'],
      resourceArns: ['*'],
      // The key is there on calls that a function's code makes, and not on those that Lambda makes for its network. AWS's
      // example names the function, which is made after its role: any function's code is kept out instead.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    },
  ];
}
