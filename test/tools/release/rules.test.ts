/*
 * What is refused of a package. The packages themselves are looked at when they are made (`npx projen package:…`).
 */
import { Contents } from '../../../tools/release/contents';
import { Facts, factsOf } from '../../../tools/release/facts';
import { faultsIn, GO, Kind, NPM, POM, WHEEL } from '../../../tools/release/rules';

const facts: Facts = { ...factsOf(), version: '0.1.0', licenseText: 'Apache License' };

const manifest = {
  name: facts.name,
  version: facts.version,
  description: facts.description,
  license: facts.license,
  author: facts.author,
  repository: { type: 'git', url: facts.repositoryUrl },
  keywords: facts.keywords,
  engines: { node: `>= ${facts.node}` },
  peerDependencies: { 'aws-cdk-lib': `^${facts.cdk}`, 'constructs': `^${facts.constructs}` },
  main: 'lib/main.js',
  types: 'lib/index.d.ts',
  publishConfig: { access: 'public' },
};

const tarball = contents('package.tgz', {
  ...Object.fromEntries([
    '.jsii', '.jsii.tabl.json.gz', 'API.md', 'README.md', 'lib/main.js', 'lib/index.d.ts', 'assets/handler/orders.lambda/index.mjs',
    'assets/handler/orders.lambda/orders.cjs', 'assets/handler/extended-orders.lambda/index.mjs', 'assets/handler/extended-orders.lambda/orders.cjs',
    'assets/handler/order-events.lambda/index.js',
  ].map((file) => [`package/${file}`, ''])),
  'package/LICENSE': 'Apache License',
  'package/assets/THIRD-PARTY-LICENSES.txt': '@aws-sdk/client-dynamodb, Apache License; lossless-json, MIT',
  'package/package.json': JSON.stringify(manifest),
});

function contents(name: string, files: Record<string, string>): Contents {
  return { name, bytes: 1_000, files: new Map(Object.entries(files)) };
}

interface Package {
  readonly of?: Contents;
  readonly kind?: Kind;
  readonly bytes?: number;
}

