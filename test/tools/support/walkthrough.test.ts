/*
 * docs/getting-started.md beside what it repeats. That it works is for getting-started.consumer.ts to show.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageAt } from '../../../tools/shared/markdown';
import { ROOT } from '../../../tools/shared/paths';
import { walkthroughsOf } from '../../support/consumers/walkthrough';
import { timesIn, timesTable } from '../../support/consumers/walkthrough-times';

const page = pageAt('docs/getting-started.md');
const [localAws, ...languages] = walkthroughsOf(page.text);

test('the page has a terminal for the local AWS and one for each language, whose steps are the same', () => {
  expect(localAws.title).toBe('A local AWS');
  expect(languages.map(({ title }) => title)).toEqual(['TypeScript', 'Python']);
  expect(titlesOf(languages[1])).toEqual(titlesOf(languages[0]));
});

test('the page installs the emulator that we run ourselves', () => {
  const { 1: pinned } = /^(ministack==.*)$/m.exec(readFileSync(join(ROOT, 'tools/local/requirements.txt'), 'utf8'))!;

  expect(localAws.steps[0].commands.join('')).toContain(`pip install ${pinned}\n`);
});

test('the times in the page are those of its steps', () => {
  const timed = [...timesIn(page).matchAll(/^\| ([^|*]+) \| \d/gm)].map(([, title]) => title);

  expect(timed).toEqual([...titlesOf(localAws), ...titlesOf(languages[0])]);
});

test('the sum of the times ends with the stored order, and counts the local AWS for each language', () => {
  const table = timesTable(new Map([['Start it', 1]]), new Map([
    ['TypeScript', new Map([['Deploy it', 20], ['Clean up', 300]])],
    ['Python', new Map([['Deploy it', 40], ['Clean up', 500]])],
  ]));

  expect(table.split('\n')).toEqual([
    '| step | TypeScript, s | Python, s |',
    '| --- | ---: | ---: |',
    '| Start it | 1.0 | 1.0 |',
    '| Deploy it | 20.0 | 40.0 |',
    '| **from nothing to a stored order** | **21** | **41** |',
    '| Clean up | 300.0 | 500.0 |',
  ]);
});

test('a block after the name of a file writes it, with the characters that a shell would take for its own', () => {
  const [{ steps: [{ commands }] }] = walkthroughsOf('## A\n### B\n`a.sh`:\n\n```bash\necho "$HOME" `ls`\n```\n');

  expect(commands).toEqual(["cat > 'a.sh' <<'END OF FILE'\necho \"$HOME\" `ls`\nEND OF FILE\n"]);
});

test('fails for a block that is neither a file, nor commands, nor an answer', () => {
  expect(() => walkthroughsOf('## A\n### B\n```ts\nnew App();\n```\n')).toThrow("the step 'B' has a block of ts without the name of its file");
});

function titlesOf({ steps }: { steps: readonly { title: string }[] }): string[] {
  return steps.map(({ title }) => title);
}
