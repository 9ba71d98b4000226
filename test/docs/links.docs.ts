/*
 * No link of the documentation is dead: those between files of the repository, with their anchors, as GitHub reads the
 * sources; and those of the built site. What leaves both is looked at for its form, since no test asks the network.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { constructReference } from '../../tools/docs/construct-reference';
import { SITE } from '../../tools/docs/docs-site';
import { Page, pageAt } from '../../tools/shared/markdown';
import { ROOT } from '../../tools/shared/paths';
import { anchorsOf, API_PAGE, Link, linksOf, PAGES } from '../support/docs/markdown';

const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { repository: { url: string } };
const REPOSITORY = repository.url.replace(/\.git$/, '');

/** npm and PyPI show the README without its repository, so its links name the repository in full. */
const STANDS_ALONE = 'README.md';

describe('in the sources', () => {
  test.each([...PAGES, API_PAGE].map((page) => [page.path, page] as const))('%s has no dead link', (_, page) => {
    expect(faultsIn(page)).toEqual([]);
  });

  test('every definition of the README is used', () => {
    const { text } = pageAt(STANDS_ALONE);
    const unused = [...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, label]) => label).filter((label) => !text.includes(`][${label}]`));

    expect(unused).toEqual([]);
  });

  test('a definition of the README is called as the file that it leads to', () => {
    const definitions = [...pageAt(STANDS_ALONE).text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)];

    expect(definitions.length).toBeGreaterThan(20);
    expect(definitions.filter(([, label, target]) => !new RegExp(`^${REPOSITORY}/(blob|tree|raw)/main/`).test(target) || !target.endsWith(`/main/${label}`))).toEqual([]);
  });

  test.each([
    ['a file that is not there', 'docs/index.md', '[x](guide/nowhere.md)', 'there is no docs/guide/nowhere.md'],
    ['a heading that is not there', 'docs/index.md', '[x](scale.md#nothing)', 'docs/scale.md has no #nothing'],
    ['a heading of its own that is not there', 'docs/index.md', '[x](#nothing)', 'docs/index.md has no #nothing'],
    ['an image that is not there', 'docs/index.md', '![x](images/nothing.png)', 'there is no docs/images/nothing.png'],
    ['a reference without a definition', 'docs/index.md', '[x][nothing]', '[nothing] is not defined'],
    ['a file of the repository, by its full address', 'README.md', `[x](${REPOSITORY}/blob/main/docs/nowhere.md)`, 'there is no docs/nowhere.md'],
    ['this repository under another name', 'README.md', '[x](https://github.com/somebody/cdk-order-processing-api/blob/main/API.md)', 'is another repository than package.json says'],
    ['a relative link of the README', 'README.md', '[x](docs/index.md)', 'npm and PyPI cannot follow it'],
    ['plain HTTP', 'docs/index.md', '[x](http://example.com/)', 'is no https address'],
    ['half an address', 'docs/index.md', '<https://>', 'is no https address'],
    ['a file outside of the repository', 'docs/index.md', '[x](../../elsewhere.md)', 'leaves the repository'],
  ])('fails for %s', (_, path, text, fault) => {
    expect(faultsIn({ path, text })).toEqual([expect.stringContaining(fault)]);
  });

  test('does not look into code', () => {
    expect(linksOf({ path: 'docs/index.md', text: '`[x](nowhere.md)`\n\n```ts\nconst x = a[0](nowhere);\n```\n' })).toEqual([]);
  });
});

