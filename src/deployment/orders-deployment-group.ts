import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { IManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ALIAS_NAME } from './orders-alias';
import { OrderAlarms } from '../monitoring/order-alarms';
import { OrderApiDeployment } from '../props/order-api-deployment';

interface DeploymentGroupProps {
  readonly applicationName?: string;
  readonly alias: Alias;
  readonly deployment: OrderApiDeployment;
  readonly alarms: OrderAlarms;
}

interface DeploymentSettings {
  readonly names: { readonly deployments?: string };
  readonly deployment?: OrderApiDeployment;
}

/** Has CodeDeploy move the alias where a strategy is given, or `undefined`. */
export function addDeploymentGroup(
  scope: Construct, { names, deployment }: DeploymentSettings, { alias, alarms }: Partial<Pick<DeploymentGroupProps, 'alias' | 'alarms'>>,
): LambdaDeploymentGroup | undefined {
  return alias && deployment && alarms && new OrdersDeploymentGroup(scope, 'Deployments', { applicationName: names.deployments, alias, deployment, alarms });
}

/** Moves the alias from one version to the next, and back when that fails or an alarm fires. */
class OrdersDeploymentGroup extends LambdaDeploymentGroup {
  private readonly deploymentRole: DeploymentRole;

  public constructor(scope: Construct, id: string, { applicationName, alias, deployment, alarms }: DeploymentGroupProps) {
    const application = new LambdaApplication(scope, `${id}Application`, { applicationName });
    const role = new DeploymentRole(scope, `${id}Role`, { application, alias });
    super(scope, id, {
      application,
      deploymentGroupName: ALIAS_NAME,
      deploymentConfig: new LambdaDeploymentConfig(scope, `${id}Config`, { trafficRouting: deployment.trafficRouting }),
      alias,
      role,
    });
    this.deploymentRole = role;
    for (const alarm of rollbackAlarms(alarms)) this.addAlarm(alarm);
  }

  /** An alarm that CodeDeploy may not read fails every deployment. */
  public addAlarm(alarm: IAlarmRef): void {
    super.addAlarm(alarm);
    this.deploymentRole.mayRead(alarm);
  }
}

/**
 * The alarms that a bad version sets off. Throttles are left out: traffic or a quota causes them, and the version before would be
 * throttled as well. So is a lack of orders: nine of ten customers still place theirs during a canary, and in a quiet
 * night nothing could be deployed.
 */
function rollbackAlarms({ serverErrors, latency, functionErrors }: OrderAlarms): IAlarmRef[] {
  return [serverErrors, latency, functionErrors];
}

interface DeploymentRoleProps {
  readonly application: LambdaApplication;
  readonly alias: Alias;
}

/**
 * What CodeDeploy does with this alias, and nothing else: the four actions that `AWSCodeDeployRoleForLambdaLimited` has
 * on everything in the account. That one may read objects in S3 too, and call hooks of a certain name; we need neither.
 */
class DeploymentRole extends Role {
  private readonly permissions: PolicyDocument;
  private readonly readAlarms = new PolicyStatement({ sid: 'ReadAlarms', actions: ['cloudwatch:DescribeAlarms'] });

  public constructor(scope: Construct, id: string, { application, alias }: DeploymentRoleProps) {
    const handlerArn = alias.lambda.functionArn;
    const permissions = new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'ShiftTraffic',
          actions: ['lambda:GetAlias', 'lambda:UpdateAlias'],
          resources: [handlerArn], // IAM knows these two by the function, not by its alias
        }),
        new PolicyStatement({
          sid: 'AwaitProvisionedConcurrency',
          actions: ['lambda:GetProvisionedConcurrencyConfig'],
          resources: [`${handlerArn}:${ALIAS_NAME}`], // no reference: the alias waits for the group, and the group for this
        }),
      ],
    });
    super(scope, id, {
      description: 'Shifts the traffic of the order processing function',
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Aws.ACCOUNT_ID,
            'aws:SourceArn': Stack.of(scope).formatArn({
              service: 'codedeploy',
              resource: 'deploymentgroup',
              resourceName: `${application.applicationName}/${ALIAS_NAME}`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
      // A part of the role, so that no deployment begins before they are there.
      inlinePolicies: { Deployments: permissions },
    });
    this.permissions = permissions;
  }

  public mayRead(alarm: IAlarmRef): void {
    if (!this.readAlarms.hasResource) this.permissions.addStatements(this.readAlarms);
    this.readAlarms.addResources(alarm.alarmRef.alarmArn);
  }

  /** The deployment group attaches AWS's managed policy to whichever role it gets. */
  public addManagedPolicy(_policy: IManagedPolicy): void {}
}
