/*
 * `npx projen changelog`: writes CHANGELOG.md from the titles of the commits, with a section for each release and one for what is not
 * released yet. The first version has no changes: what it has stands here. The release's own notes come from the same titles, by the same library, through commit-and-tag-version. That library
 * reads the repository in which it runs, and so does this.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { main } from '../shared/processes';

/** The library has no types. */
type ConventionalChangelog = (options: object, context: object) => NodeJS.ReadableStream;

const conventionalChangelog: ConventionalChangelog = createRequire(__filename)('conventional-changelog');

const HEADER = `# Changelog

All changes that a user notices, newest first. [Versions and support](docs/versions.md) says what a version may break.
`;

const FIRST_VERSION = `
The first version.

* An order API in one construct: API Gateway, Lambda and DynamoDB, for TypeScript, Python, Java and Go.
* Routes that place, read, list and change orders, each order once for its idempotency key.
* Access for guests, customers and staff, by JWT, Amazon Cognito, a Lambda authorizer or IAM.
* Order events on EventBridge, metrics, alarms, a dashboard, gradual deployments.
* A VPC, KMS keys, replicas, a custom domain, existing resources, and routes of your own.
* An OpenAPI document for generated clients.
`;

void main(async () => {
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly repository: { readonly url: string } };
  const { origin: host, pathname } = new URL(repository.url);
  const [owner, name] = pathname.replace(/\.git$/, '').split('/').slice(1);
  const sections = conventionalChangelog(
    { preset: { name: 'conventionalcommits' }, releaseCount: 0, outputUnreleased: true },
    { version: 'Unreleased', host, owner, repository: name },
  );
  const [oldest, ...newer] = (await text(sections)).replace(/\n{3,}/g, '\n\n').split(/^(?=##+ \[?(?:Unreleased|\d))/m).filter((section) => section.trim() !== '').reverse();
  const [heading] = oldest.trim().split('\n');
  writeFileSync('CHANGELOG.md', `${HEADER}\n${[...newer.reverse(), `${heading}\n${FIRST_VERSION}`].join('')}`);
});
