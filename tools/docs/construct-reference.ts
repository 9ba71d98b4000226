/*
 * The construct reference of the site: a page for each public type, with the names and types of TypeScript and of Python, from what jsii
 * knows of the library. GitHub has API.md instead, which is made of the same.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSEMBLY, Callable, Docs, Method, Parameter, Property, publicTypes, PYTHON_MODULE, Type, Value } from './assembly';
import { escaped, Language, PYTHON, pythonNameOf, TYPESCRIPT } from './language-names';
import { pageOf } from './type-pages';
import { table } from '../shared/markdown';
import { CACHE, ROOT, SAMPLE_APP } from '../shared/paths';
import { run } from '../shared/processes';

/** Where the pages are written, from the root. Git ignores them. */
export const REFERENCE_PAGES = 'docs/reference';

/** The public types in the order of the menu. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'The construct': ['OrderProcessingApi', 'OrderProcessingApiProps', 'OrderEnvironment'],
  'Routes and access': ['OrderRoute', 'OrderRouteOptions', 'ListOrdersOptions', 'UpdateOrderStatusOptions', 'OrderAccess', 'CustomerAccessOptions', 'StaffAccessOptions', 'OrderStaff', 'OrderGrants'],
  'Back office': ['OrderStaffList', 'StaffListOptions', 'StaffListBackfill', 'StaffListBackfillOptions'],
  'Contents of an order': ['OrderFields', 'OrderFieldSchemas'],
  'Prices and stock': ['OrderPrices', 'TablePriceOptions', 'SignedQuoteOptions', 'OrderStock', 'StockTableOptions'],
  'Events and monitoring': ['OrderEvents', 'OrderEventType', 'OrderAlarms', 'OrderAlarmOptions'],
  'Deployment and regions': ['OrderApiDeployment', 'OrderTrafficShift', 'OrderProvisionedConcurrency', 'OrderReplica'],
};

/** The props of the construct by what they are about, in the order in which somebody needs them. */
export const TOPICS: Readonly<Record<string, readonly string[]>> = {
  'Names and environment': ['environment', 'projectName', 'environmentSuffix', 'generatedNames', 'outputs', 'outputPrefix'],
  'Routes and access': ['routes', 'access'],
  'Contents of an order': ['customFields'],
  'Prices and stock': ['prices', 'stock'],
  'HTTP API': ['corsPreflight', 'throttle', 'domainMapping', 'disableExecuteApiEndpoint'],
  'Table': ['table', 'deletionProtection', 'removalPolicy', 'replicas', 'encryptionKey'],
  'Function': ['memorySize', 'timeout', 'reservedConcurrentExecutions', 'provisionedConcurrency', 'deployment', 'role'],
  'Network': ['vpc', 'vpcSubnets', 'securityGroups'],
  'Logs and traces': ['logRetention', 'handlerLogGroup', 'accessLogGroup', 'applicationLogLevel', 'systemLogLevel', 'dataProtectionPolicy', 'tracing'],
  'Monitoring': ['alarms', 'dashboard', 'businessMetrics'],
  'Order events': ['eventBus', 'personalDataInEvents'],
};

const OTHERS = 'Others';

const CONSTRUCT = 'OrderProcessingApi';
const CONSTRUCT_PROPS = 'OrderProcessingApiProps';

/** Longer ones stand with the prop. */
const DEFAULT_IN_TABLE = 60;

/** Writes the pages anew. */
export async function writeConstructReference(): Promise<void> {
  const examples = await pythonExamples();
  const folder = join(ROOT, REFERENCE_PAGES);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of constructReference(examples)) writeFileSync(join(folder, `${name}.md`), content);
}

/** The pages, by their names: the menu's order. The examples are those of the types, in Python, by the example in TypeScript. */
export function constructReference(examples: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const types = publicTypes();
  const grouped = grouping(GROUPS, types);
  const errors = errorsAtSynth();
  const pages = Object.values(grouped).flat().map((type) => [pageOf(type.name), pageFor(type, { types, examples, errors })] as const);
  return new Map([['index', indexPage(grouped)], ...pages]);
}

interface Named {
  readonly name: string;
}

