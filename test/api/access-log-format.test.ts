import { ACCESS_LOG_FORMAT } from '../../src/api/access-log-format';
import { propertiesOf, templateOf } from '../support/orders-stack';

const format = ACCESS_LOG_FORMAT.toString();

/** The line that API Gateway writes, with the same text for every variable. */
function lineWith(value: string): string {
  return format.replace(/\$context(\.\w+)+/g, value);
}

test('is one JSON object on one line, even when every variable is absent', () => {
  const line = lineWith('-');
  expect(line).not.toContain('\n');
  const values: unknown[] = Object.values(JSON.parse(line));
  expect(new Set(values)).toEqual(new Set(['-']));
});

test('quotes every value, so a number comes as a string', () => {
  const values: unknown[] = Object.values(JSON.parse(lineWith('200')));
  expect(new Set(values)).toEqual(new Set(['200']));
});

test('holds one $context variable for each field and no variable twice', () => {
  const values: string[] = Object.values(JSON.parse(format));
  for (const value of values) expect(value).toMatch(/^\$context(\.\w+)+$/);
  expect(new Set(values).size).toBe(values.length);
});

test('tells integration error and latency besides the request', () => {
  expect(JSON.parse(format)).toMatchObject({
    responseLatency: '$context.responseLatency',
    integrationStatus: '$context.integrationStatus',
    integrationLatency: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
    integrationRequestId: '$context.integration.requestId',
    gatewayError: '$context.error.message',
  });
});

test('logs nothing that says who the customer is beyond the address', () => {
  expect(format).not.toMatch(/authorizer|cognito|userAgent|body|header|\$input/i);
});

test('is the format of the stage', () => {
  expect(propertiesOf(templateOf(), 'AWS::ApiGatewayV2::Stage')[0]).toMatchObject({ AccessLogSettings: { Format: format } });
});
