import { App, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction, OpsItemSeverity, SnsAction, SsmAction, SsmIncidentAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ApplicationLogLevel, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { OrderAccess, OrderAlarmOptions, OrderProcessingApi, OrderProcessingApiProps, OrderRoute, OrderStaffList, StaffListOptions } from '../../src';
import { idOf, ordersStack, propertiesOf, resourcesOf, subOf, templateOf } from '../support/orders-stack';
import { accepts, failsFor, newStack, refusalOf, several } from '../support/refusals';

const ALARM = 'AWS::CloudWatch::Alarm';

function topicOf(stack: Stack): ITopic {
  return Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:us-east-1:111111111111:on-call');
}

/** A stack with alarms, and the properties of each by its member of `alarms`. */
function withAlarms(props: OrderProcessingApiProps = {}) {
  const stack = newStack();
  const orders = new OrderProcessingApi(stack, 'Orders', { alarms: { actions: [new SnsAction(topicOf(stack))] }, ...props });
  const template = Template.fromStack(stack);
  const { serverErrors, latency, functionErrors, functionThrottles, tableThrottles, nothingAccepted } = orders.alarms!;
  const propertiesOfAlarm = (alarm: Alarm) => resourcesOf(template)[idOf(alarm)].Properties;
  return { orders, template, propertiesOfAlarm, serverErrors, latency, functionErrors, functionThrottles, tableThrottles, nothingAccepted };
}

const byDefault = withAlarms();

/** A metric that an expression uses, of five minutes. */
const ofMetric = (Id: string, MetricName: string, Dimensions: object[]) => expect.objectContaining({
  Id, MetricStat: expect.objectContaining({ Metric: expect.objectContaining({ MetricName, Dimensions }), Period: 300 }), ReturnData: false,
});
const ref = (construct: Parameters<typeof idOf>[0]) => ({ Ref: idOf(construct) });
const apiAndStage = [{ Name: 'ApiId', Value: ref(byDefault.orders.httpApi) }, { Name: 'Stage', Value: 'dev' }];

test('without alarms there is no alarm', () => {
  expect(ordersStack().orders.alarms).toBeUndefined();
  expect(propertiesOf(templateOf(), ALARM)).toEqual([]);
});

describe('alarms', () => {
  test('make these alarms, and no other resource', () => {
    const { template, orders } = byDefault;
    const { all } = orders.alarms!;

    expect(all.map((alarm) => alarm.node.id)).toEqual(['ServerErrors', 'Latency', 'FunctionErrors', 'FunctionThrottles', 'TableThrottles']);
    expect(Object.keys(template.findResources(ALARM)).sort()).toEqual(all.map(idOf).sort());
    expect(Object.keys(resourcesOf(template)).length).toBe(Object.keys(resourcesOf(templateOf())).length + all.length);
  });

  test('without actions are the same alarms, and run nothing', () => {
    const { template } = withAlarms({ alarms: {} });
    const silent = propertiesOf(byDefault.template, ALARM).map(({ AlarmActions, OKActions, ...rest }) => rest);

    expect(propertiesOf(template, ALARM)).toEqual(silent);
    expect(propertiesOf(withAlarms({ alarms: { actions: [] } }).template, ALARM)).toEqual(silent);
  });
});

describe('alarms.actions', () => {
  const TOPIC_ARN = 'arn:aws:sns:us-east-1:111111111111:on-call';
  const actionsWith = (actions: IAlarmAction[]) => propertiesOf(withAlarms({ alarms: { actions } }).template, ALARM)
    .map(({ AlarmActions, OKActions, InsufficientDataActions }) => ({ AlarmActions, OKActions, InsufficientDataActions }));

  test('run when an alarm goes off, and again when it is over', () => {
    for (const actions of actionsWith([new SnsAction(topicOf(newStack()))])) {
      expect(actions).toEqual({ AlarmActions: [TOPIC_ARN], OKActions: [TOPIC_ARN] });
    }
  });

  test('that open a ticket run when an alarm goes off alone', () => {
    const tickets = [new SsmAction(OpsItemSeverity.HIGH), new SsmIncidentAction('plan')];

    for (const { AlarmActions, OKActions } of actionsWith([...tickets, new SnsAction(topicOf(newStack()))])) {
      expect((AlarmActions as unknown[]).map(subOf)).toEqual([
        'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:opsitem:2',
        'arn:${AWS::Partition}:ssm-incidents::${AWS::AccountId}:response-plan/plan',
        TOPIC_ARN,
      ]);
      expect(OKActions).toEqual([TOPIC_ARN]);
    }
    for (const { OKActions } of actionsWith(tickets)) expect(OKActions).toBeUndefined();
  });

  test('can tell a topic of the same stack', () => {
    const stack = newStack();
    const topic = new Topic(stack, 'OnCall');
    new OrderProcessingApi(stack, 'Orders', { alarms: { actions: [new SnsAction(topic)] } });

    expect(propertiesOf(Template.fromStack(stack), ALARM)[0].AlarmActions).toEqual([ref(topic)]);
  });

  test('can invoke a function, which gets a permission for each alarm', () => {
    const stack = newStack();
    const handler = new LambdaFunction(stack, 'Page', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('//') });
    new OrderProcessingApi(stack, 'Orders', { alarms: { actions: [new LambdaAction(handler, { useUniquePermissionId: true })] } });
    const template = Template.fromStack(stack);

    for (const { AlarmActions, OKActions } of propertiesOf(template, ALARM)) {
      expect([AlarmActions, OKActions]).toEqual(Array(2).fill([{ 'Fn::GetAtt': [idOf(handler), 'Arn'] }]));
    }
    template.resourcePropertiesCountIs('AWS::Lambda::Permission', { Principal: 'lambda.alarms.cloudwatch.amazonaws.com' }, 5);
  });

  test('can be of the app\'s own making', () => {
    const page: IAlarmAction = { bind: (_scope, alarm) => ({ alarmActionArn: `arn:aws:lambda:::${alarm.node.id}` }) };

    expect(actionsWith([page])[0]).toEqual({ AlarmActions: ['arn:aws:lambda:::ServerErrors'], OKActions: ['arn:aws:lambda:::ServerErrors'] });
  });

  const inFrankfurt = () => new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '111111111111' } });

  test('fail for a topic of another region', () => {
    const stack = inFrankfurt();

    expect(refusalOf({ alarms: { actions: [new SnsAction(topicOf(stack))] } }, stack)).toBe(
      'Error: [Shop/Orders] alarms.actions must have topics in the region of the stack, \'eu-central-1\', since CloudWatch notifies no topic in another region, got one in \'us-east-1\'',
    );
  });

  // The region is read from a private field of the CDK's, which may go.
  test('take an SnsAction whose topic cannot be looked into', () => {
    const bind = () => ({ alarmActionArn: TOPIC_ARN });
    for (const hidden of [undefined, {}, { env: {} }]) {
      const sealed: IAlarmAction = Object.assign(Object.create(SnsAction.prototype), { topic: hidden, bind });

      expect(() => new OrderProcessingApi(inFrankfurt(), 'Orders', { alarms: { actions: [sealed] } })).not.toThrow();
    }
  });

  test('may tell a topic of any region where the stack\'s is not known', () => {
    accepts({ alarms: { actions: [new SnsAction(topicOf(newStack()))] } });
  });

  const topic = topicOf(newStack());
  const refused = (name: string, actions: unknown, message: string) => ({ name, props: { alarms: { actions: actions as IAlarmAction[] } }, message });
  const element = (got: string) => `alarms.actions must contain alarm actions such as new SnsAction(topic), got ${got}`;
  const list = (got: string) => `alarms.actions must be a list of alarm actions such as [new SnsAction(topic)], got ${got}`;

  failsFor([
    refused('one action', new SnsAction(topic), list('{"topic":"Shop/OnCall"}')),
    refused('a text', 'on-call', list('"on-call"')),
    refused('a topic', [topic], element('"Shop/OnCall"')),
    refused('an ARN', [TOPIC_ARN], element(`"${TOPIC_ARN}"`)),
    refused('nothing', [undefined], element('none')),
    refused('several faults', [null, 5], several([element('null'), element('5')])),
    refused(
      'more than AWS takes', Array(6).fill(new SnsAction(topic)), 'alarms.actions must be at most 5, the maximum of CloudWatch for each state of an alarm, got 6',
    ),
  ]);
});

