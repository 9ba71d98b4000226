import * as path from 'path';
import { Code, Function as LambdaFunction, FunctionOptions, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { codeWithSettings } from './settings-file';
import type { FunctionSettings } from '../contract';

const BUNDLE = path.join(__dirname, '../../assets/handler/extended-orders.lambda');

interface ExtendedOrdersFunctionOptions extends FunctionOptions {
  /** Content of the settings file. Without any, there is no such file. */
  readonly settings?: FunctionSettings;
}

/** The orders function with the extended bundle. It differs from `OrdersFunction`, which is generated, in its code only. */
export class ExtendedOrdersFunction extends LambdaFunction {
  public constructor(scope: Construct, id: string, { settings, ...options }: ExtendedOrdersFunctionOptions) {
    super(scope, id, {
      ...options,
      runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS),
      handler: 'index.handler',
      code: settings === undefined ? Code.fromAsset(BUNDLE) : codeWithSettings(BUNDLE, settings),
    });
  }
}