/** What none of the lists names comes last. */
export function grouping<T extends Named>(groups: Readonly<Record<string, readonly string[]>>, all: readonly T[]): Record<string, T[]> {
  const listed = Object.values(groups).flat();
  const others = all.filter(({ name }) => !listed.includes(name));
  const named = (name: string) => all.find((each) => each.name === name) ?? [];
  const found = Object.entries(groups).map(([title, names]) => [title, names.flatMap(named)] as const);
  return Object.fromEntries([...found, [OTHERS, others] as const].filter(([, members]) => members.length > 0));
}

interface Sources {
  readonly types: readonly Type[];
  readonly examples: ReadonlyMap<string, string>;
  /** Messages at synth, as docs/troubleshooting.md has them. */
  readonly errors: readonly string[];
}

function indexPage(groups: Readonly<Record<string, readonly Type[]>>): string {
  const rows = (types: readonly Type[]) => types.map(({ name, docs }) => [`[\`${name}\`](${pageOf(name)}.md)`, summaryOf(docs)]);
  return page('Construct reference', [
    'Each type, prop, member and method of the library, with its names and types in TypeScript and Python.',
    `\`import { ${CONSTRUCT} } from 'cdk-order-processing-api'\` is \`from ${PYTHON_MODULE} import ${CONSTRUCT}\` in Python.`,
    [
      'In Python the props of the construct, and the options of a method, are keyword arguments. Options inside of options are an object of',
      'their class, or a `dict`. `API.md` of the repository has the same in one page, for TypeScript.',
    ].join('\n'),
    `The props of \`${CONSTRUCT}\` are on its page, [by topic](${pageOf(CONSTRUCT)}.md#props).`,
    ...Object.entries(groups).flatMap(([title, types]) => [`## ${title}`, table(['type', 'what it is'], rows(types))]),
  ]);
}

function pageFor(type: Type, sources: Sources): string {
  const { name, kind, docs, properties = [], methods = [], members = [] } = type;
  const fields = kind === 'interface' && type.datatype === true;
  const constants = properties.filter((property) => property.static);
  const others = properties.filter((property) => !property.static);
  const factories = methods.filter((method) => method.static);
  const ownMethods = methods.filter((method) => !method.static);
  const byTopic = name === CONSTRUCT_PROPS ? grouping(TOPICS, others) : { [fields ? 'Props' : 'Members']: others };
  return page(name, [
    ...name === CONSTRUCT ? [summaryOf(docs), '## Props {#props}', ...topics(sources.types), '## About the construct'] : [],
    kindOf(type),
    ...prose(docs),
    ...exampleOf(docs, sources),
    ...type.initializer ? ['## Constructor', ...callable({ ...type.initializer, name }, 'constructor', sources)] : [],
    ...section('Members', members, (member) => enumMember(name, member)),
    ...section('Constants', constants, (property) => value(property, `${name}.`, sources, 'Constant')),
    ...section('Static methods', factories, (method) => methodOf(method, `${name}.`, sources)),
    ...Object.entries(byTopic).flatMap(([title, all]) => section(title, all, (property) => value(property, '', sources, fields ? 'Prop' : 'Member'))),
    ...section('Methods', ownMethods, (method) => methodOf(method, '', sources)),
  ]);
}

function kindOf({ name, kind, datatype, base, initializer }: Type): string {
  const of = name === CONSTRUCT || base?.startsWith('constructs.') ? 'construct' : kind;
  if (datatype) return 'Options: an object literal in TypeScript, keyword arguments in Python.';
  if (kind === 'enum') return 'Enum.';
  return initializer ? `A ${of} for your app to create.` : `A ${of} that you do not create with \`new\`.`;
}

/** The props of the construct in the order of their topics, each with a link to all that there is to say of it. */
function topics(types: readonly Type[]): string[] {
  const { properties = [] } = types.find(({ name }) => name === CONSTRUCT_PROPS)!;
  return Object.entries(grouping(TOPICS, properties)).flatMap(([topic, props]) => [
    `### ${topic} {#${placeOf(topic)}}`,
    table(['prop', 'what it is', 'default'], props.map((prop) => [
      [`[\`${prop.name}\`](${pageOf(CONSTRUCT_PROPS)}.md#${prop.name})`, ...pythonNameOf(prop) === prop.name ? [] : [`\`${pythonNameOf(prop)}\``]].join('<br>'),
      summaryOf(prop.docs),
      shortDefault(prop),
    ])),
  ]);
}

