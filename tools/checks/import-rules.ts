/*
 * Which file may import which, as rules of ESLint. test/tools/checks/import-rules.test.ts shows that each rule bites, and that no files
 * import each other in a circle: the rule of ESLint for that takes longer than all others together.
 */
import type { javascript } from 'projen';

/** The folders of the construct from the lowest to the highest. Folders that share a line do not import each other. */
export const CONSTRUCT_LAYERS: readonly (readonly string[])[] = [
  ['props'],
  ['fields'],
  ['api'],
  ['table'],
  ['prices', 'stock'],
  ['function'],
  ['monitoring'],
  ['events', 'deployment'],
  ['settings'],
];

/** The folders of the handler that hold pure functions, from the lowest to the highest. Its other files stand above them. */
export const HANDLER_LAYERS: readonly (readonly string[])[] = [['domain'], ['request'], ['quotes'], ['pricing']];

/** The folders of the tools from the lowest to the highest. */
export const TOOL_LAYERS: readonly (readonly string[])[] = [
  ['shared'],
  ['build'],
  ['architecture', 'compliance', 'docs', 'openapi', 'release'],
  ['local'],
  ['bench', 'checks'],
];

const CONTRACT = 'src/contract.ts';
const HANDLER = 'src/handler';
/** What reads the environment and makes the clients; the entries of the orders function share theirs. */
const ENTRIES = { orders: `${HANDLER}/start.ts`, extended: `${HANDLER}/extended-orders.lambda.ts`, events: `${HANDLER}/order-events.lambda.ts` };
/** Ours, which stand in for the SDK's own. */
const PARTS_OF_THE_SDK = `${HANDLER}/sdk/*.ts`;
const CALLERS_OF_DYNAMODB = [
  ENTRIES.orders, ENTRIES.extended, `${HANDLER}/order-store.ts`, `${HANDLER}/backfill-store.ts`, `${HANDLER}/erasing-store.ts`, `${HANDLER}/fulfilling-store.ts`,
  `${HANDLER}/numbered-store.ts`, `${HANDLER}/pricing-rehearsal.ts`, `${HANDLER}/products-table.ts`, `${HANDLER}/shop-table.ts`, `${HANDLER}/staff-list-store.ts`,
  `${HANDLER}/stock-store.ts`, `${HANDLER}/transaction.ts`, `${HANDLER}/warm-up.ts`, PARTS_OF_THE_SDK,
];
const CALLERS_OF_EVENTBRIDGE = [ENTRIES.events, `${HANDLER}/event-publisher.ts`];

interface Zone {
  readonly target: string | readonly string[];
  readonly from: string | readonly string[];
  readonly except?: readonly string[];
  readonly message: string;
}

export function restrictImports(eslint: javascript.Eslint, packageName: string): void {
  const zones: Zone[] = [
    ...layerZones('src', CONSTRUCT_LAYERS, '!(contract).ts'),
    ...layerZones(HANDLER, HANDLER_LAYERS, '*.ts'),
    ...layerZones('tools', TOOL_LAYERS),
    { target: './src/!(handler)/**', from: `./${HANDLER}`, message: 'The construct never imports the handler; what both need stands in contract.ts.' },
    { target: './src/*.ts', from: `./${HANDLER}`, message: 'The construct never imports the handler; what both need stands in contract.ts.' },
    { target: `./${HANDLER}`, from: './src', except: ['./handler', './contract.ts'], message: 'The handler imports of the library only itself and the contract.' },
    { target: './src', from: ['./tools/**', './test/**', './examples/**'], message: 'The library imports itself alone.' },
    { target: './tools', from: './test', message: 'A tool never imports a test or a helper of tests.' },
  ];
  eslint.addRules({ 'import/no-restricted-paths': ['error', { zones }] });
  restrictPackages(eslint, packageName);
}

/** A folder imports neither the folders above and beside it nor the files at the top, which are named by a pattern. */
function layerZones(root: string, layers: typeof CONSTRUCT_LAYERS, top?: string): Zone[] {
  return layers.flatMap((layer, index) => layer.map((folder) => {
    const others = layers.slice(index).flat().filter((other) => other !== folder);
    return {
      target: `./${root}/${folder}`,
      from: [...others.map((other) => `./${root}/${other}/**`), ...top ? [`./${root}/${top}`] : []],
      message: `Folders import one way: ${root}/${folder} imports nothing that stands above it or beside it.`,
    };
  })).filter(({ from }) => from.length > 0);
}

/** Packages, and what else only some files may use. */
function restrictPackages(eslint: javascript.Eslint, packageName: string): void {
  const restricted = (...patterns: { message: string; group?: string[]; regex?: string }[]) => ({ 'no-restricted-imports': ['error', { patterns }] });
  const noSdk = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only the stores call DynamoDB and only event-publisher.ts calls EventBridge. The entries make their clients.' };
  const noCdk = { regex: `^(aws-cdk-lib|@aws-cdk|constructs|${packageName})(/|$)`, message: 'The handler never imports the CDK.' };
  const otherClientsThan = (own: string) => ({ regex: `^@aws-sdk/(client|lib)-(?!${own}$)`, message: 'Neither bundle holds the client of the other.' });
  eslint.addOverride({ files: ['src/**/*.ts'], excludedFiles: [`${HANDLER}/**`], rules: restricted(noSdk) });
  eslint.addOverride({ files: [CONTRACT], rules: restricted({ group: ['*'], message: 'The contract imports nothing.' }) });
  eslint.addOverride({ files: CALLERS_OF_DYNAMODB, rules: restricted(noCdk, otherClientsThan('dynamodb')) });
  eslint.addOverride({ files: CALLERS_OF_EVENTBRIDGE, rules: restricted(noCdk, otherClientsThan('eventbridge')) });
  eslint.addOverride({
    files: [`${HANDLER}/**/*.ts`],
    excludedFiles: [...CALLERS_OF_DYNAMODB, ...CALLERS_OF_EVENTBRIDGE],
    rules: restricted(noCdk, noSdk),
  });
  eslint.addOverride({
    files: [`${HANDLER}/**/*.ts`],
    excludedFiles: [...Object.values(ENTRIES), PARTS_OF_THE_SDK],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'The entry reads the environment.' }] },
  });
}
