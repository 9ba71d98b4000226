import { Annotations, Duration, Token, Tokenization } from 'aws-cdk-lib';
import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { IMetric, MathExpression, MathExpressionOptions, Metric, MetricOptions, SearchExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CREATE_ORDER, CUSTOMER_INDEX, LIST_ORDERS, METRIC_NAMESPACE, MetricDimension, OperationId, OrderMetric } from '../contract';
import { isDropped } from '../function/function-settings';
import { shown } from '../props/validation';
import { TABLE_CALLS } from '../table/operations';

/** A code of ISO 4217. Which of them are in use is the handler's to know. */
const CURRENCY = /^[A-Z]{3}$/;

export interface OrderMetricsProps {
  readonly stage: IHttpStage;
  readonly handler: IFunction;
  readonly table: ITable;
  readonly operations: readonly OperationId[];
  /** Whether the handler's log lines carry metrics. */
  readonly businessMetrics: boolean;
  /** The least level of the lines that reach the log group. */
  readonly applicationLogLevel?: string;
}

/** The level of the lines that have each metric. */
const LEVELS: Readonly<Record<string, 'INFO' | 'WARN'>> = {
  [OrderMetric.ACCEPTED]: 'INFO',
  [OrderMetric.REPLAYED]: 'INFO',
  [OrderMetric.REJECTED]: 'WARN',
  [OrderMetric.VALUE]: 'INFO',
};

/** The metrics of one API, each with the dimensions under which AWS has data for it. */
export class OrderMetrics {
  public constructor(private readonly scope: Construct, private readonly props: OrderMetricsProps) {}

  /** Whether there is data for one of the handler's own metrics. */
  public has(metricName: string): boolean {
    return this.countsOrders && !isDropped(LEVELS[metricName], this.props.applicationLogLevel);
  }

  /** One of the handler's own metrics by its name. */
  public named(metricName: string, options?: MetricOptions): Metric {
    const names = Object.values(OrderMetric);
    if (!Token.isUnresolved(metricName) && !names.some((name) => name === metricName)) {
      throw new Error(`[${this.scope.node.path}] metricName must be one of ${names.join(', ')}, got ${shown(metricName)}`);
    }
    return metricName === OrderMetric.VALUE ? this.orderValue(this.currencyIn(options), options) : this.business(metricName, {}, options);
  }

  public ordersAccepted(options?: MetricOptions): Metric {
    return this.business(OrderMetric.ACCEPTED, {}, options);
  }

  public ordersReplayed(options?: MetricOptions): Metric {
    return this.business(OrderMetric.REPLAYED, {}, options);
  }

  public ordersRejected(options?: MetricOptions): Metric {
    return this.business(OrderMetric.REJECTED, {}, options);
  }

  public orderValue(currency: string, options?: MetricOptions): Metric {
    if (!Token.isUnresolved(currency) && !CURRENCY.test(currency)) {
      throw new Error(`[${this.scope.node.path}] currency must be a code of ISO 4217 such as 'USD', got ${shown(currency)}`);
    }
    return this.business(OrderMetric.VALUE, { [MetricDimension.CURRENCY]: currency }, options);
  }

  /** The value of each currency in which there were orders. A search is for graphs: an alarm takes none. */
  public orderValues(): SearchExpression {
    const currency = MetricDimension.CURRENCY;
    const functionName = MetricDimension.FUNCTION_NAME;
    const metrics = `{${METRIC_NAMESPACE},${currency},${functionName}} MetricName="${OrderMetric.VALUE}" ${functionName}="${this.props.handler.functionName}"`;
    return new SearchExpression({ expression: `SEARCH('${metrics}', 'Sum', 300)`, label: `\${PROP('Dim.${currency}')}` });
  }

  public requests(options?: MetricOptions): Metric {
    return this.props.stage.metricCount(options);
  }

  public latency(options?: MetricOptions): Metric {
    return this.props.stage.metricLatency({ statistic: Stats.p(99), ...options });
  }

  public serverErrors(options?: MetricOptions): Metric {
    return this.props.stage.metricServerError(options);
  }

  public clientErrors(options?: MetricOptions): Metric {
    return this.props.stage.metricClientError(options);
  }

