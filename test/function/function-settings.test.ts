import { CfnParameter } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ApplicationLogLevel, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { OrderProcessingApi } from '../../src';
import { propertiesOf, templateOf } from '../support/orders-stack';
import { failsFor, newStack, refusalOf } from '../support/refusals';

const FUNCTION = 'AWS::Lambda::Function';
const POLICY = 'AWS::IAM::Policy';

describe('reservedConcurrentExecutions', () => {
  test('keeps concurrent executions for the function', () => {
    templateOf({ reservedConcurrentExecutions: 50 }).hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: 50 });
  });

  test('is left to the account by default', () => {
    templateOf().hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: Match.absent() });
  });

  failsFor([0, -1, 1.5, NaN].map((reservedConcurrentExecutions) => ({
    name: String(reservedConcurrentExecutions),
    props: { reservedConcurrentExecutions },
    message: `reservedConcurrentExecutions must be a whole number from 1 to 2147483647 executions, got ${reservedConcurrentExecutions}`,
  })));

  test('accepts a token', () => {
    const stack = newStack();
    new OrderProcessingApi(stack, 'Orders', { reservedConcurrentExecutions: new CfnParameter(stack, 'Reserved', { type: 'Number' }).valueAsNumber });
    Template.fromStack(stack).hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: { Ref: 'Reserved' } });
  });
});

describe('log levels', () => {
  test('reach the function', () => {
    templateOf({ applicationLogLevel: ApplicationLogLevel.DEBUG, systemLogLevel: SystemLogLevel.WARN }).hasResourceProperties(FUNCTION, {
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' },
    });
  });

  test('are left to Lambda by default', () => {
    templateOf().hasResourceProperties(FUNCTION, {
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: Match.absent(), SystemLogLevel: Match.absent() },
    });
  });

  // What a compiler would refuse, and plain JavaScript sends.
  test('fails for a level that Lambda does not know', () => {
    expect(refusalOf({ applicationLogLevel: 'info' as ApplicationLogLevel, systemLogLevel: SystemLogLevel.INFO }))
      .toBe('Error: [Shop/Orders] applicationLogLevel must be one of INFO, DEBUG, WARN, TRACE, ERROR, FATAL, got "info"');
    expect(refusalOf({ systemLogLevel: 'ERROR' as SystemLogLevel }))
      .toBe('Error: [Shop/Orders] systemLogLevel must be one of INFO, DEBUG, WARN, got "ERROR"');
  });
});

describe('tracing', () => {
  const traced = templateOf({ tracing: true });

  test('has Lambda send traces', () => {
    traced.hasResourceProperties(FUNCTION, { TracingConfig: { Mode: 'Active' } });
  });

  test('lets the role send them, which X-Ray allows on everything or not at all', () => {
    expect(propertiesOf(traced, POLICY)).toMatchObject([{
      PolicyDocument: {
        Statement: [
          { Sid: 'CreateOrders' },
          { Sid: 'WriteOwnLogs' },
          { Sid: 'SendTraces', Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
        ],
      },
    }]);
  });

  test.each([undefined, false])('%s leaves function and role as they are', (tracing) => {
    expect(templateOf({ tracing }).toJSON()).toEqual(templateOf().toJSON());
  });
});
