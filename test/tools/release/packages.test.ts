/*
 * What would be uploaded: the packages that are wanted, and nothing that lies beside them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { factsOf } from '../../../tools/release/facts';
import { faultsOf, LANGUAGES, packagesOf } from '../../../tools/release/packages';

const facts = factsOf();
let dist: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'dist-'));
});

afterEach(() => rmSync(dist, { recursive: true, force: true }));

function put(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

test.each(LANGUAGES)('a package that was not made is a fault: %s', (language) => {
  expect(faultsOf(language, dist, facts)).toEqual(packagesOf(language, dist, facts).map(({ path }) => `${path} is not there: npx projen package-all makes it`));
});

test.each([
  ['js', 'cdk-order-processing-api@0.0.9.jsii.tgz'],
  ['python', 'cdk_order_processing_api-0.0.9-py3-none-any.whl'],
  ['java', 'io/github/someone-else/library/1.0.0/library-1.0.0.jar'],
  ['go', 'another-module'],
] as const)('what lies beside the packages would be uploaded with them: %s', (language, stranger) => {
  put(join(dist, language, stranger));

  expect(faultsOf(language, dist, facts)).toContain(`${join(dist, language, stranger)} would be uploaded too`);
});

test.each(LANGUAGES.filter((language) => language !== 'go'))('a file that is broken is a fault: %s', (language) => {
  const [{ path }] = packagesOf(language, dist, facts);
  put(path);

  expect(faultsOf(language, dist, facts)).toContain(`${path} cannot be unpacked, or what it carries cannot`);
});

test('a Go module is refused without what it runs', () => {
  const [{ path }] = packagesOf('go', dist, facts);
  put(join(path, 'go.mod'));

  expect(faultsOf('go', dist, facts)).toContain(`${path} carries no npm tarball, so nothing would run`);
});

test('checksums of Maven are no strangers', () => {
  const [{ path }] = packagesOf('java', dist, facts);
  put(`${path}.sha1`);

  expect(faultsOf('java', dist, facts).filter((fault) => fault.includes('too'))).toEqual([]);
});
