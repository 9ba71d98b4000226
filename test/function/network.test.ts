import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { GatewayVpcEndpointAwsService, ISecurityGroup, IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { propertiesOf, subOf, templateOf } from '../support/orders-stack';
import { newStack, refusalOf } from '../support/refusals';

const FUNCTION = 'AWS::Lambda::Function';
const GROUP = 'AWS::EC2::SecurityGroup';

/** A VPC that is there already, with two subnets of each kind. */
function vpcIn(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    publicSubnetIds: ['subnet-public-a', 'subnet-public-b'],
    publicSubnetNames: ['Web'],
    privateSubnetIds: ['subnet-private-a', 'subnet-private-b'],
    privateSubnetNames: ['App'],
    isolatedSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
    isolatedSubnetNames: ['Data'],
  });
}

function groupsIn(stack: Stack, number: number): ISecurityGroup[] {
  return Array.from({ length: number }, (_, index) => SecurityGroup.fromSecurityGroupId(stack, `Group${index}`, `sg-${index}`));
}

function templateWith(props: (stack: Stack) => OrderProcessingApiProps, stack = newStack()): Template {
  new OrderProcessingApi(stack, 'Orders', props(stack));
  return Template.fromStack(stack);
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsOf(template: Template): Statement[] {
  const [{ PolicyDocument }] = propertiesOf(template, 'AWS::IAM::Policy');
  return (PolicyDocument as { Statement: Statement[] }).Statement;
}

function statement(template: Template, sid: string): Statement & { resources: string[] } {
  const found = statementsOf(template).find(({ Sid }) => Sid === sid)!;
  return { ...found, resources: [found.Resource].flat().map(subOf) };
}

const inVpc = templateWith((stack) => ({ vpc: vpcIn(stack) }), new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '111111111111' } }));

describe('without vpc', () => {
  test('the function is in no VPC, and its role knows nothing of networks', () => {
    templateOf().hasResourceProperties(FUNCTION, { VpcConfig: Match.absent() });
    templateOf().resourceCountIs(GROUP, 0);
    expect(statementsOf(templateOf()).map(({ Sid }) => Sid)).toEqual(['CreateOrders', 'WriteOwnLogs']);
  });
});

describe('vpc', () => {
  test('takes the function into the private subnets', () => {
    expect(propertiesOf(inVpc, FUNCTION)).toMatchObject([{ VpcConfig: { SubnetIds: ['subnet-private-a', 'subnet-private-b'] } }]);
  });

  test('gives it a security group that lets nothing in, and out HTTPS alone', () => {
    expect(propertiesOf(inVpc, GROUP)).toEqual([{
      GroupDescription: 'The order processing function',
      VpcId: 'vpc-1',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'DynamoDB' }],
      Tags: [{ Key: 'Environment', Value: 'dev' }, { Key: 'Project', Value: 'ecommerce-orders' }],
    }]);
  });

  test('lets the role see the network, which EC2 allows on everything or not at all', () => {
    expect(statement(inVpc, 'DescribeNetwork')).toMatchObject({
      Effect: 'Allow', Action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], resources: ['*'],
    });
  });

  test('lets the role make network interfaces in the function\'s subnets and with its security group alone, of whichever account', () => {
    expect(statement(inVpc, 'CreateNetworkInterfaces')).toMatchObject({
      Effect: 'Allow',
      Action: 'ec2:CreateNetworkInterface',
      resources: [
        'arn:${AWS::Partition}:ec2:eu-central-1:111111111111:network-interface/*',
        'arn:${AWS::Partition}:ec2:eu-central-1:*:subnet/subnet-private-a',
        'arn:${AWS::Partition}:ec2:eu-central-1:*:subnet/subnet-private-b',
        'arn:${AWS::Partition}:ec2:eu-central-1:*:security-group/${OrdersSecurityGroup2E5456CF.GroupId}',
      ],
    });
  });

  test('lets the role manage network interfaces of its account and region', () => {
    expect(statement(inVpc, 'ManageNetworkInterfaces')).toMatchObject({
      Effect: 'Allow',
      Action: ['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
      resources: [
        'arn:${AWS::Partition}:ec2:eu-central-1:111111111111:network-interface/*',
        'arn:${AWS::Partition}:ec2:eu-central-1:111111111111:*/*',
      ],
    });
  });

  test('keeps all of that from the function\'s code', () => {
    const allowed = ['DescribeNetwork', 'CreateNetworkInterfaces', 'ManageNetworkInterfaces'].flatMap((sid) => statement(inVpc, sid).Action);
    expect(statement(inVpc, 'DenyNetworkToFunctionCode')).toMatchObject({
      Effect: 'Deny',
      Action: [...allowed, 'ec2:DetachNetworkInterface'],
      resources: ['*'],
      Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    });
  });

  test('does without AWSLambdaVPCAccessExecutionRole', () => {
    inVpc.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('follows the partition and region of a stack that is bound to none', () => {
    expect(statement(templateWith((stack) => ({ vpc: vpcIn(stack) })), 'ManageNetworkInterfaces').resources).toEqual([
      'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:network-interface/*',
      'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:*/*',
    ]);
  });

  test('may be made in the same stack, with the gateway endpoint for DynamoDB', () => {
    const template = templateWith((stack) => {
      const vpc = new Vpc(stack, 'Network', { natGateways: 0, maxAzs: 2 });
      vpc.addGatewayEndpoint('DynamoDB', { service: GatewayVpcEndpointAwsService.DYNAMODB });
      return { vpc };
    });
    expect(propertiesOf(template, FUNCTION)).toMatchObject([{ VpcConfig: { SubnetIds: [{ Ref: expect.stringContaining('Isolated') }, { Ref: expect.stringContaining('Isolated') }] } }]);
  });

  test('may be one that is still to be looked up', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '111111111111' } });
    const vpc = Vpc.fromLookup(stack, 'Vpc', { vpcName: 'shop' });
    expect(() => new OrderProcessingApi(stack, 'Orders', { vpc, vpcSubnets: { subnetGroupName: 'App' } })).not.toThrow();
  });
});

