/*
 * What must hold of a package before it may be uploaded: nothing that a registry has can be taken back. Each rule
 * answers with sentences, one for each fault.
 */
import { homedir, tmpdir } from 'node:os';
import { sep } from 'node:path';
import { Contents } from './contents';
import { Facts } from './facts';
import { ROOT } from '../shared/paths';

type Rule = (contents: Contents, facts: Facts) => string[];

/** What is the same in each release, or how it follows from the facts. */
type Given<T> = T | ((facts: Facts) => T);

/** A file as the package names it. */
type File = Given<string>;

/** Words, or an expression. */
type Saying = string | RegExp;

/** Of each package: what may be inside, how heavy it may be, and what it must say. */
export interface Kind {
  readonly allowed: RegExp;
  /** A little above what it weighed when this was set. Whoever needs more says in the commit what it buys. */
  readonly budget: number;
  readonly rules: readonly Rule[];
}

export const NPM: Kind = {
  allowed: oneOf(
    /package\/(\.jsii|\.jsii\.tabl\.json\.gz|API\.md|LICENSE|README\.md|openapi\.json|order-events\.schema\.json|package\.json)/,
    /package\/lib\/(main\.js|(?!handler\/)([a-z-]+\/)?[a-z-]+\.d\.ts)/,
    /package\/assets\/(THIRD-PARTY-LICENSES\.txt|handler\/((extended-)?orders\.lambda\/(index\.mjs|orders\.cjs)|order-events\.lambda\/index\.js))/,
  ),
  budget: 525_000,
  rules: [
    has('package/.jsii', 'package/.jsii.tabl.json.gz', 'package/API.md', 'package/README.md', 'package/lib/main.js', 'package/lib/index.d.ts'),
    has('package/assets/handler/orders.lambda/index.mjs', 'package/assets/handler/orders.lambda/orders.cjs', 'package/assets/handler/order-events.lambda/index.js'),
    has('package/assets/handler/extended-orders.lambda/index.mjs', 'package/assets/handler/extended-orders.lambda/orders.cjs'),
    says('package/assets/THIRD-PARTY-LICENSES.txt', ['@aws-sdk/client-dynamodb', 'Apache License', 'lossless-json', 'MIT']),
    licensed('package/LICENSE'),
    npmManifest,
  ],
};

export const WHEEL: Kind = {
  allowed: oneOf(/cdk_order_processing_api\/(__init__\.py|py\.typed|_jsii\/(__init__\.py|[^/]+\.jsii\.tgz))/, /[^/]+\.dist-info\/(RECORD|LICENSE|METADATA|top_level\.txt|WHEEL)/),
  budget: 605_000,
  rules: [
    has('cdk_order_processing_api/py.typed'),
    licensed(inDistInfo('LICENSE')),
    says(inDistInfo('METADATA'), pythonMetadata),
    says(inDistInfo('METADATA'), pythonRequirements),
    says(inDistInfo('METADATA'), ['```python', 'OrderProcessingApi(stack, "Orders")']),
    says('cdk_order_processing_api/__init__.py', ['OrderProcessingApi(self, "Orders")']),
    translated(inDistInfo('METADATA')),
    translated('cdk_order_processing_api/__init__.py'),
  ],
};

export const SDIST: Kind = {
  allowed: oneOf(
    /[^/]+\/(LICENSE|MANIFEST\.in|PKG-INFO|README\.md|pyproject\.toml|setup\.(cfg|py))/,
    /[^/]+\/src\/cdk_order_processing_api\/(__init__\.py|py\.typed|_jsii\/(__init__\.py|[^/]+\.jsii\.tgz))/,
    /[^/]+\/src\/cdk_order_processing_api\.egg-info\/(PKG-INFO|(SOURCES|dependency_links|requires|top_level)\.txt)/,
  ),
  budget: 607_000,
  rules: [
    licensed(inSdist('LICENSE')),
    says(inSdist('PKG-INFO'), pythonMetadata),
    says(inSdist('setup.py'), ({ cdk }) => [`aws-cdk-lib>=${cdk}, <3.0.0`]),
    translated(inSdist('README.md')),
  ],
};

const JAVA_META = /META-INF\/(MANIFEST\.MF|INDEX\.LIST|maven\/[^/]+\/[^/]+\/pom\.(xml|properties))/;

export const JAR: Kind = {
  allowed: oneOf(JAVA_META, /io\/github\/[a-z_]+\/orderprocessingapi\/([\w$-]+\.class|\$Module\.txt|[^/]+\.jsii\.tgz)/),
  budget: 622_000,
  rules: [has(inJavaPackage('OrderProcessingApi.class'))],
};