describe('in the site', () => {
  const files = readdirSync(SITE, { recursive: true, encoding: 'utf8' });
  const htmlFiles = files.filter((file) => file.endsWith('.html') && file !== 'api-reference.html');
  const html = new Map(htmlFiles.map((file) => [file, readFileSync(join(SITE, file), 'utf8')]));

  test('there is a page for each below docs, for each public type, and the API reference', () => {
    const wanted = PAGES.filter(({ path }) => path.startsWith('docs/')).map(({ path }) => path.slice('docs/'.length).replace(/\.md$/, '.html'));
    const reference = [...constructReference().keys()].map((page) => `reference/${page}.html`);

    expect(htmlFiles.sort()).toEqual([...wanted, ...reference, '404.html'].sort());
    expect(existsSync(join(SITE, 'api-reference.html'))).toBe(true);
  });

  test.each(htmlFiles)('%s has no dead link', (file) => {
    const dead = targetsIn(html.get(file)!).filter((target) => !leadsSomewhere(file, target));

    expect(dead).toEqual([]);
  });

  test.each(htmlFiles)('%s loads nothing from elsewhere', (file) => {
    const loaded = [...html.get(file)!.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(([, target]) => target);

    expect(loaded.filter((target) => /^(https?:)?\/\//.test(target))).toEqual([]);
  });

  test.each(files.filter((file) => file.endsWith('.css')))('%s loads nothing from elsewhere', (file) => {
    expect(readFileSync(join(SITE, file), 'utf8')).not.toMatch(/url\(["']?(https?:)?\/\//);
  });

  test('every page is in the menu', () => {
    const menu = new Set(targetsIn(/<nav class="nav" id="VPSidebarNav"[^]*?<\/nav>/.exec(html.get('index.html')!)![0]));
    const missing = htmlFiles.filter((file) => file !== '404.html' && file !== 'index.html' && !menu.has(`/${file.replace(/index\.html$/, '')}`));

    expect(missing).toEqual([]);
    expect(menu).toContain('/api-reference.html');
  });

  test('what is no page of the site leads to the repository', () => {
    expect(targetsIn(html.get('architecture.html')!)).toContain(`${REPOSITORY}/blob/main/CONTRIBUTING.md`);
  });

  test('a link to a place of API.md leads to that place of the construct reference', () => {
    const links = PAGES.filter(({ path }) => path.startsWith('docs/')).flatMap(linksOf).filter(({ target }) => target.includes('API.md#'));
    const leads = links.filter(({ page, target }) => {
      const member = target.split('.').at(-1)!.replace('Initializer', 'constructor');
      const targets = targetsIn(html.get(page.slice('docs/'.length).replace(/\.md$/, '.html'))!);
      return targets.some((each) => each.startsWith('/reference/') && (each.endsWith(`#${member}`) || !each.includes('#')));
    });

    expect(leads).toEqual(links);
    expect([...html.values()].filter((text) => text.includes(`${REPOSITORY}/blob/main/API.md`))).toEqual([]);
  });

  function leadsSomewhere(file: string, target: string): boolean {
    if (target.startsWith(`${REPOSITORY}/`)) return existsSync(join(ROOT, decodeURI(new URL(target).pathname.split('/main/')[1] ?? '')));
    if (/^(https:|data:|mailto:)/.test(target)) return true;
    const [path, fragment] = target.split('#');
    const page = path === '' ? file : inSite(path.startsWith('/') ? path : join('/', dirname(file), path));
    if (!existsSync(join(SITE, page))) return false;
    return !fragment || (html.get(page) ?? '').includes(`id="${decodeURIComponent(fragment)}"`);
  }
});

/** The file that the site's server answers a path with. */
function inSite(path: string): string {
  return decodeURI(path.endsWith('/') ? `${path}index.html` : path).slice(1);
}

function targetsIn(html: string): string[] {
  return [...html.matchAll(/\b(?:href|src)="([^"]+)"/g)].map(([, target]) => target.replaceAll('&amp;', '&'));
}

function faultsIn(page: Page): string[] {
  return linksOf(page).flatMap((link) => faultOf(link, page) ?? []);
}

function faultOf({ page: path, line, target }: Link, page: Page): string | undefined {
  const fault = (what: string) => `${path}:${line} ${target}: ${what}`;
  if (target.endsWith('is not defined')) return fault('no such definition');
  const ours = new RegExp(`^${REPOSITORY}/(?:blob|tree|raw)/main/(.+)$`).exec(target);
  if (ours) return faultOfFile(ours[1], path, page, fault);
  if (/^https:\/\/github\.com\/[^/]+\/cdk-order-processing-api(\/|$)/.test(target) && !`${target}/`.startsWith(`${REPOSITORY}/`)) {
    return fault('is another repository than package.json says');
  }
  if (/^[a-z]+:/i.test(target)) return isHttps(target) ? undefined : fault('is no https address');
  if (path === STANDS_ALONE && !target.startsWith('#')) return fault('npm and PyPI cannot follow it: write it in full');
  return faultOfFile(target.startsWith('#') ? `${path}${target}` : join(dirname(path), target), path, page, fault);
}

function isHttps(target: string): boolean {
  return /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$|#)/i.test(target) && URL.canParse(target);
}

function faultOfFile(target: string, from: string, page: Page, fault: (what: string) => string): string | undefined {
  const [path, fragment] = normalize(target).split('#');
  const file = path.replace(/\/$/, '');
  if (file.startsWith('..')) return fault('leaves the repository');
  if (!existsSync(join(ROOT, file))) return fault(`there is no ${file}`);
  if (fragment === undefined) return undefined;
  if (statSync(join(ROOT, file)).isDirectory() || !file.endsWith('.md')) return fault(`${file} has no anchors`);
  return anchorsOf(file === from ? page : pageAt(file)).has(decodeURIComponent(fragment)) ? undefined : fault(`${file} has no #${fragment}`);
}
