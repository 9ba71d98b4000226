import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import prepareLocalAws from './local-aws';
import { Language, packageFor } from '../../../tools/build/packages';
import { ROOT } from '../../../tools/shared/paths';

const CONSUMERS = join(ROOT, 'test', 'consumers');

/** The packages that a file installs. */
const PACKAGES: Readonly<Record<string, readonly Language[]>> = {
  'clients': [],
  'docs-python': ['python'],
  'docs-testing': ['js', 'python'],
  'cognito': ['js'],
  'getting-started': ['js', 'python'],
  'go': ['go'],
  'java': ['java'],
  'npm': ['js'],
  'python': ['python'],
  'upgrade': ['js', 'python'],
};

/** What Jest tells of the files that it was asked for. */
interface Selection {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/** A local AWS, and the packages of the files that are run. */
export default async function prepare({ testPathPatterns }: Selection): Promise<void> {
  await prepareLocalAws();
  const patterns = testPathPatterns.patterns.map((pattern) => new RegExp(pattern, 'i'));
  const files = readdirSync(CONSUMERS).filter((file) => patterns.length === 0 || patterns.some((pattern) => pattern.test(join(CONSUMERS, file))));
  for (const language of new Set(files.flatMap((file) => PACKAGES[file.replace(/\.consumer\.ts$/, '')]))) await packageFor(language);
}