export const SOURCES_JAR: Kind = {
  allowed: oneOf(JAVA_META, /io\/github\/[a-z_]+\/orderprocessingapi\/([\w$-]+\.java|\$Module\.txt|[^/]+\.jsii\.tgz)/),
  budget: 640_000,
  rules: [
    says(inJavaPackage('package-info.java'), ['new OrderProcessingApi(stack, "Orders")']),
    says(inJavaPackage('OrderProcessingApi.java'), ['new OrderProcessingApi(this, "Orders")']),
    translated(inJavaPackage('package-info.java')),
    translated(inJavaPackage('OrderProcessingApi.java')),
  ],
};

export const JAVADOC_JAR: Kind = {
  allowed: oneOf(JAVA_META, /[\w$./-]+\.(html|js|css|png|svg|md|woff2?)/, /element-list|legal\/[\w.-]+/), // as the JDK's tool makes it
  budget: 545_000,
  rules: [says(inJavaPackage('OrderProcessingApi.html'), ['new OrderProcessingApi(this, "Orders")'])],
};

/** What Maven Central asks of every artifact. Its signatures are made when it is uploaded. */
export const POM: Kind = {
  allowed: /^[\w.-]+\.pom$/,
  budget: 10_000,
  rules: [says(pomFile, pom)],
};

export const GO: Kind = {
  allowed: oneOf(/(\w+\.go|go\.mod|LICENSE|README\.md|version)/, /internal\/types\.go/, /jsii\/(jsii\.go|[^/]+-[\d.]+\.tgz)/),
  budget: 735_000,
  rules: [
    licensed('LICENSE'),
    says('version', ({ version }) => [version]),
    says('go.mod', goModule),
    says('README.md', ['```go', 'NewOrderProcessingApi(stack, jsii.String("Orders"))']),
    says('OrderProcessingApi.go', ['NewOrderProcessingApi(this, jsii.String("Orders"))']),
    translated('README.md'),
    translated('OrderProcessingApi.go'),
  ],
};

/** All that is wrong with a package of this kind. */
export function faultsIn(contents: Contents, { allowed, budget, rules }: Kind, facts: Facts): string[] {
  const strays = [...contents.files.keys()].filter((file) => !allowed.test(file));
  return [
    ...strays.map((file) => `holds ${file}, which is nothing that a user needs`),
    ...(contents.bytes > budget ? [`weighs ${contents.bytes} bytes, more than its budget of ${budget}`] : []),
    ...pathsOfThisMachine(contents),
    ...rules.flatMap((rule) => rule(contents, facts)),
  ].map((fault) => `${contents.name} ${fault}`);
}

function pathsOfThisMachine({ files }: Contents): string[] {
  const folders = [ROOT, homedir(), tmpdir()].map((folder) => folder + sep);
  return [...files].flatMap(([file, text]) => folders.filter((folder) => text.includes(folder)).map((folder) => `has ${folder} in ${file}, a path of this machine`));
}

function oneOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(`^(${patterns.map(({ source }) => source).join('|')})$`);
}

function has(...wanted: readonly File[]): Rule {
  return ({ files }, facts) => wanted.map((file) => settled(file, facts)).filter((file) => !files.has(file)).map((file) => `lacks ${file}`);
}

/** What a text must say somewhere. */
function says(file: File, wanted: Given<readonly Saying[]>): Rule {
  return ({ files }, facts) => {
    const name = settled(file, facts);
    const text = files.get(name);
    if (text === undefined) return [`lacks ${name}`];
    const isSaid = (words: Saying) => (typeof words === 'string' ? text.includes(words) : words.test(text));
    return settled(wanted, facts).filter((words) => !isSaid(words)).map((words) => `does not say ${words} in ${name}`);
  };
}

function licensed(file: File): Rule {
  return ({ files }, facts) => {
    const name = settled(file, facts);
    return files.get(name) === facts.licenseText ? [] : [`does not hold our license as ${name}`];
  };
}