function shortDefault({ name, docs }: Value): string {
  const text = defaultOf(docs?.default);
  return text.length <= DEFAULT_IN_TABLE ? text : `[see there](${pageOf(CONSTRUCT_PROPS)}.md#${name})`;
}

function enumMember(type: string, { name, docs }: NonNullable<Type['members']>[number]): string[] {
  return [`### \`${type}.${name}\` {#${name}}`, ...prose(docs)];
}

function value(property: Property, owner: string, sources: Sources, title: string): string[] {
  const { name, type, optional, docs } = property;
  const inPython = pythonNameOf(property);
  const line = (language: Language, called: string, mark: string) => code(`${escaped(`${owner}${called}${mark}: `)}${language.typeOf(type)}`);
  const isProp = title === 'Prop';
  return [
    heading(`${owner}${name}`, `${owner}${inPython}`, name),
    table([TYPESCRIPT.title, PYTHON.title], [[line(TYPESCRIPT, name, optional ? '?' : ''), line(PYTHON, inPython, '')]]),
    ...isProp ? [optional ? `Optional. Default: ${defaultOf(docs?.default)}` : 'Required.'] : [],
    ...!isProp && optional ? ['May be undefined (`None` in Python).'] : [],
    ...prose(docs),
    ...exampleOf(docs, sources),
    ...isProp ? refusals(name, sources) : [],
  ];
}

function methodOf(method: Method, owner: string, sources: Sources): string[] {
  const { name, docs, returns } = method;
  return [
    heading(`${owner}${name}()`, `${owner}${PYTHON.nameOf(name)}()`, name),
    ...prose(docs),
    ...callable(method, owner, sources),
    ...returns ? [`Returns ${code(TYPESCRIPT.typeOf(returns.type))}${returns.optional ? ', or undefined' : ''}${docs?.returns ? `: ${markdownOf(docs.returns)}` : '.'}`] : [],
    ...docs?.custom?.throws ? [`Fails ${markdownOf(docs.custom.throws)}.`] : [],
    ...exampleOf(docs, sources),
  ];
}

/** How it is called in both languages, and what each parameter is. */
function callable({ name, parameters = [], static: isStatic }: Callable & Pick<Method, 'name' | 'static'>, owner: string, { types }: Sources): string[] {
  const isConstructor = owner === 'constructor';
  const before = isStatic ? owner : '';
  const typescript = parameters.map(({ name: called, optional, variadic }) => `${variadic ? '...' : ''}${called}${optional ? '?' : ''}`);
  const python = parameters.map((parameter, index) => (
    isKeywords(parameter, index === parameters.length - 1, types) ? `**${PYTHON.nameOf(parameter.name)}` : `${parameter.variadic ? '*' : ''}${PYTHON.nameOf(parameter.name)}`
  ));
  const rows = parameters.map((parameter, index) => {
    const keywords = isKeywords(parameter, index === parameters.length - 1, types);
    return [
      code(`${parameter.name}${parameter.optional ? '?' : ''}: ${TYPESCRIPT.typeOf(parameter.type)}${parameter.variadic ? '[]' : ''}`),
      keywords ? `keyword arguments: ${code(PYTHON.typeOf(parameter.type))}` : code(`${PYTHON.nameOf(parameter.name)}: ${PYTHON.typeOf(parameter.type)}`),
      summaryOf(parameter.docs),
    ];
  });
  return [
    `\`\`\`ts\n${isConstructor ? 'new ' : before}${name}(${typescript.join(', ')})\n\`\`\``,
    `\`\`\`python\n${isConstructor ? name : `${before}${PYTHON.nameOf(name)}`}(${python.join(', ')})\n\`\`\``,
    ...rows.length > 0 ? [table(['in TypeScript', 'in Python', 'what it is'], rows)] : [],
  ];
}

/** jsii makes keyword arguments of the fields of the last parameter, where it is a struct. */
export function isKeywords({ type, variadic }: Parameter, isLast: boolean, types: readonly Type[]): boolean {
  if (!isLast || variadic || !('fqn' in type)) return false;
  const ours = types.find(({ fqn }) => fqn === type.fqn);
  return ours ? ours.datatype === true : /(Options|Props)$/.test(type.fqn);
}

