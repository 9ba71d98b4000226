import { templateDifferences } from '../../support/consumers/template-differences';

const HASHES = ['a'.repeat(64), 'b'.repeat(64)];

const TEMPLATE = {
  Description: 'A shop',
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST', Tags: [{ Key: 'a' }, { Key: 'b' }] } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 1024, Code: { S3Key: `${HASHES[0]}.zip` } }, Metadata: { 'aws:cdk:path': 'A/F' } },
  },
  Outputs: { Name: { Value: { Ref: 'Table' } } },
};

test('equal templates have no differences, whatever the order of their keys', () => {
  const { Outputs, Resources: { Function, Table }, Description } = TEMPLATE;

  expect(templateDifferences(TEMPLATE, { Outputs, Resources: { Function, Table }, Description } as object)).toEqual([]);
});

test('metadata, the CDK\'s own resource and condition, and the hashes of assets do not count', () => {
  const other = changed((template) => {
    template.Resources.Function.Metadata = { 'aws:cdk:path': 'B/F' };
    template.Resources.Function.Properties.Code.S3Key = `${HASHES[1]}.zip`;
    template.Resources.CDKMetadata = { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' }, Condition: 'CDKMetadataAvailable' };
    template.Conditions = { CDKMetadataAvailable: {} };
  });

  expect(templateDifferences(TEMPLATE, other)).toEqual([]);
  expect(templateDifferences(other, TEMPLATE)).toEqual([]);
});

test.each<[string, (template: any) => void, string[]]>([
  ['another value', (template) => { template.Resources.Table.Properties.BillingMode = 'PROVISIONED'; },
    ['Resources.Table.Properties.BillingMode is "PROVISIONED", expected "PAY_PER_REQUEST"']],
  ['a value of another type', (template) => { template.Resources.Function.Properties.MemorySize = '1024'; },
    ['Resources.Function.Properties.MemorySize is "1024", expected 1024']],
  ['a property that is missing', (template) => { delete template.Resources.Function.Properties.MemorySize; },
    ['Resources.Function.Properties.MemorySize is missing, expected 1024']],
  ['a property that is new', (template) => { template.Resources.Table.Properties.TableName = 'orders'; },
    ['Resources.Table.Properties.TableName is not expected: "orders"']],
  ['a resource with another logical id', (template) => { template.Resources = { Function: template.Resources.Function, Table2: { Type: 'T' } }; },
    [expect.stringMatching(/^Resources\.Table is missing, expected \{/), 'Resources.Table2 is not expected: {"Type":"T"}']],
  ['an array in another order', (template) => { template.Resources.Table.Properties.Tags.reverse(); },
    ['Resources.Table.Properties.Tags.0.Key is "b", expected "a"', 'Resources.Table.Properties.Tags.1.Key is "a", expected "b"']],
  ['an object in place of an array', (template) => { template.Resources.Table.Properties.Tags = { 0: { Key: 'a' }, 1: { Key: 'b' } }; },
    ['Resources.Table.Properties.Tags is {"0":{"Key":"a"},"1":{"Key":"b"}}, expected [{"Key":"a"},{"Key":"b"}]']],
  ['a condition of the app', (template) => { template.Conditions = { IsProd: true }; }, ['Conditions is not expected: {"IsProd":true}']],
  ['an output that is missing', (template) => { delete template.Outputs.Name; }, ['Outputs.Name is missing, expected {"Value":{"Ref":"Table"}}']],
  ['another description', (template) => { template.Description = 'Another'; }, ['Description is "Another", expected "A shop"']],
])('%s is a difference, and the line says where', (_, change, lines) => {
  expect(templateDifferences(TEMPLATE, changed(change))).toEqual(lines);
});

test('more than a hash in the name of an asset counts', () => {
  const other = changed((template) => { template.Resources.Function.Properties.Code.S3Key = `${HASHES[0]}.jar`; });

  expect(templateDifferences(TEMPLATE, other)).toEqual(['Resources.Function.Properties.Code.S3Key is "<hash>.jar", expected "<hash>.zip"']);
});

function changed(change: (template: any) => void): object {
  const template = structuredClone(TEMPLATE);
  change(template);
  return template;
}
