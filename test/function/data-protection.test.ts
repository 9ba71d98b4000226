import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CustomDataIdentifier, DataIdentifier, DataProtectionPolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { OrderProcessingApi } from '../../src';
import { idOf, propertiesOf, templateOf } from '../support/orders-stack';

const LOG_GROUP = 'AWS::Logs::LogGroup';

interface Policy {
  readonly Statement: { readonly Operation: { readonly Audit: { readonly FindingsDestination: unknown } } }[];
}

function policiesOf(template: Template): (Policy | undefined)[] {
  return propertiesOf(template, LOG_GROUP).map(({ DataProtectionPolicy: policy }) => policy as Policy | undefined);
}

test('dataProtectionPolicy finds and masks the same in both log groups', () => {
  const stack = new Stack(new App(), 'Shop');
  new OrderProcessingApi(stack, 'Orders', {
    dataProtectionPolicy: new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS, new CustomDataIdentifier('Voucher', 'V-\\d{8}')] }),
  });
  const policies = policiesOf(Template.fromStack(stack));
  expect(policies).toHaveLength(2);
  expect(policies[1]).toEqual(policies[0]);
  expect(policies[0]).toMatchObject({
    Statement: [{ DataIdentifier: [expect.anything(), 'Voucher'], Operation: { Audit: {} } }, { Operation: { Deidentify: { MaskConfig: {} } } }],
    Configuration: { CustomDataIdentifier: [{ Name: 'Voucher', Regex: 'V-\\d{8}' }] },
  });
});

test('dataProtectionPolicy serves two instances, and sends what it finds where it says', () => {
  const stack = new Stack(new App(), 'Shop');
  const audit = new LogGroup(stack, 'Audit', { logGroupName: '/audit/findings' });
  const dataProtectionPolicy = new DataProtectionPolicy({ identifiers: [DataIdentifier.IPADDRESS], logGroupAuditDestination: audit });
  new OrderProcessingApi(stack, 'Orders', { dataProtectionPolicy });
  new OrderProcessingApi(stack, 'Wholesale', { dataProtectionPolicy, projectName: 'wholesale', outputPrefix: 'Wholesale' });
  const destinations = policiesOf(Template.fromStack(stack)).map((policy) => policy?.Statement[0].Operation.Audit.FindingsDestination);
  const toAudit = { CloudWatchLogs: { LogGroup: { Ref: idOf(audit) } } };
  expect(destinations).toEqual([undefined, toAudit, toAudit, toAudit, toAudit]);
});

test('nothing is masked by default', () => {
  expect(policiesOf(templateOf())).toEqual([undefined, undefined]);
});
