/*
 * `npx projen compat`: what users of the last release could no longer compile against this one, in any language. A break
 * must be said in the title of a commit, so that the version says it too; or be named in `.compatignore`, for what is none.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breaks, compiledRelease, isBreakingBump, lastRelease } from './api-changes';
import { ROOT } from '../shared/paths';
import { CommandFailed, main } from '../shared/processes';

/** Where the release has written the version that it makes. */
const NEXT_VERSION = join(ROOT, 'dist', 'version.txt');

void main(async () => {
  const last = await lastRelease(ROOT);
  if (last === undefined) {
    console.log('There is no release yet, so there is no API to be compatible with.');
    return;
  }
  const broken = await compiledRelease(ROOT, last, (folder) => breaks(folder, ROOT));
  if (broken.length === 0) {
    console.log(`Whoever uses ${last} can use this.`);
    return;
  }
  const next = existsSync(NEXT_VERSION) ? readFileSync(NEXT_VERSION, 'utf8').trim() : undefined;
  const report = [`Not compatible with ${last}:`, ...broken.map((each) => `- ${each}`)].join('\n');
  if (next === undefined || !isBreakingBump(last.replace(/^v/, ''), next)) {
    throw new CommandFailed(`${report}\nSay so in a commit's title, as in 'feat!: …', or name the keys in .compatignore.`);
  }
  console.log(`${report}\n${next} says so.`);
});
