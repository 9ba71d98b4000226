/**
 * Environment of an `OrderProcessingApi`, such as development or production.
 *
 * It names the stage, and sets the defaults of removal policy, deletion protection and log retention.
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
  /** Development (`dev`): table and logs are deleted with the stack, and logs are kept 14 days. */
  public static readonly DEV = new OrderEnvironment('dev');

  /** Staging (`staging`): table and logs are deleted with the stack, and logs are kept 30 days. */
  public static readonly STAGING = new OrderEnvironment('staging');

  /** Production (`prod`): table and logs are retained, the table has deletion protection, and logs are kept 365 days. */
  public static readonly PROD = new OrderEnvironment('prod');

  /**
   * An environment with a name of your own and the defaults of another environment.
   *
   * For example `OrderEnvironment.custom('uat', OrderEnvironment.STAGING)`. An environment like `PROD` has the warnings of production.
   *
   * @param name lowercase letters, digits and hyphens, 1 to 128 characters, other than `dev`, `staging` and `prod`. An `OrderProcessingApi`
   * throws for other names
   * @param like the environment whose defaults it has
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
   */
  public static custom(name: string, like: OrderEnvironment): OrderEnvironment {
    return new OrderEnvironment(name, like);
  }

  /**
   * Name of the environment, for example `dev`.
   *
   * It is the name of the stage, the value of the `Environment` tag, and by default the second part of every resource name.
   *
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

  /** Returns the name of the environment. */
  public toString(): string {
    return this.name;
  }
}
