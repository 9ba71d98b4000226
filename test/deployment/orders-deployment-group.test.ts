import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { OrderApiDeployment, OrderProcessingApi, OrderProcessingApiProps } from '../../src';
import { idOf, ordersStack, propertiesOf, subOf, templateOf } from '../support/orders-stack';

const APPLICATION = 'AWS::CodeDeploy::Application';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const CONFIG = 'AWS::CodeDeploy::DeploymentConfig';

function deployed(props: OrderProcessingApiProps = {}) {
  const { stack, orders } = ordersStack({ deployment: OrderApiDeployment.canary(), ...props });
  return { stack, orders, group: orders.deploymentGroup! };
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: { Statement: { Principal: object; Condition: { StringEquals: Record<string, unknown> } }[] };
  readonly ManagedPolicyArns?: unknown;
  readonly Policies: { PolicyDocument: { Statement: { Sid: string; Action: string | string[]; Resource: unknown }[] } }[];
}

function roleOf({ stack, group }: ReturnType<typeof deployed>): RoleProperties {
  return Template.fromStack(stack).findResources('AWS::IAM::Role')[idOf(group.role)].Properties;
}

/** What the role may do by itself, with ARNs as `Fn::Sub` would write them. */
function permissionsOf(result: ReturnType<typeof deployed>) {
  return roleOf(result).Policies.flatMap(({ PolicyDocument: { Statement } }) => Statement.map(({ Sid, Action, Resource }) => [
    Sid, [Action].flat(), [Resource].flat().map(subOf),
  ]));
}

function anAlarm(scope: Stack, id: string): Alarm {
  return new Alarm(scope, id, { metric: new Metric({ namespace: 'Shop', metricName: id }), threshold: 1, evaluationPeriods: 1 });
}

test('an update of the alias is left to CodeDeploy', () => {
  const { stack, orders, group } = deployed();
  const template = Template.fromStack(stack);
  expect(template.findResources('AWS::Lambda::Alias')[idOf(orders.alias!)].UpdatePolicy).toEqual({
    CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: idOf(group.application) }, DeploymentGroupName: { Ref: idOf(group) } },
  });
});

test.each<{ name: string; deployment: OrderApiDeployment; routing: object }>([
  {
    name: 'a canary',
    deployment: OrderApiDeployment.canary({ percentage: 5 }),
    routing: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 5, CanaryInterval: 20 } },
  },
  {
    name: 'linear',
    deployment: OrderApiDeployment.linear({ percentage: 20 }),
    routing: { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 20, LinearInterval: 3 } },
  },
  { name: 'all at once', deployment: OrderApiDeployment.allAtOnce(), routing: { Type: 'AllAtOnce' } },
])('traffic shifts as $name says', ({ deployment, routing }) => {
  const template = templateOf({ deployment });
  const [configId] = Object.keys(template.findResources(CONFIG));
  expect(propertiesOf(template, CONFIG)).toEqual([{ ComputePlatform: 'Lambda', TrafficRoutingConfig: routing }]);
  expect(propertiesOf(template, GROUP)).toEqual([expect.objectContaining({ DeploymentConfigName: { Ref: configId } })]);
});

test('the application is named like the function, and the group like the alias', () => {
  const template = templateOf({ deployment: OrderApiDeployment.canary(), projectName: 'shop', environmentSuffix: 'blue' });
  expect(propertiesOf(template, APPLICATION)).toEqual([expect.objectContaining({ ApplicationName: 'shop-blue-order-processor', ComputePlatform: 'Lambda' })]);
  expect(propertiesOf(template, GROUP)).toEqual([expect.objectContaining({ DeploymentGroupName: 'live' })]);
});

test('with generatedNames CloudFormation names the application', () => {
  expect(propertiesOf(templateOf({ deployment: OrderApiDeployment.canary(), generatedNames: true }), APPLICATION))
    .toEqual([expect.not.objectContaining({ ApplicationName: expect.anything() })]);
});

test('without the prop there is nothing of CodeDeploy', () => {
  const { stack, orders } = ordersStack({ provisionedConcurrency: { minCapacity: 1 } });
  const template = Template.fromStack(stack);
  expect(orders.deploymentGroup).toBeUndefined();
  for (const type of [APPLICATION, GROUP, CONFIG]) template.resourceCountIs(type, 0);
  expect(Object.values(template.findResources('AWS::Lambda::Alias'))).toEqual([expect.not.objectContaining({ UpdatePolicy: expect.anything() })]);
});