/** The messages with which synth refuses a prop. */
function refusals(name: string, { errors }: Sources): string[] {
  const own = errors.filter((message) => new RegExp(`^${name}\\b(?!\\()`).test(message));
  return own.length === 0 ? [] : ['[Errors at synth](../troubleshooting.md#at-synth):', own.map((message) => `- \`${message}\``).join('\n')];
}

function errorsAtSynth(): string[] {
  const text = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');
  const synth = text.slice(text.indexOf('\n## At synth'), text.indexOf('\n## Warnings'));
  return [...synth.matchAll(/^\| `([^|]+?)` \|/gm)].map(([, message]) => message);
}

function section<T extends Named>(title: string, all: readonly T[], write: (one: T) => string[]): string[] {
  return all.length === 0 ? [] : [`## ${title} {#${placeOf(title)}}`, ...all.flatMap(write)];
}

/** The anchor of a heading that names no member: members have the plain ones. */
function placeOf(title: string): string {
  return `about-${title.toLowerCase().replaceAll(' ', '-')}`;
}

function heading(typescript: string, python: string, anchor: string): string {
  return `### \`${typescript}\`${python === typescript ? '' : ` · \`${python}\``} {#${anchor}}`;
}

function prose(docs: Docs = {}): string[] {
  return [
    ...docs.deprecated ? [`**Deprecated**: ${markdownOf(docs.deprecated)}`] : [],
    ...docs.summary ? [markdownOf(docs.summary)] : [],
    ...docs.remarks ? [markdownOf(docs.remarks)] : [],
    ...docs.see ? [`AWS: [${docs.see.replace(/^.*\/|\.html.*$/g, '')}](${docs.see})`] : [],
  ];
}

function exampleOf({ example }: Docs = {}, { examples }: Sources): string[] {
  if (example === undefined) return [];
  const python = examples.get(example);
  return [`\`\`\`ts\n${example}\n\`\`\``, ...python === undefined ? [] : [`\`\`\`python\n${python.trim()}\n\`\`\``]];
}

function summaryOf(docs: Docs = {}): string {
  return markdownOf(docs.summary ?? '').replace(/\n/g, ' ');
}

/** `value`, `value - what it does`, or `- what happens`, as jsii has it. */
function defaultOf(given = '- none'): string {
  const words = given.replace(/\s+/g, ' ');
  if (words.startsWith('- ')) return markdownOf(words.slice(2));
  const [literal, ...rest] = words.split(' - ');
  return [`\`${literal}\``, ...rest.map(markdownOf)].join(': ');
}

/** A doc comment as Markdown: what is no code holds no HTML, and a page of these docs that it names is a link. */
function markdownOf(comment: string): string {
  return comment
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : escaped(part)))
    .join('')
    .replace(/`docs\/([\w/-]+\.md)` of the repository/g, '[$1](../$1)');
}

function code(html: string): string {
  return `<code>${html}</code>`;
}

function page(title: string, blocks: readonly string[]): string {
  return `# ${title}\n\n${blocks.join('\n\n')}\n`;
}

/** What the packages hold of it, once they have been made. */
const TRANSLATIONS = '.jsii.tabl.json.gz';

interface Tablet {
  readonly snippets: Readonly<Record<string, { readonly translations: Readonly<Record<string, { readonly source: string } | undefined>> }>>;
}

/** Those of the doc comments, as jsii-rosetta translates them. It works on a copy, since it writes beside the assembly, where packages are made of it. */
async function pythonExamples(): Promise<Map<string, string>> {
  const copy = join(CACHE, 'reference-examples');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of [ASSEMBLY, 'package.json', 'rosetta']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  const file = join(copy, 'examples.json');
  const earlier = existsSync(join(ROOT, TRANSLATIONS)) ? ['--cache-from', join(ROOT, TRANSLATIONS)] : []; // else it takes half a minute
  await run('npx', ['--no-install', 'jsii-rosetta', 'extract', copy, '--strict', '--directory', SAMPLE_APP, ...earlier, '--cache-to', file], { cwd: ROOT });
  const { snippets } = JSON.parse(readFileSync(file, 'utf8')) as Tablet;
  return new Map(Object.values(snippets).flatMap(({ translations: { $: original, python } }) => (
    original && python ? [[original.source, python.source]] : []
  )));
}
