/*
 * The documentation site. Its pages are plain Markdown that also reads well on GitHub: a link that leaves this folder
 * goes to the repository, the one to openapi.json to the reference that is rendered of it, and one into API.md to the
 * construct reference, which is made of the same (tools/docs/construct-reference.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, type ConfigEnv, type Plugin } from 'vite';
import { defineConfig, type DefaultTheme, type MarkdownOptions } from 'vitepress';
import { breakableCode } from './inline-code.mjs';
import { languageTabs } from './languages.mjs';
import { pageOf } from '../../tools/docs/type-pages';

const DOCS = fileURLToPath(new URL('..', import.meta.url));
const ROOT = resolve(DOCS, '..');

const { repository } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { repository: { url: string } };
const REPOSITORY = repository.url.replace(/\.git$/, '');

/** Beside the pages once the site is built (tools/docs/docs-site.ts). */
const REFERENCE = '/api-reference.html';

/** Where it is made (tools/docs/api-reference.ts). */
const REFERENCE_FILE = resolve(ROOT, 'tools', '.cache', 'api-reference.html');

/** Git ignores it: the list of the public types, and beside it a page of each. */
const CONSTRUCT_REFERENCE = 'reference/index';

const TYPE_PAGES = typePages();

/** The pages in the order in which somebody needs them. Their titles are their first headings. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  'Start': ['index', 'getting-started', 'guide/local-development'],
  'Build': [
    'guide/authentication', 'guide/cognito', 'guide/cognito-staff', 'guide/cognito-local', 'guide/cors', 'guide/names', 'guide/existing-resources', 'guide/custom-domain',
    'guide/custom-fields', 'guide/prices-and-stock', 'guide/table-prices', 'guide/signed-quotes', 'guide/stock', 'guide/own-routes', 'guide/grants',
    'guide/network-and-encryption', 'guide/security', 'guide/testing',
  ],
  'Call the API': ['guide/call-the-api', 'guide/order-model', 'guide/idempotency', 'guide/pagination', 'guide/errors', 'guide/clients', 'guide/refunds'],
  'Back office': ['guide/back-office', 'guide/staff-list', 'guide/reports'],
  'Order events': ['guide/order-events', 'guide/consume-order-events', 'guide/order-emails', 'guide/redrive-order-events'],
  'Operate': [
    'guide/monitoring', 'guide/failures', 'guide/gradual-deployments', 'guide/provisioned-concurrency', 'guide/multi-region', 'guide/cost', 'guide/privacy',
    'guide/upgrade', 'guide/migrate',
  ],
  'Reference': [
    'reference/index', ...TYPE_PAGES, 'limits', 'architecture', 'troubleshooting', 'versions', 'verification', 'performance', 'scale',
    'compliance',
  ],
  'For maintainers': ['releasing'],
  'Decisions': readdirSync(resolve(DOCS, 'adr')).sort().map((file) => `adr/${file.replace(/\.md$/, '')}`),
};

export default ({ command }: ConfigEnv) => defineConfig({
  lang: 'en',
  title: 'Order Processing API',
  description: 'AWS CDK construct for an order API',
  srcExclude: ['node_modules/**'],
  outDir: './.vitepress/dist',
  cacheDir: './.vitepress/cache',
  metaChunk: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]], // none: browsers would ask for one that is not there
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      md.use(languageTabs);
      md.use(breakableCode);
      md.core.ruler.push('repository-links', (state) => linkToRepository(state));
      md.core.ruler.push('scrolling-drawing', (state) => makeDrawingScrollable(state));
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/authentication' },
      { text: 'HTTP API', link: '/guide/call-the-api' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'Repository', link: REPOSITORY },
    ],
    sidebar: sidebar(),
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'Apache-2.0' },
  },
  transformPageData: ({ relativePath, frontmatter }) => ({ frontmatter: { ...frontmatter, ...neighboursOf(relativePath) } }),
  vite: {
    build: {
      assetsInlineLimit: 0, // a drawing is a file, however small it is
      chunkSizeWarningLimit: 1_000, // kB: the index of the search, which is loaded when somebody searches
    },
    ...command === 'build' ? { customLogger: failingLogger() } : { plugins: [serveReference()] },
  },
});

function sidebar(): DefaultTheme.SidebarItem[] {
  return Object.entries(PAGES).map(([text, pages]) => ({
    text,
    collapsed: text === 'Decisions' ? true : undefined,
    items: pages.filter((page) => !TYPE_PAGES.includes(page)).flatMap((page) => [
      page === CONSTRUCT_REFERENCE ? { ...itemFor(page), collapsed: true, items: TYPE_PAGES.map(itemFor) } : itemFor(page),
      ...page === 'guide/call-the-api' ? [referenceItem()] : [],
    ]),
  }));
}

/** The pages of the types, in the order of their list. */
function typePages(): string[] {
  const list = readFileSync(fileOf(CONSTRUCT_REFERENCE), 'utf8');
  return [...list.matchAll(/^\| \[`\w+`\]\(([\w-]+)\.md\)/gm)].map(([, page]) => `reference/${page}`);
}

