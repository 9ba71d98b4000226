/*
 * cfn-lint over every sample's template, in each partition.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { templatesFor, templatesForAnyRegion } from './support/templates/samples';
import { cfnLint, Finding } from '../tools/checks/cfn-lint';

/** A region of each partition, and where its replicas are. */
const REGIONS = [['us-east-1', 'us-west-2'], ['eu-central-1', 'eu-west-1'], ['cn-north-1', 'cn-northwest-1'], ['us-gov-west-1', 'us-gov-east-1']] as const;

interface Kept {
  readonly rule: string;
  readonly path: RegExp;
  /** Why the template stays as it is. */
  readonly reason: string;
}

const KEPT: readonly Kept[] = [
  { rule: 'I1022', path: /\/Fn::Join\/0$/, reason: 'the CDK writes a text that has references in it as Fn::Join' },
  { rule: 'W3005', path: /^Resources\/\w+\/DependsOn\/\d+$/, reason: 'the CDK lets a function depend on its role as well as on the policies of it' },
  { rule: 'E3006', path: /^Resources\/Pool\w+\/Type$/, reason: 'the shop of this sample has a user pool of its own, which Amazon Cognito has in no region of China' },
];

let folder: string;
const seen = new Set<Kept>();

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'cfn-lint-')); });

afterAll(() => rmSync(folder, { recursive: true }));

/** What is found and has no reason to stay. */
function unexplained(findings: readonly Finding[]): string[] {
  return findings.filter(({ rule, path }) => {
    const kept = KEPT.find((each) => each.rule === rule && each.path.test(path));
    if (kept) seen.add(kept);
    return kept === undefined;
  }).map(({ rule, message, path, file }) => `${rule} ${basename(file)} ${path}: ${message}`);
}

test('a property that no resource of its type has is found', async () => {
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueTitle: 'orders' } } } };

  const findings = unexplained(await cfnLint({ template }, ['us-east-1'], folder));

  expect(findings).toContainEqual(expect.stringMatching(/^E3002 template\.template\.json .*QueueTitle/));
});

test('the templates that are of no region have nothing for cfn-lint in any partition', async () => {
  const findings = await cfnLint(templatesForAnyRegion(), REGIONS.map(([region]) => region), folder);

  expect(unexplained(findings)).toEqual([]);
});

test.each(REGIONS)('the templates of %s have nothing for cfn-lint', async (region, replicaRegion) => {
  const findings = await cfnLint(templatesFor(region, replicaRegion), [region], folder);

  expect(unexplained(findings)).toEqual([]);
});

test('whatever is kept is still found', () => {
  expect(KEPT.filter((each) => !seen.has(each))).toEqual([]);
});