describe('each alarm', () => {
  const alarms = propertiesOf(withAlarms({ alarms: { nothingAcceptedFor: Duration.hours(2) } }).template, ALARM);

  test.each(alarms.map((alarm): [string, Record<string, unknown>] => [String(alarm.AlarmName), alarm]))('%s says what it means and what to do', (_, alarm) => {
    const description = String(alarm.AlarmDescription);

    expect(description).toMatch(/\b(Look|look|Compare|Place)\b/);
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThanOrEqual(1024); // what CloudWatch takes
  });

  test('is named after project and suffix', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
      'ecommerce-orders-dev-orders-server-errors',
      'ecommerce-orders-dev-orders-latency',
      'ecommerce-orders-dev-orders-function-errors',
      'ecommerce-orders-dev-orders-function-throttles',
      'ecommerce-orders-dev-orders-table-throttles',
      'ecommerce-orders-dev-orders-nothing-accepted',
    ]);
  });

  test('is named by CloudFormation with generatedNames', () => {
    for (const alarm of propertiesOf(withAlarms({ generatedNames: true }).template, ALARM)) expect(alarm).not.toHaveProperty('AlarmName');
  });

  test('carries the tags', () => {
    for (const { Tags } of alarms) {
      expect(Tags).toEqual([{ Key: 'Environment', Value: 'dev' }, { Key: 'Project', Value: 'ecommerce-orders' }]);
    }
  });
});

