import { Annotations, Duration, Token, Tokenization } from 'aws-cdk-lib';
import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { IMetric, MathExpression, MathExpressionOptions, Metric, MetricOptions, SearchExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { hasFulfilments, hasRoute, RouteSettings } from '../api/route-settings';
import {
  BackOfficeMetric, CREATE_ORDER, CREATE_RETURN, CUSTOMER_INDEX, LIST_ORDERS, METRIC_NAMESPACE, MetricDimension, NUMBER_INDEX, OrderMetric,
  ShopMetric, STATUS_INDEX,
} from '../contract';
import { isDropped } from '../function/function-settings';
import { refusal, shown } from '../props/validation';
import { TABLE_CALLS, TableUse } from '../table/operations';

/** Pattern of an ISO 4217 code. The handler knows which codes are in use. */
const CURRENCY = /^[A-Z]{3}$/;

export interface OrderMetricsProps {
  readonly stage: IHttpStage;
  readonly handler: IFunction;
  readonly table: ITable;
  readonly tableUses: readonly TableUse[];
  /** Whether the log lines of the handler contain metrics. */
  readonly businessMetrics: boolean;
  /** The metrics of prices, stock and back office that the API has. */
  readonly shopMetrics: readonly string[];
  /** Minimum level of application logs. */
  readonly applicationLogLevel?: string;
}

interface ShopSettings {
  readonly routes: readonly RouteSettings[];
  readonly prices: { readonly table?: unknown };
  readonly stock?: { readonly isTaken: boolean; readonly isReturned: boolean };
}

/** Level of the log lines that contain each metric. */
const LEVELS: Readonly<Record<string, 'INFO' | 'WARN' | 'ERROR'>> = {
  [OrderMetric.ACCEPTED]: 'INFO',
  [OrderMetric.REPLAYED]: 'INFO',
  [OrderMetric.REJECTED]: 'WARN',
  [OrderMetric.VALUE]: 'INFO',
  [ShopMetric.ORDERS_OUT_OF_STOCK]: 'WARN',
  [ShopMetric.PRODUCTS_MISCONFIGURED]: 'ERROR',
  [ShopMetric.STOCK_NOT_RETURNED]: 'ERROR',
  [BackOfficeMetric.FULFILMENTS_SHIPPED]: 'INFO',
  [BackOfficeMetric.ORDERS_RETURNED]: 'INFO',
};

/** What an API needs for each metric of prices, stock and back office. */
const NEEDED: Readonly<Record<string, string>> = {
  [ShopMetric.ORDERS_OUT_OF_STOCK]: 'stock with OrderRoute.createOrder()',
  [ShopMetric.PRODUCTS_MISCONFIGURED]: 'stock or prices from a table',
  [ShopMetric.STOCK_NOT_RETURNED]: 'stock with OrderRoute.updateOrderStatus()',
  [BackOfficeMetric.FULFILMENTS_SHIPPED]: 'OrderRoute.createFulfilment()',
  [BackOfficeMetric.ORDERS_RETURNED]: 'OrderRoute.createReturn()',
};

/** The metrics of prices, stock and back office that the requests of an API count in. */
export function shopMetricsOf({ routes, prices, stock }: ShopSettings): string[] {
  return [
    ...stock?.isTaken ? [ShopMetric.ORDERS_OUT_OF_STOCK] : [],
    ...stock || prices.table ? [ShopMetric.PRODUCTS_MISCONFIGURED] : [],
    ...stock?.isReturned ? [ShopMetric.STOCK_NOT_RETURNED] : [],
    ...hasFulfilments(routes) ? [BackOfficeMetric.FULFILMENTS_SHIPPED] : [],
    ...hasRoute(routes, CREATE_RETURN) ? [BackOfficeMetric.ORDERS_RETURNED] : [],
  ];
}

function isOptional(metricName: string): boolean {
  return metricName in NEEDED;
}

/** Metrics of one API, with the dimensions under which CloudWatch has their data. */
export class OrderMetrics {
  public constructor(private readonly scope: Construct, private readonly props: OrderMetricsProps) {}

  /** Whether a business metric has data. */
  public has(metricName: string): boolean {
    return this.counts(metricName) && !isDropped(LEVELS[metricName], this.props.applicationLogLevel);
  }

  /** A business metric by its name. */
  public named(metricName: string, options?: MetricOptions): Metric {
    const names = [...Object.values(OrderMetric), ...Object.values(ShopMetric), ...Object.values(BackOfficeMetric)];
    if (!Token.isUnresolved(metricName) && !names.some((name) => name === metricName)) {
      throw refusal(this.scope, [`metricName must be one of ${names.join(', ')}, got ${shown(metricName)}`]);
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
      throw refusal(this.scope, [`currency must be an ISO 4217 code such as 'USD', got ${shown(currency)}`]);
    }
    return this.business(OrderMetric.VALUE, { [MetricDimension.CURRENCY]: currency }, options);
  }

  /** Order value of each currency that has orders. It is a search expression, which graphs support and alarms do not. */
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

  /** Server errors in percent of the requests, and 0 below `minErrors` errors. */
  public serverErrorRate(minErrors: number, options?: MathExpressionOptions): MathExpression {
    if (Token.isUnresolved(minErrors)) {
      Annotations.of(this.scope).acknowledgeWarning('CloudWatch:Math:UnknownIdentifier', 'the CDK takes the text of a token for the name of a metric');
    }
    return new MathExpression({
      label: 'server errors (% of requests)',
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

  /** Consumed capacity of the indexes, which the metrics of the table do not include. Empty without an index. */
  public indexConsumption(): Metric[] {
    return [
      ...this.props.tableUses.includes(LIST_ORDERS.operationId) ? this.consumptionOf(CUSTOMER_INDEX.indexName, 'the index') : [],
      ...this.props.tableUses.includes('findOrdersByNumber') ? this.consumptionOf(NUMBER_INDEX.indexName, 'the index by order number') : [],
      ...this.listsByStatus ? this.consumptionOf(STATUS_INDEX.indexName, 'the index by status') : [],
    ];
  }

  /** Throttled writes of the index by status. While DynamoDB throttles them, it refuses writes to the table. `undefined` without the index. */
  public staffListThrottles(options?: MetricOptions): Metric | undefined {
    if (!this.listsByStatus) return undefined;
    return new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: 'WriteThrottleEvents',
      statistic: Stats.SUM,
      ...options,
      dimensionsMap: { TableName: this.props.table.tableName, GlobalSecondaryIndexName: STATUS_INDEX.indexName },
    }).attachTo(this.scope);
  }

  private get listsByStatus(): boolean {
    return this.props.tableUses.includes('listOrdersByStatus');
  }

  /** Throttled requests of the table, as the sum over the operations of the routes. */
  public tableThrottles(options?: MathExpressionOptions): IMetric {
    const perOperation = this.tableThrottlesPerOperation();
    return new MathExpression({
      label: 'throttled requests of the table',
      // An operation without throttles has no data, and a sum with a missing value has none either.
      expression: Object.keys(perOperation).map((id) => `FILL(${id}, 0)`).join(' + '),
      ...options,
      usingMetrics: perOperation,
    });
  }

  /** Throttled requests by operation, with keys that a math expression accepts. DynamoDB has this metric only by table and operation. */
  public tableThrottlesPerOperation(options?: MetricOptions): Record<string, Metric> {
    const calls = new Set(this.props.tableUses.flatMap((use) => TABLE_CALLS[use]).flatMap(({ names }) => names));
    const metrics = [...calls].map((operation): [string, Metric] => [
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
    throw refusal(this.scope, [
      `${OrderMetric.VALUE} needs a ${MetricDimension.CURRENCY} dimension, since amounts of different currencies cannot be added, got none: call metricOrderValue('USD')`,
    ]);
  }

  /** Whether the requests of the API count in a metric. */
  private counts(metricName: string): boolean {
    const { businessMetrics, shopMetrics, tableUses } = this.props;
    return businessMetrics && (isOptional(metricName) ? shopMetrics.includes(metricName) : tableUses.includes(CREATE_ORDER.operationId));
  }

  private consumptionOf(indexName: string, name: string): Metric[] {
    const consumed = { ConsumedWriteCapacityUnits: `writes of ${name}`, ConsumedReadCapacityUnits: `reads of ${name}` };
    return Object.entries(consumed).map(([metricName, label]) => new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      label,
      dimensionsMap: { TableName: this.props.table.tableName, GlobalSecondaryIndexName: indexName },
      statistic: Stats.SUM,
    }).attachTo(this.scope));
  }

  private business(metricName: string, dimensions: Record<string, string>, options?: MetricOptions): Metric {
    if (!this.counts(metricName)) {
      const source = isOptional(metricName) ? NEEDED[metricName] : 'OrderRoute.createOrder()';
      throw refusal(this.scope, [`${metricName} needs ${source}, businessMetrics and a handlerLogGroup of the class STANDARD, since without one of them it has no data`]);
    }
    if (!this.has(metricName)) {
      throw refusal(this.scope, [
        `${metricName} needs log lines of the level ${LEVELS[metricName]}, which contain it, got applicationLogLevel ${this.props.applicationLogLevel}`,
      ]);
    }
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
      // Last, since the metric has no data without these dimensions.
      dimensionsMap: { ...options?.dimensionsMap, [MetricDimension.FUNCTION_NAME]: this.props.handler.functionName, ...dimensions },
    }).attachTo(this.scope);
  }
}