/** What is wrong when these files are different; without a text they are not there. */
function faultsWith(files: Record<string, string | undefined>, { of = tarball, kind = NPM, bytes = of.bytes }: Package = {}): string[] {
  const changed = Object.entries({ ...Object.fromEntries(of.files), ...files }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return faultsIn({ ...of, bytes, files: new Map(changed) }, kind, facts);
}

test('a package as it should be has no faults', () => {
  expect(faultsWith({})).toEqual([]);
});

describe('a package is refused', () => {
  test.each([
    'test/order-processing-api.test.js', 'src/index.ts', 'lib/index.ts', 'lib/main.js.map', 'lib/index.js', 'lib/handler/http.d.ts', 'lib/handler/domain/order.d.ts', 'tools/checks/test.ts', 'tsconfig.json',
    'lib/tsconfig.tsbuildinfo', 'node_modules/constructs/package.json', '.npmrc', '.env', 'tools/bench/bench.ts', 'lib/.DS_Store',
  ])('with %s in it', (file) => {
    expect(faultsWith({ [`package/${file}`]: '' })).toEqual([`package.tgz holds package/${file}, which is nothing that a user needs`]);
  });

  test.each(['package/lib/main.js', 'package/assets/handler/orders.lambda/orders.cjs', 'package/.jsii.tabl.json.gz'])('without %s', (file) => {
    expect(faultsWith({ [file]: undefined })).toEqual([`package.tgz lacks ${file}`]);
  });

  test('above its budget', () => {
    expect(faultsWith({}, { bytes: NPM.budget + 1 })).toEqual([`package.tgz weighs ${NPM.budget + 1} bytes, more than its budget of ${NPM.budget}`]);
  });

  test('with a path of the machine that made it', () => {
    expect(faultsWith({ 'package/lib/main.js': `require('${process.cwd()}/src')` })).toContain(`package.tgz has ${process.cwd()}/ in package/lib/main.js, a path of this machine`);
  });

  test('without our license, or those of what is in the bundle', () => {
    expect(faultsWith({ 'package/LICENSE': 'All rights reserved' })).toEqual(['package.tgz does not hold our license as package/LICENSE']);
    expect(faultsWith({ 'package/assets/THIRD-PARTY-LICENSES.txt': 'MIT' })).toHaveLength(3);
  });

  test.each([
    ['another version', { version: '0.0.9' }, /has version "0\.0\.9" in package\.json, expected "0\.1\.0"/],
    ['a dependency', { peerDependencies: {} }, /has peerDependencies \{\} in package\.json/],
    ['a dependency of its own', { dependencies: { lodash: '^4.0.0' } }, /has dependencies \{"lodash":"\^4\.0\.0"\}/],
    ['another repository', { repository: { type: 'git', url: 'https://example.com/other.git' } }, /has repository .*other\.git/],
    ['another license', { license: 'MIT' }, /has license "MIT"/],
    ['a script that runs at installation', { scripts: { postinstall: 'node evil.js' } }, /runs the script postinstall where it is installed/],
    ['no keyword to be found by', { keywords: [] }, /lacks the keyword cdk/],
  ])('with %s in package.json', (_, change, fault) => {
    expect(faultsWith({ 'package/package.json': JSON.stringify({ ...manifest, ...change }) })).toContainEqual(expect.stringMatching(fault));
  });
});

describe('a wheel is refused', () => {
  const folder = 'cdk_order_processing_api-0.1.0.dist-info';
  const faultsOf = (files: Record<string, string>) => faultsWith(files, { of: contents('a.whl', {}), kind: WHEEL });

  test('that is empty', () => {
    expect(faultsOf({})).toContain(`a.whl lacks ${folder}/METADATA`);
  });

  test('with an example that is still in TypeScript', () => {
    const readme = "```ts\nimport { OrderProcessingApi } from 'cdk-order-processing-api';\n```";

    expect(faultsOf({ [`${folder}/METADATA`]: readme })).toContain(`a.whl has an example in TypeScript in ${folder}/METADATA`);
  });

  test('with metadata of another version of Python or of us', () => {
    const faults = faultsOf({ [`${folder}/METADATA`]: 'Version: 0.1.00\nRequires-Python: >=2.7\n' });

    expect(faults).toContainEqual(expect.stringContaining('does not say /^Version: 0\\.1\\.0$/m'));
    expect(faults).toContainEqual(expect.stringContaining('does not say /^Requires-Python: >=3\\.10$/m'));
  });
});

test('a Maven package is refused without what Maven Central asks for', () => {
  const faults = faultsWith({ 'cdk-order-processing-api-0.1.0.pom': '<version>0.1.0</version>' }, { of: contents('0.1.0', {}), kind: POM });

  expect(faults).toContainEqual(expect.stringContaining('does not say <name>Apache License 2.0</name>'));
  expect(faults).toContainEqual(expect.stringContaining('does not say <connection>scm:git:'));
  expect(faults).toContainEqual(expect.stringContaining(`does not say <email>${facts.author.email}</email>`));
});

test('a Go module is refused when its path does not end in its major version, from 2 on', () => {
  const path = `${facts.targets.go.moduleName}/cdkorderprocessingapi`;
  const module = contents('module', { 'go.mod': `module ${path}\ngo 1.25\nrequire github.com/aws/aws-cdk-go/awscdk/v2 v${facts.cdk}\n` });
  const faultsOf = (version: string) => faultsIn(module, GO, { ...facts, version }).filter((fault) => fault.includes('go.mod'));

  expect(faultsOf('0.1.0')).toEqual([]);
  expect(faultsOf('1.4.0')).toEqual([]);
  expect(faultsOf('2.0.0')).toHaveLength(1);
});
