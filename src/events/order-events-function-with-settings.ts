import * as path from 'path';
import { Function as LambdaFunction, FunctionOptions, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FunctionSettings } from '../contract';
import { codeWithSettings } from '../function/settings-file';

interface OrderEventsFunctionOptions extends FunctionOptions {
  /** Content of the settings file. */
  readonly settings: FunctionSettings;
}

/** The function that publishes order events, with a settings file. It differs from `OrderEventsFunction`, which is generated, in its code only. */
export class OrderEventsFunctionWithSettings extends LambdaFunction {
  public constructor(scope: Construct, id: string, { settings, ...options }: OrderEventsFunctionOptions) {
    super(scope, id, {
      ...options,
      runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS),
      handler: 'index.handler',
      code: codeWithSettings(path.join(__dirname, '../../assets/handler/order-events.lambda'), settings),
    });
  }
}
