import { App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrderAccountsStack } from './order-accounts-stack';
import { OrderBackOfficeStack } from './order-back-office-stack';
import { OrderCatalogueStack } from './order-catalogue-stack';
import { OrderCognitoStack } from './order-cognito-stack';
import { OrderEngravingStack } from './order-engraving-stack';
import { OrderFulfilmentStack } from './order-fulfilment-stack';
import { OrderShopStack } from './order-shop-stack';

const app = new App();
const environmentSuffix = textFrom('environmentSuffix'); // cdk deploy -c environmentSuffix=pr-42
const allowedOrigin = textFrom('allowedOrigin'); // cdk deploy -c allowedOrigin=https://shop.example.com

new OrderShopStack(app, 'OrderShop', {
  description: 'A shop that takes orders',
  environmentSuffix,
  memorySize: numberFrom('memorySize'), // cdk deploy -c memorySize=512
  allowedOrigin,
});

// cdk deploy -c catalogue=true OrderCatalogue
if (textFrom('catalogue') !== undefined) {
  new OrderCatalogueStack(app, 'OrderCatalogue', { description: 'A shop that sells what is in its products table', environmentSuffix, allowedOrigin });
}

// cdk deploy -c engraving=true OrderEngraving
if (textFrom('engraving') !== undefined) {
  new OrderEngravingStack(app, 'OrderEngraving', { description: 'A shop that engraves what it sells', environmentSuffix });
}

// cdk deploy -c issuer=https://auth.example.com -c audience=orders OrderAccounts
const issuer = textFrom('issuer');
if (issuer !== undefined) {
  const login = { issuer, audience: textFrom('audience') ?? 'orders', environmentSuffix };
  new OrderAccountsStack(app, 'OrderAccounts', { description: 'A shop whose customers have accounts', ...login });
  new OrderFulfilmentStack(app, 'OrderFulfilment', { description: 'A shop whose warehouse learns of orders by events', ...login });
  new OrderBackOfficeStack(app, 'OrderBackOffice', { description: 'A shop whose staff works in a back office', allowedOrigin, ...login });
}

// cdk deploy -c shopOrigin=https://shop.example.com OrderCognito
const shopOrigin = textFrom('shopOrigin');
if (shopOrigin !== undefined) {
  new OrderCognitoStack(app, 'OrderCognito', { description: 'A shop whose accounts are in a Cognito user pool', shopOrigin, environmentSuffix });
}

Aspects.of(app).add(new AwsSolutionsChecks());

function textFrom(key: string): string | undefined {
  return app.node.tryGetContext(key);
}

function numberFrom(key: string): number | undefined {
  const text = textFrom(key);
  return text === undefined ? undefined : Number(text);
}