/** TypeScript in the package of another language is an example that jsii-rosetta has not translated. */
function translated(file: File): Rule {
  return ({ files }, facts) => {
    const name = settled(file, facts);
    return /import \{.*\} from ['"&]|^```ts/m.test(files.get(name) ?? '') ? [`has an example in TypeScript in ${name}`] : [];
  };
}

function settled<T extends string | readonly Saying[]>(given: Given<T>, facts: Facts): T {
  return typeof given === 'function' ? given(facts) : given;
}

function npmManifest({ files }: Contents, facts: Facts): string[] {
  const manifest = JSON.parse(files.get('package/package.json') ?? '{}');
  const wanted = {
    name: facts.name,
    version: facts.version,
    description: facts.description,
    license: facts.license,
    author: facts.author,
    repository: { type: 'git', url: facts.repositoryUrl }, // provenance is refused when it is not the workflow's
    keywords: facts.keywords,
    engines: { node: `>= ${facts.node}` },
    peerDependencies: { 'aws-cdk-lib': `^${facts.cdk}`, 'constructs': `^${facts.constructs}` },
    dependencies: undefined,
    bundledDependencies: undefined,
    main: 'lib/main.js',
    types: 'lib/index.d.ts',
    publishConfig: { access: 'public' },
  };
  const differing = Object.entries(wanted).filter(([field, value]) => !isSubset(value, manifest[field]));
  const scripts = ['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => manifest.scripts?.[name]);
  return [
    ...differing.map(([field, value]) => `has ${field} ${JSON.stringify(manifest[field])} in package.json, expected ${JSON.stringify(value)}`),
    ...scripts.map((name) => `runs the script ${name} where it is installed`),
    ...(manifest.keywords?.includes('cdk') ? [] : ['lacks the keyword cdk, by which Construct Hub finds it']),
  ];
}

/** Whether all that is wanted is there; the package may say more. */
function isSubset(wanted: unknown, found: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => isSubset(value, (found as Record<string, unknown>)[key]));
}

function pythonMetadata(facts: Facts): Saying[] {
  return [
    line(`Name: ${facts.targets.python.distName}`),
    line(`Version: ${facts.version}`),
    line(`Summary: ${facts.description}`),
    line(`License: ${facts.license}`),
    line(`Home-page: ${facts.repositoryUrl}`),
    line(`Project-URL: Source, ${facts.repositoryUrl}`),
    `Author: ${facts.author.name}<${facts.author.email}>`,
    line('Requires-Python: >=3.10'),
    line('Description-Content-Type: text/markdown'),
    line('Classifier: Framework :: AWS CDK :: 2'),
    line('Classifier: Typing :: Typed'),
    line('Classifier: License :: OSI Approved'),
  ];
}

function pythonRequirements({ cdk, constructs }: Facts): Saying[] {
  return [line(`Requires-Dist: aws-cdk-lib <3.0.0,>=${cdk}`), line(`Requires-Dist: constructs <11.0.0,>=${constructs}`), /^Requires-Dist: jsii /m];
}

function line(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm');
}

function pom({ description, version, author, repositoryUrl, targets: { java: { maven } } }: Facts): string[] {
  return [
    `<groupId>${maven.groupId}</groupId>`, `<artifactId>${maven.artifactId}</artifactId>`, `<version>${version}</version>`,
    '<name>${project.groupId}:${project.artifactId}</name>', `<description>${description}</description>`, `<url>${repositoryUrl}</url>`,
    '<name>Apache License 2.0</name>', `<name>${author.name}</name>`, `<email>${author.email}</email>`,
    `<connection>scm:git:${repositoryUrl}</connection>`, '<artifactId>aws-cdk-lib</artifactId>', '<artifactId>constructs</artifactId>',
  ];
}

function pomFile({ targets, version }: Facts): string {
  return `${targets.java.maven.artifactId}-${version}.pom`;
}

/** From version 2 on, the path of a Go module ends in its major version. */
function goModule({ version, cdk, targets: { go }, name }: Facts): Saying[] {
  const major = Number(version.split('.')[0]);
  const path = `${go.moduleName}/${name.replaceAll('-', '')}${major > 1 ? `/v${major}` : ''}`;
  return [line(`module ${path}`), line('go 1.25'), `github.com/aws/aws-cdk-go/awscdk/v2 v${cdk}`];
}

function inDistInfo(file: string): File {
  return ({ targets, version }) => `${pythonName(targets)}-${version}.dist-info/${file}`;
}

function inSdist(file: string): File {
  return ({ targets, version }) => `${pythonName(targets)}-${version}/${file}`;
}

/** As it begins the names of Python's packages. */
function pythonName({ python }: Facts['targets']): string {
  return python.distName.replaceAll('-', '_');
}

function inJavaPackage(file: string): File {
  return ({ targets }) => `${targets.java.package.replaceAll('.', '/')}/${file}`;
}