describe('vpcSubnets', () => {
  const isolated = templateWith((stack) => ({ vpc: vpcIn(stack), vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }));

  test('takes the function into the subnets that it selects', () => {
    expect(propertiesOf(isolated, FUNCTION)).toMatchObject([{ VpcConfig: { SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'] } }]);
  });

  test('lets the role make network interfaces there and in no other', () => {
    expect(statement(isolated, 'CreateNetworkInterfaces').resources.filter((arn) => arn.includes(':subnet/'))).toEqual([
      expect.stringMatching(/:subnet\/subnet-isolated-a$/), expect.stringMatching(/:subnet\/subnet-isolated-b$/),
    ]);
  });

  test.each<{ name: string; props: (vpc: IVpc) => OrderProcessingApiProps; message: string }>([
    {
      name: 'no vpc',
      props: () => ({ vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }),
      message: 'vpc must be set for vpcSubnets, got none',
    },
    {
      name: 'public subnets',
      props: (vpc) => ({ vpc, vpcSubnets: { subnetType: SubnetType.PUBLIC } }),
      message: 'vpcSubnets must be private or isolated, since a function has no public IP address, got Shop/Vpc/WebSubnet1, Shop/Vpc/WebSubnet2',
    },
    {
      name: 'a group that the VPC does not have',
      props: (vpc) => ({ vpc, vpcSubnets: { subnetGroupName: 'Cache' } }),
      message: 'vpcSubnets must select subnets of vpc, got a selection that fails: '
        + 'There are no subnet groups with name \'Cache\' in this VPC. Available names: Web,App,Data',
    },
    {
      name: 'a misspelt option, which would select other subnets',
      props: (vpc) => ({ vpc, vpcSubnets: { subnetGroup: 'Data' } as object }),
      message: 'vpcSubnets must only have the options availabilityZones, onePerAz, subnetFilters, subnetGroupName, subnets, subnetType, '
        + 'got subnetGroup (did you mean subnetGroupName?)',
    },
    {
      name: 'no subnet at all',
      props: (vpc) => ({ vpc, vpcSubnets: { subnets: [] } }),
      message: 'vpcSubnets must select 1 to 16 subnets of vpc, got 0',
    },
    {
      name: 'more subnets than Lambda takes',
      props: (vpc) => ({ vpc, vpcSubnets: { subnets: Array.from({ length: 17 }, () => vpc.privateSubnets[0]) } }),
      message: 'vpcSubnets must select 1 to 16 subnets of vpc, got 17',
    },
  ])('fails for $name', ({ props, message }) => {
    const stack = newStack();
    expect(refusalOf(props(vpcIn(stack)), stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });
});

describe('securityGroups', () => {
  const grouped = templateWith((stack) => ({ vpc: vpcIn(stack), securityGroups: groupsIn(stack, 2) }));

  test('guard the function in place of a group of its own', () => {
    expect(propertiesOf(grouped, FUNCTION)).toMatchObject([{ VpcConfig: { SecurityGroupIds: ['sg-0', 'sg-1'] } }]);
    grouped.resourceCountIs(GROUP, 0);
  });

  test('are those with which the role may make network interfaces', () => {
    expect(statement(grouped, 'CreateNetworkInterfaces').resources.filter((arn) => arn.includes(':security-group/'))).toEqual([
      expect.stringMatching(/:security-group\/sg-0$/), expect.stringMatching(/:security-group\/sg-1$/),
    ]);
  });

  test.each<{ name: string; groups: number; inside: boolean; message: string }>([
    {
      name: 'no vpc',
      groups: 1,
      inside: false,
      message: 'vpc must be set for securityGroups, got none',
    },
    { name: 'none', groups: 0, inside: true, message: 'securityGroups must be 1 to 5, or left out for a new one, got 0' },
    { name: 'more than Lambda takes', groups: 6, inside: true, message: 'securityGroups must be 1 to 5, or left out for a new one, got 6' },
  ])('fails for $name', ({ groups, inside, message }) => {
    const stack = newStack();
    expect(refusalOf({ vpc: inside ? vpcIn(stack) : undefined, securityGroups: groupsIn(stack, groups) }, stack)).toBe(`Error: [Shop/Orders] ${message}`);
  });
});

test('accepts subnets and groups that are tokens', () => {
  const stack = newStack();
  const parameter = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' });
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: parameter.valueAsList });
  expect(() => new OrderProcessingApi(stack, 'Orders', { vpc })).not.toThrow();
});
