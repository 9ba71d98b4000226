/*
 * The README, the docs and the examples name the packages as .projenrc.ts does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tools/shared/paths';

const { engines, peerDependencies, jsii: { targets: { java, go, python } } } = JSON.parse(textOf('package.json'));
const GO_MODULE = `${go.moduleName}/cdkorderprocessingapi`;

test.each([
  ['README.md', `\`${java.maven.groupId}:${java.maven.artifactId}\``],
  ['README.md', `\`go get ${GO_MODULE}\``],
  ['README.md', `\`pip install ${python.distName}\``],
  ['docs/getting-started.md', `\npip install ${python.distName}\n`],
  ['examples/python/requirements.txt', `${python.distName}>=`],
  ['examples/java/pom.xml', `<groupId>${java.maven.groupId}</groupId>`],
  ['examples/java/src/main/java/com/example/shop/OrderShopStack.java', `import ${java.package}.OrderProcessingApi;`],
  ['examples/go/go.mod', `${GO_MODULE} v`],
  ['examples/go/app.go', `"${GO_MODULE}"`],
])('%s says %s', (file, name) => {
  expect(textOf(file)).toContain(name);
});

test.each([
  ['Node.js, for every language', engines.node.replace('>= ', '')],
  ['Python', /Requires-Python: >=([\d.]+)/.exec(textOf('tools/release/rules.ts'))![1]],
  ['Go', /'go ([\d.]+)'/.exec(textOf('tools/release/rules.ts'))![1]],
])('docs/versions.md says from which version of %s on the packages work, as they do themselves', (what, version) => {
  expect(textOf('docs/versions.md')).toContain(`| ${what} | ${version} and newer |`);
});

test('the packages are peers of the CDK that docs/versions.md names', () => {
  const { 'aws-cdk-lib': cdk, constructs } = peerDependencies;

  expect(textOf('docs/versions.md')).toContain(`| ${cdk.slice(1)} and every later 2.x |`);
  expect(textOf('docs/versions.md')).toContain(`| ${constructs.slice(1)} and every later 10.x |`);
});

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