describe('by default', () => {
  const { propertiesOfAlarm, orders } = byDefault;

  test('serverErrors goes off at 1 % of the requests and at least 3 errors', () => {
    expect(propertiesOfAlarm(byDefault.serverErrors)).toMatchObject({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      Metrics: [
        expect.objectContaining({ Expression: 'IF(errors >= 3, 100 * errors / requests, 0)' }),
        ofMetric('errors', '5xx', apiAndStage),
        ofMetric('requests', 'Count', apiAndStage),
      ],
    });
  });

  test('latency goes off when p99 is at 2 s three times in a row', () => {
    expect(propertiesOfAlarm(byDefault.latency)).toMatchObject({
      MetricName: 'Latency',
      Namespace: 'AWS/ApiGateway',
      Dimensions: apiAndStage,
      ExtendedStatistic: 'p99',
      Period: 300,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 2000,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([['functionErrors', 'Errors'], ['functionThrottles', 'Throttles']] as const)('%s goes off at 3', (member, MetricName) => {
    expect(propertiesOfAlarm(byDefault[member])).toMatchObject({
      MetricName,
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: ref(orders.handler) }],
      Statistic: 'Sum',
      Period: 300,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 3,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('tableThrottles goes off at 10', () => {
    expect(propertiesOfAlarm(byDefault.tableThrottles)).toMatchObject({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 10,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      Metrics: [
        expect.objectContaining({ Expression: 'FILL(putitem, 0)' }),
        ofMetric('putitem', 'ThrottledRequests', [{ Name: 'Operation', Value: 'PutItem' }, { Name: 'TableName', Value: ref(orders.table) }]),
      ],
    });
  });

  test('there is no alarm for when nothing is accepted', () => {
    expect(byDefault.nothingAccepted).toBeUndefined();
  });
});

describe('staffListThrottles', () => {
  const staffList = (options?: StaffListOptions): OrderProcessingApiProps => ({
    routes: [OrderRoute.listOrders({ staffList: OrderStaffList.byStatus(options) })], access: OrderAccess.staff(new HttpNoneAuthorizer()),
  });

  test('goes off at the threshold of tableThrottles, on throttled writes of the index by status', () => {
    const { orders, propertiesOfAlarm } = withAlarms(staffList());

    expect(propertiesOfAlarm(orders.alarms!.staffListThrottles!)).toMatchObject({
      Namespace: 'AWS/DynamoDB',
      MetricName: 'WriteThrottleEvents',
      Dimensions: [{ Name: 'GlobalSecondaryIndexName', Value: 'OrdersByStatus' }, { Name: 'TableName', Value: ref(orders.table) }],
      Statistic: 'Sum',
      Period: 300,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 10,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    const other = withAlarms({ ...staffList(), alarms: { tableThrottles: 100 } });
    expect(other.propertiesOfAlarm(other.orders.alarms!.staffListThrottles!)).toMatchObject({ Threshold: 100 });
  });

  test('is undefined without the list by status', () => {
    expect(byDefault.orders.alarms!.staffListThrottles).toBeUndefined();
  });
});

test('tableThrottles adds up the operations of the routes that are on', () => {
  const access = OrderAccess.staff(new HttpNoneAuthorizer());
  const { propertiesOfAlarm, tableThrottles, orders } = withAlarms({ routes: OrderRoute.standard(), access });
  const throttled = (id: string, Value: string) => (
    ofMetric(id, 'ThrottledRequests', [{ Name: 'Operation', Value }, { Name: 'TableName', Value: ref(orders.table) }])
  );

  expect(propertiesOfAlarm(tableThrottles).Metrics).toEqual([
    expect.objectContaining({ Expression: 'FILL(putitem, 0) + FILL(getitem, 0) + FILL(query, 0) + FILL(updateitem, 0)' }),
    throttled('putitem', 'PutItem'),
    throttled('getitem', 'GetItem'),
    throttled('query', 'Query'),
    throttled('updateitem', 'UpdateItem'),
  ]);
});

describe('thresholds', () => {
  test('move each alarm', () => {
    const thresholds: Required<Omit<OrderAlarmOptions, 'actions'>> = {
      serverErrorPercent: 0.5,
      minServerErrors: 20,
      latencyP99: Duration.millis(750),
      functionErrors: 1,
      functionThrottles: 50,
      tableThrottles: 100,
      nothingAcceptedFor: Duration.minutes(90),
    };
    const { propertiesOfAlarm, ...alarms } = withAlarms({ alarms: thresholds });

    expect(propertiesOfAlarm(alarms.serverErrors)).toMatchObject({
      Threshold: 0.5,
      Metrics: expect.arrayContaining([expect.objectContaining({ Expression: 'IF(errors >= 20, 100 * errors / requests, 0)' })]),
    });
    expect(propertiesOfAlarm(alarms.latency)).toMatchObject({ Threshold: 750 });
    expect(propertiesOfAlarm(alarms.functionErrors)).toMatchObject({ Threshold: 1 });
    expect(propertiesOfAlarm(alarms.functionThrottles)).toMatchObject({ Threshold: 50 });
    expect(propertiesOfAlarm(alarms.tableThrottles)).toMatchObject({ Threshold: 100 });
  });

  test('of nothingAcceptedFor add an alarm that goes off when there is no order for so long, and no data', () => {
    const { propertiesOfAlarm, nothingAccepted, orders } = withAlarms({ alarms: { nothingAcceptedFor: Duration.minutes(90) } });

    expect(propertiesOfAlarm(nothingAccepted!)).toMatchObject({
      AlarmDescription: expect.stringContaining('for 1 hour 30 minutes.'),
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
      Metrics: [
        expect.objectContaining({ Expression: 'FILL(accepted, 0)' }),
        expect.objectContaining({
          Id: 'accepted',
          MetricStat: {
            Metric: { Namespace: 'OrderProcessingApi', MetricName: 'OrdersAccepted', Dimensions: [{ Name: 'FunctionName', Value: ref(orders.handler) }] },
            Period: 5400,
            Stat: 'Sum',
          },
        }),
      ],
    });
    expect(orders.alarms!.all).toContain(nothingAccepted);
  });

  test('that are undefined keep their defaults, as jsii languages send them', () => {
    const everyOptionUndefined: Record<keyof OrderAlarmOptions, undefined> = {
      actions: undefined,
      serverErrorPercent: undefined,
      minServerErrors: undefined,
      latencyP99: undefined,
      functionErrors: undefined,
      functionThrottles: undefined,
      tableThrottles: undefined,
      nothingAcceptedFor: undefined,
    };

    expect(withAlarms({ alarms: everyOptionUndefined }).template.toJSON()).toEqual(withAlarms({ alarms: {} }).template.toJSON());
  });

  test('take tokens', () => {
    const number = Token.asNumber({ resolve: () => 7 });
    const stack = newStack();

    expect(() => new OrderProcessingApi(stack, 'Orders', {
      alarms: {
        serverErrorPercent: number,
        minServerErrors: number,
        latencyP99: Duration.millis(number),
        functionErrors: number,
        functionThrottles: number,
        tableThrottles: number,
      },
    })).not.toThrow();
  });

  const refused = (alarms: OrderAlarmOptions, message: string, props: OrderProcessingApiProps = {}) => ({
    name: message,
    props: { alarms, ...props },
    message,
  });
  const whole = (name: string, got: number) => `alarms.${name} must be a whole number from 1 to 1000000 in five minutes, got ${got}`;
  const percent = (got: unknown) => `alarms.serverErrorPercent must be a number above 0 and at most 100, got ${got}`;
  const latency = (got: string) => `alarms.latencyP99 must be from 1 millisecond to 30 seconds, the integration timeout of API Gateway, got ${got}`;
  const minutes = (got: string) => `alarms.nothingAcceptedFor must be whole minutes from 5 to 1440, got ${got}`;

  failsFor([
    refused({ serverErrorPercent: 0 }, percent(0)),
    refused({ serverErrorPercent: 100.1 }, percent(100.1)),
    refused({ serverErrorPercent: NaN }, percent(NaN)),
    refused({ serverErrorPercent: '5' as unknown as number }, percent('"5"')),
    refused({ minServerErrors: 0 }, whole('minServerErrors', 0)),
    refused({ functionErrors: 1.5 }, whole('functionErrors', 1.5)),
    refused({ functionThrottles: 1_000_001 }, whole('functionThrottles', 1_000_001)),
    refused({ tableThrottles: -1 }, whole('tableThrottles', -1)),
    refused({ latencyP99: Duration.millis(0) }, latency('0 millis')),
    refused({ latencyP99: Duration.seconds(31) }, latency('31 seconds')),
    refused({ latencyP99: 2 as unknown as Duration }, 'alarms.latencyP99 must be a Duration such as Duration.seconds(2), got 2'),
    refused(
      { latencyP99: Duration.seconds(Lazy.number({ produce: () => 2 })) },
      'alarms.latencyP99 must be a Duration.millis() where its amount is a token, got seconds',
    ),
    refused({ nothingAcceptedFor: Duration.minutes(4) }, minutes('4 minutes')),
    refused({ nothingAcceptedFor: Duration.minutes(1441) }, minutes('1 day 1 minute')),
    refused({ nothingAcceptedFor: Duration.seconds(330) }, minutes('5 minutes 30 seconds')),
    refused({ nothingAcceptedFor: 0 as unknown as Duration }, 'alarms.nothingAcceptedFor must be a Duration such as Duration.minutes(30), got 0'),
    refused({ nothingAcceptedFor: 30 as unknown as Duration }, 'alarms.nothingAcceptedFor must be a Duration such as Duration.minutes(30), got 30'),
    refused(
      { nothingAcceptedFor: Duration.minutes(Lazy.number({ produce: () => 30 })) },
      'alarms.nothingAcceptedFor must be known at synth, since it is part of the description of the alarm, got a token',
    ),
    refused(
      { nothingAcceptedFor: Duration.hours(1) },
      'alarms.nothingAcceptedFor needs the metric OrdersAccepted, got businessMetrics false',
      { businessMetrics: false },
    ),
    refused(
      { nothingAcceptedFor: Duration.hours(1) },
      'alarms.nothingAcceptedFor needs OrderRoute.createOrder(), since without it no order is accepted',
      { routes: [OrderRoute.getOrder({ access: OrderAccess.staff(new HttpNoneAuthorizer()) })] },
    ),
    ...[ApplicationLogLevel.WARN, ApplicationLogLevel.ERROR, ApplicationLogLevel.FATAL].map((applicationLogLevel) => refused(
      { nothingAcceptedFor: Duration.hours(1) },
      `applicationLogLevel must keep log lines of the level INFO for alarms.nothingAcceptedFor, got ${applicationLogLevel}`,
      { applicationLogLevel },
    )),
    refused({ functionErrors: 0, tableThrottles: 0 }, several([whole('functionErrors', 0), whole('tableThrottles', 0)])),
  ]);

  test.each<OrderAlarmOptions>([
    { serverErrorPercent: 100 }, { serverErrorPercent: 0.01 }, { minServerErrors: 1 },
    { latencyP99: Duration.seconds(30) }, { latencyP99: Duration.millis(1) },
    { nothingAcceptedFor: Duration.minutes(5) }, { nothingAcceptedFor: Duration.days(1) },
  ])('take their bounds: %j', (alarms) => {
    accepts({ alarms });
  });

  test('of nothingAcceptedFor go with a log level that keeps the lines', () => {
    const alarms = { nothingAcceptedFor: Duration.hours(1) };

    for (const applicationLogLevel of [ApplicationLogLevel.TRACE, ApplicationLogLevel.DEBUG, ApplicationLogLevel.INFO]) {
      accepts({ alarms, applicationLogLevel });
    }
  });
});

test('alarms go without business metrics, but for the one on them', () => {
  expect(withAlarms({ businessMetrics: false }).orders.alarms!.all).toHaveLength(5);
});
