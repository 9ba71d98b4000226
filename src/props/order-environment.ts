/**
 * The environment that an `OrderProcessingApi` runs in. It names the stage and sets the defaults for
 * what happens to orders and logs when a stack goes away.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 * @example
 * import { OrderEnvironment, OrderProcessingApi } from 'cdk-order-processing-api';
 *
 * new OrderProcessingApi(this, 'Orders', {
 *   environment: OrderEnvironment.custom('uat', OrderEnvironment.STAGING),
 * });
 */
export class OrderEnvironment {
  /** Development, `dev`: everything goes with the stack, and logs are kept 14 days. */
  public static readonly DEV = new OrderEnvironment('dev');

  /** Staging, `staging`: everything goes with the stack, and logs are kept 30 days. */
  public static readonly STAGING = new OrderEnvironment('staging');

  /** Production, `prod`: the table is retained and protected against deletion, and logs are retained and kept 365 days. */
  public static readonly PROD = new OrderEnvironment('prod');

  /**
   * An environment of your own name with the defaults of another one, for example
   * `OrderEnvironment.custom('uat', OrderEnvironment.STAGING)`. What is like `PROD` is warned as production is.
   *
   * @param name lowercase letters, digits and hyphens, and none of `dev`, `staging` and `prod`; an `OrderProcessingApi` throws
   * for any other one
   * @param like the environment whose defaults it has
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public static custom(name: string, like: OrderEnvironment): OrderEnvironment {
    return new OrderEnvironment(name, like);
  }

  /**
   * The name of the stage, the value of the `Environment` tag, and the second part of every resource's name, for example `dev`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public readonly name: string;

  private readonly like?: OrderEnvironment;

  private constructor(name: string, like?: OrderEnvironment) {
    this.name = name;
    this.like = like;
  }

  /** @internal */
  public get _like(): OrderEnvironment | undefined {
    return this.like;
  }

  /** The name. */
  public toString(): string {
    return this.name;
  }
}
