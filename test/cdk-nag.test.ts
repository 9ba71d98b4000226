import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { nagFindingsIn } from './nag-findings';
import { ordersStack } from './orders-stack';
import { OrderEnvironment, OrderRoute } from '../src';

test.each(Object.values(OrderEnvironment))('all routes behind a JWT authorizer pass cdk-nag\'s AwsSolutions pack in %s', (environment) => {
  const { stack } = ordersStack({
    environment,
    routes: OrderRoute.all(),
    authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['orders'] }),
    customerIdClaim: 'sub',
    adminScope: 'orders/admin',
  });
  expect(nagFindingsIn(stack)).toEqual([]);
});

test('fails that pack by AwsSolutions-APIG4 alone, once for each route that is open on purpose', () => {
  const { stack } = ordersStack({ routes: OrderRoute.all(), authorizer: new HttpNoneAuthorizer() });
  expect(nagFindingsIn(stack)).toEqual(Array(4).fill('AwsSolutions-APIG4'));
});
