/*
 * A team that has its own way of monitoring puts our members into it: here cdk-monitoring-constructs.
 */
import { Template } from 'aws-cdk-lib/assertions';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { MonitoringFacade } from 'cdk-monitoring-constructs';
import { idOf, ordersStack, propertiesOf, resourcesOf, subOf, templateOf } from '../support/orders-stack';

const { stack, orders } = ordersStack();
const monitoring = new MonitoringFacade(stack, 'Monitoring');
monitoring
  .monitorApiGatewayV2HttpApi({ api: orders.httpApi, apiStage: orders.stage.stageName, add5xxRateAlarm: { Warning: { maxErrorRate: 0.01 } } })
  .monitorLambdaFunction({ lambdaFunction: orders.handler, addFaultCountAlarm: { Warning: { maxErrorCount: 3 } } })
  .monitorDynamoTable({ table: orders.table })
  .monitorLog({ logGroupName: orders.handlerLogGroup.logGroupName, humanReadableName: 'Order function', alarmFriendlyName: 'OrderFunction' })
  .monitorCustom({
    alarmFriendlyName: 'Orders',
    humanReadableName: 'Orders',
    metricGroups: [{
      title: 'Outcomes',
      metrics: [
        orders.metricOrdersAccepted(),
        orders.metricOrdersReplayed(),
        orders.metricOrderValue('USD'),
        {
          metric: orders.metricOrdersRejected(),
          alarmFriendlyName: 'Rejected',
          addAlarm: { Many: { threshold: 100, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD } },
        },
      ],
    }],
  });
const template = Template.fromStack(stack);

test('cdk-monitoring-constructs takes our members and metrics', () => {
  const bodies = propertiesOf(template, 'AWS::CloudWatch::Dashboard').map(({ DashboardBody }) => subOf(DashboardBody)).join();

  for (const name of [orders.httpApi, orders.handler, orders.table].map(idOf)) expect(bodies).toContain(name);
  for (const metric of ['OrdersAccepted', 'OrdersReplayed', 'OrdersRejected', 'OrderValue']) expect(bodies).toContain(metric);
  expect(propertiesOf(template, 'AWS::CloudWatch::Alarm')).toHaveLength(3);
});

test('and leaves our resources as they are', () => {
  expect(resourcesOf(template)).toMatchObject(resourcesOf(templateOf()));
});