describe('what rolls a deployment back', () => {
  const alarmIds = ({ orders: { alarms } }: ReturnType<typeof deployed>) => [alarms!.serverErrors, alarms!.latency, alarms!.functionErrors].map(idOf);

  test('is an alarm that a bad version sets off, and not a throttle or a lack of orders', () => {
    const result = deployed({ alarms: { nothingAcceptedFor: Duration.hours(1) } });
    expect(propertiesOf(Template.fromStack(result.stack), GROUP)).toEqual([expect.objectContaining({
      AlarmConfiguration: { Enabled: true, Alarms: alarmIds(result).map((id) => ({ Name: { Ref: id } })) },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    })]);
  });

  test('is what CodeDeploy may read, and no other alarm', () => {
    const result = deployed();
    expect(permissionsOf(result).filter(([sid]) => sid === 'ReadAlarms'))
      .toEqual([['ReadAlarms', ['cloudwatch:DescribeAlarms'], alarmIds(result).map((id) => `\${${id}.Arn}`)]]);
  });

  test('is there without alarms, and runs nothing', () => {
    const alarms = propertiesOf(templateOf({ deployment: OrderApiDeployment.canary() }), 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(5);
    for (const alarm of alarms) expect(alarm).toEqual(expect.not.objectContaining({ AlarmActions: expect.anything() }));
  });

  test('runs the actions of alarms', () => {
    const { stack, orders } = ordersStack();
    const topic = new Topic(stack, 'OnCall');
    new OrderProcessingApi(stack, 'Wholesale', {
      projectName: 'wholesale', outputs: false, deployment: OrderApiDeployment.canary(), alarms: { actions: [new SnsAction(topic)] },
    });
    expect(orders.alarms).toBeUndefined();
    for (const alarm of propertiesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm')) expect(alarm.AlarmActions).toEqual([{ Ref: idOf(topic) }]);
  });
});

describe('CodeDeploy\'s role', () => {
  test('moves this alias and nothing else', () => {
    const result = deployed();
    const handler = `\${${idOf(result.orders.handler)}.Arn}`;
    expect(permissionsOf(result).filter(([sid]) => sid !== 'ReadAlarms')).toEqual([
      ['ShiftTraffic', ['lambda:GetAlias', 'lambda:UpdateAlias'], [handler]],
      ['AwaitProvisionedConcurrency', ['lambda:GetProvisionedConcurrencyConfig'], [`${handler}:live`]],
    ]);
  });

  test('has no managed policy, and none beside its own', () => {
    const result = deployed();
    expect(roleOf(result).ManagedPolicyArns).toBeUndefined();
    expect(Template.fromStack(result.stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: idOf(result.group.role) }] } })).toEqual({});
  });

  test('is lent to this deployment group of this account alone', () => {
    const result = deployed();
    const { AssumeRolePolicyDocument: { Statement: [{ Principal, Condition }] } } = roleOf(result);
    expect(Principal).toEqual({ Service: 'codedeploy.amazonaws.com' });
    expect(Object.entries(Condition.StringEquals).map(([key, value]) => [key, subOf(value)])).toEqual([
      ['aws:SourceAccount', '${AWS::AccountId}'],
      ['aws:SourceArn', `arn:\${AWS::Partition}:codedeploy:\${AWS::Region}:\${AWS::AccountId}:deploymentgroup:\${${idOf(result.group.application)}}/live`],
    ]);
  });
});

describe('the deployment group takes', () => {
  test('further alarms, which CodeDeploy may then read', () => {
    const result = deployed();
    const alarms = [anAlarm(result.stack, 'Refunds'), anAlarm(result.stack, 'Returns')];
    alarms.forEach((alarm) => result.group.addAlarm(alarm));
    const readable = permissionsOf(result).filter(([sid]) => sid === 'ReadAlarms');
    expect(readable).toEqual([['ReadAlarms', ['cloudwatch:DescribeAlarms'], expect.arrayContaining(alarms.map((alarm) => `\${${idOf(alarm)}.Arn}`))]]);
    expect(propertiesOf(Template.fromStack(result.stack), GROUP)).toEqual([expect.objectContaining({
      AlarmConfiguration: { Enabled: true, Alarms: expect.arrayContaining(alarms.map((alarm) => ({ Name: { Ref: idOf(alarm) } }))) },
    })]);
  });

  test('a hook, which CodeDeploy may then call', () => {
    const { stack, group } = deployed();
    const hook = new LambdaFunction(stack, 'SmokeTest', {
      runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};'),
    });
    group.addPreHook(hook);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: idOf(group.role) }],
      PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: [{ 'Fn::GetAtt': [idOf(hook), 'Arn'] }, Match.anyValue()] }] },
    });
  });
});

test('nothing waits for itself, whatever is on', () => {
  const { Resources } = templateOf({
    deployment: OrderApiDeployment.canary(), provisionedConcurrency: { minCapacity: 1, maxCapacity: 2 },
  }).toJSON() as { Resources: Record<string, object> };
  expect(cycleIn(Resources)).toBeUndefined();
});

test('fails that when a resource waits for itself by way of another', () => {
  expect(cycleIn({ A: { UpdatePolicy: { Ref: 'B' } }, B: { DependsOn: ['C'] }, C: { 'Fn::GetAtt': ['A', 'Arn'] } })).toEqual(['A', 'B', 'C', 'A']);
});

/** A way from a resource back to itself. The CDK's own check does not look at update policies. */
function cycleIn(resources: Record<string, object>): string[] | undefined {
  const waitsFor = (id: string) => {
    const named = new Set(JSON.stringify(resources[id]).match(/"\w+"/g)!.map((text) => text.slice(1, -1)));
    return Object.keys(resources).filter((other) => other !== id && named.has(other));
  };
  const done = new Set<string>();
  const follow = (id: string, way: string[]): string[] | undefined => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (done.has(id)) return undefined;
    const cycle = waitsFor(id).map((next) => follow(next, [...way, id])).find((found) => found !== undefined);
    done.add(id);
    return cycle;
  };
  return Object.keys(resources).map((id) => follow(id, [])).find((found) => found !== undefined);
}
