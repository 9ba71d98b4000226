import * as path from 'path';
import { Code, Function as LambdaFunction, FunctionOptions, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** The orders function with the extended bundle. It differs from `OrdersFunction`, which is generated, in its code only. */
export class ExtendedOrdersFunction extends LambdaFunction {
  public constructor(scope: Construct, id: string, options: FunctionOptions) {
    super(scope, id, {
      ...options,
      runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS),
      handler: 'index.handler',
      code: Code.fromAsset(path.join(__dirname, '../../assets/handler/extended-orders.lambda')),
    });
  }
}
