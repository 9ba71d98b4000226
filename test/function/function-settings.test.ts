import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ApplicationLogLevel, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
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
  test.each([Tracing.ACTIVE, Tracing.PASS_THROUGH])('%s is the mode of the function', (tracing) => {
    templateOf({ tracing }).hasResourceProperties(FUNCTION, { TracingConfig: { Mode: tracing } });
  });

  test.each([Tracing.ACTIVE, Tracing.PASS_THROUGH])('%s lets the role send traces, which X-Ray allows on everything or not at all', (tracing) => {
    expect(propertiesOf(templateOf({ tracing }), POLICY)).toMatchObject([{
      PolicyDocument: {
        Statement: [
          { Sid: 'CreateOrders' },
          { Sid: 'WriteOwnLogs' },
          { Sid: 'SendTraces', Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
        ],
      },
    }]);
  });

  test('DISABLED leaves function and role as they are by default', () => {
    expect(templateOf({ tracing: Tracing.DISABLED }).toJSON()).toEqual(templateOf().toJSON());
  });

  failsFor([
    ...[true, false, 'Active ', 'ACTIVE', null].map((value) => ({
      name: JSON.stringify(value),
      props: { tracing: value as unknown as Tracing },
      message: `tracing must be Tracing.ACTIVE, PASS_THROUGH or DISABLED, got ${JSON.stringify(value)}`,
    })),
    {
      name: 'a token',
      props: { tracing: Lazy.string({ produce: () => Tracing.ACTIVE }) as Tracing },
      message: 'tracing must be known at synth, since the permissions of the role depend on it, got a token',
    },
  ]);
});