function itemFor(page: string): DefaultTheme.SidebarItem {
  const [, title] = /^# (.+)$/m.exec(readFileSync(fileOf(page), 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${page}.md has no title`);
  return { text: title.replaceAll('`', ''), link: `/${page.replace(/(^|\/)index$/, '$1')}` };
}

/** It is no page of VitePress, so the browser itself must go there. */
function referenceItem(): DefaultTheme.SidebarItem {
  return { text: 'HTTP API reference', link: REFERENCE, target: '_self' };
}

/** What the foot of a page leads to. Without this it would be the menu's items, the reference among them, where such a link ends in nothing. */
function neighboursOf(file: string): Record<'prev' | 'next', DefaultTheme.SidebarItem | false> {
  const pages = Object.values(PAGES).flat();
  const place = pages.indexOf(file.replace(/\.md$/, ''));
  const link = (page: string | undefined) => (page === undefined ? false : itemFor(page));
  return { prev: link(pages[place - 1]), next: link(pages[place + 1]) };
}

function fileOf(page: string): string {
  return resolve(DOCS, `${page}.md`);
}

type Rule = Parameters<Parameters<NonNullable<MarkdownOptions['config']>>[0]['core']['ruler']['push']>[1];

function linkToRepository({ tokens, env }: Parameters<Rule>[0]): void {
  const links = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open');
  for (const link of links) {
    const href = link.attrGet('href') ?? '';
    if (/^([a-z]+:|#|\/)/i.test(href)) continue;
    const [path, fragment] = href.split('#');
    const file = posix.join(posix.dirname(relative(ROOT, env.path)), path);
    if (file === 'openapi.json') {
      link.attrSet('href', REFERENCE);
      link.attrSet('target', '_self');
    } else if (file === 'API.md') {
      link.attrSet('href', inConstructReference(fragment));
    } else if (!file.startsWith('docs/') || !file.endsWith('.md')) {
      link.attrSet('href', `${REPOSITORY}/blob/main/${file}${fragment === undefined ? '' : `#${fragment}`}`);
    }
  }
}

/** On a phone the one wide drawing scrolls (theme/site.css), so that the keyboard must reach it, as it does a table. */
function makeDrawingScrollable({ tokens }: Parameters<Rule>[0]): void {
  tokens.forEach(({ children }, index) => {
    const [image, ...others] = children ?? [];
    if (image?.type === 'image' && others.length === 0 && image.attrGet('src')?.includes('/architecture.')) tokens[index - 1].attrSet('tabindex', '0');
  });
}

/** Where the construct reference has what API.md has at an anchor, such as `cdk-order-processing-api.OrderAccess.customers`. */
function inConstructReference(anchor: string | undefined): string {
  const [assembly, type, ...path] = (anchor ?? '').split('.');
  if (type === undefined) return '/reference/index.md';
  if (assembly !== 'cdk-order-processing-api') throw new Error(`API.md#${anchor} is no place of a type`);
  const page = `/reference/${pageOf(type)}.md`;
  const [member] = path.filter((part) => part !== 'property');
  return member === undefined ? page : `${page}#${member === 'Initializer' ? 'constructor' : member}`;
}

/** The dev server knows only pages of VitePress, so it is told of the reference. */
function serveReference(): Plugin {
  return {
    name: 'serve-api-reference',
    configureServer: ({ middlewares }) => {
      middlewares.use(REFERENCE, (_request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.setHeader('Cache-Control', 'no-store');
        response.end(readFileSync(REFERENCE_FILE));
      });
    },
  };
}

/** A warning is a fault that nobody reads: here it ends the build. */
function failingLogger(): ReturnType<typeof createLogger> {
  const logger = createLogger('warn');
  const fail = (message: string) => { throw new Error(`a warning of the build: ${message}`); };
  return { ...logger, warn: fail, warnOnce: fail };
}