  /** In percent of the requests; 0 while there are fewer errors than `minErrors`, however few the requests. */
  public serverErrorRate(minErrors: number, options?: MathExpressionOptions): MathExpression {
    if (Token.isUnresolved(minErrors)) {
      Annotations.of(this.scope).acknowledgeWarning('CloudWatch:Math:UnknownIdentifier', 'the CDK reads the text that stands for a token as the name of a metric');
    }
    return new MathExpression({
      label: 'server errors in percent of the requests',
      expression: `IF(errors >= ${Tokenization.stringifyNumber(minErrors)}, 100 * errors / requests, 0)`,
      ...options,
      usingMetrics: { errors: this.serverErrors(), requests: this.requests() },
    });
  }

  public integrationLatency(options?: MetricOptions): Metric {
    return this.props.stage.metricIntegrationLatency({ statistic: Stats.p(99), ...options });
  }

  public functionErrors(options?: MetricOptions): Metric {
    return this.props.handler.metricErrors(options);
  }

  public functionThrottles(options?: MetricOptions): Metric {
    return this.props.handler.metricThrottles(options);
  }

  public functionDuration(options?: MetricOptions): Metric {
    return this.props.handler.metricDuration({ statistic: Stats.p(99), ...options });
  }

  public concurrentExecutions(options?: MetricOptions): Metric {
    return this.props.handler.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM, ...options });
  }

  public tableReads(options?: MetricOptions): Metric {
    return this.props.table.metricConsumedReadCapacityUnits(options);
  }

  public tableWrites(options?: MetricOptions): Metric {
    return this.props.table.metricConsumedWriteCapacityUnits(options);
  }

  /** What the index by customer adds: the table's own metrics leave it out. Nothing without that index. */
  public indexConsumption(): Metric[] {
    if (!this.props.operations.includes(LIST_ORDERS.operationId)) return [];
    const consumed = { ConsumedWriteCapacityUnits: 'writes of the index', ConsumedReadCapacityUnits: 'reads of the index' };
    return Object.entries(consumed).map(([metricName, label]) => new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      label,
      dimensionsMap: { TableName: this.props.table.tableName, GlobalSecondaryIndexName: CUSTOMER_INDEX.indexName },
      statistic: Stats.SUM,
    }).attachTo(this.scope));
  }

  /** The throttled requests of the operations that the routes make, in sum. */
  public tableThrottles(options?: MathExpressionOptions): IMetric {
    const perOperation = this.tableThrottlesPerOperation();
    return new MathExpression({
      label: 'throttled requests of the table',
      // An operation has data only while it is throttled, and a sum with one that has none is none.
      expression: Object.keys(perOperation).map((id) => `FILL(${id}, 0)`).join(' + '),
      ...options,
      usingMetrics: perOperation,
    });
  }

  /** By ids that a math expression takes. DynamoDB has this metric by table and operation, and not by the table alone. */
  public tableThrottlesPerOperation(options?: MetricOptions): Record<string, Metric> {
    const metrics = this.props.operations.map((operation) => TABLE_CALLS[operation].name).map((operation): [string, Metric] => [
      operation.toLowerCase(),
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'ThrottledRequests',
        dimensionsMap: { TableName: this.props.table.tableName, Operation: operation },
        statistic: Stats.SUM,
        label: operation,
        ...options,
      }).attachTo(this.scope),
    ]);
    return Object.fromEntries(metrics);
  }

  private currencyIn(options: MetricOptions | undefined): string {
    const currency = options?.dimensionsMap?.[MetricDimension.CURRENCY];
    if (currency !== undefined) return currency;
    throw new Error(
      `[${this.scope.node.path}] ${OrderMetric.VALUE} needs a ${MetricDimension.CURRENCY} dimension, since amounts of different currencies cannot be added, `
      + "got none: call metricOrderValue('USD')",
    );
  }

  private get countsOrders(): boolean {
    return this.props.businessMetrics && this.props.operations.includes(CREATE_ORDER.operationId);
  }

  private business(metricName: string, dimensions: Record<string, string>, options?: MetricOptions): Metric {
    if (!this.countsOrders) {
      throw new Error(
        `[${this.scope.node.path}] ${metricName} needs OrderRoute.createOrder() and must not be switched off by businessMetrics or by the class of handlerLogGroup: without them it has no data`,
      );
    }
    if (!this.has(metricName)) {
      throw new Error(
        `[${this.scope.node.path}] ${metricName} needs lines of the level ${LEVELS[metricName]}, in which it is, got applicationLogLevel ${this.props.applicationLogLevel}`,
      );
    }
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
      // Ours last: there is no data without them.
      dimensionsMap: { ...options?.dimensionsMap, [MetricDimension.FUNCTION_NAME]: this.props.handler.functionName, ...dimensions },
    }).attachTo(this.scope);
  }
}
