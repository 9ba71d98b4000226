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

/** Creates the CodeDeploy deployment group if the app sets `deployment`. */
export function addDeploymentGroup(
  scope: Construct, { names, deployment }: DeploymentSettings, { alias, alarms }: Partial<Pick<DeploymentGroupProps, 'alias' | 'alarms'>>,
): LambdaDeploymentGroup | undefined {
  return alias && deployment && alarms && new OrdersDeploymentGroup(scope, 'Deployments', { applicationName: names.deployments, alias, deployment, alarms });
}

/** Deployment group that shifts the alias to a new version, and rolls back if the deployment fails or an alarm triggers. */
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

  /** Adds an alarm and the permission to read it. Without the permission every deployment fails. */
  public addAlarm(alarm: IAlarmRef): void {
    super.addAlarm(alarm);
    this.deploymentRole.mayRead(alarm);
  }
}

/**
 * Alarms that a faulty version triggers. Throttles are not among them: traffic or a quota causes them, and the previous version would be throttled
 * as well. Neither is a lack of orders: during a canary 90 percent of the requests still reach the previous version, and in a quiet night nothing
 * could be deployed.
 */
function rollbackAlarms({ serverErrors, latency, functionErrors }: OrderAlarms): IAlarmRef[] {
  return [serverErrors, latency, functionErrors];
}

interface DeploymentRoleProps {
  readonly application: LambdaApplication;
  readonly alias: Alias;
}

/**
 * Role for CodeDeploy that allows shifting the traffic of this alias and nothing else. The managed policy `AWSCodeDeployRoleForLambdaLimited` has
 * the same four actions on all resources of the account, and also allows reading S3 objects and invoking hooks, which are not needed here.
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
          resources: [handlerArn], // IAM checks these two on the function, not on its alias
        }),
        new PolicyStatement({
          sid: 'AwaitProvisionedConcurrency',
          actions: ['lambda:GetProvisionedConcurrencyConfig'],
          resources: [`${handlerArn}:${ALIAS_NAME}`], // no reference: the alias depends on the group, and the group on this role
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
      // Inline, so that no deployment starts before the permissions exist.
      inlinePolicies: { Deployments: permissions },
    });
    this.permissions = permissions;
  }

  public mayRead(alarm: IAlarmRef): void {
    if (!this.readAlarms.hasResource) this.permissions.addStatements(this.readAlarms);
    this.readAlarms.addResources(alarm.alarmRef.alarmArn);
  }

  /** Does nothing: the deployment group of the CDK would attach the managed policy to any role that it gets. */
  public addManagedPolicy(_policy: IManagedPolicy): void {}
}
