import { App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrderShopStack } from './order-shop-stack';

const app = new App();

new OrderShopStack(app, 'OrderShop', {
  description: 'A shop that takes orders',
  environmentSuffix: app.node.tryGetContext('environmentSuffix'), // cdk deploy -c environmentSuffix=pr-42
  memorySize: numberFrom('memorySize'), // cdk deploy -c memorySize=512
});

Aspects.of(app).add(new AwsSolutionsChecks());

function numberFrom(key: string): number | undefined {
  const text = app.node.tryGetContext(key);
  return text === undefined ? undefined : Number(text);
}
