/*
 * A page of documentation that can be followed by a program. Each `##` section with commands is a terminal, each `###` in
 * it a step; a block after a line such as "`app.ts`:" is that file, a `console` block is typed, and a `json` block after
 * one is what it answers.
 */

export interface Walkthrough {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly title: string;
  /** Shell commands, in order; one that writes a file is among them. */
  readonly commands: readonly string[];
  /** What the step is said to answer, where the page shows it. */
  readonly answer?: string;
}

interface Block {
  readonly language: string;
  readonly text: string;
  /** The name of the file that the block is. */
  readonly file?: string;
}

export function walkthroughsOf(page: string): Walkthrough[] {
  return parts(page, '## ')
    .map(({ title, text }) => ({ title, steps: parts(text, '### ').map(stepOf) }))
    .filter(({ steps }) => steps.length > 0);
}

function stepOf({ title, text }: { title: string; text: string }): Step {
  const blocks = blocksOf(text);
  const unknown = blocks.find(({ language, file }) => file === undefined && !['console', 'json'].includes(language));
  if (unknown) throw new Error(`the step '${title}' has a block of ${unknown.language} without the name of its file`);
  return {
    title,
    commands: blocks.filter(isDone).map(({ file, text: lines }) => (file === undefined ? lines : writing(file, lines))),
    answer: blocks.find((block) => !isDone(block))?.text,
  };
}

/** Whether the reader has to do something with a block; else it is what they will see. */
function isDone({ language, file }: Block): boolean {
  return file !== undefined || language === 'console';
}

function writing(file: string, text: string): string {
  return `cat > '${file}' <<'END OF FILE'\n${text}END OF FILE\n`;
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w+)\n(.*?)^```$/gms)].map(([, file, language, lines]) => ({ file, language, text: lines }));
}

/** What stands under the headings of one level. A comment in a fenced block that looks like one would be taken for one. */
function parts(text: string, heading: string): { title: string; text: string }[] {
  return text.split(new RegExp(`^${heading}`, 'm')).slice(1).map((part) => {
    const end = part.indexOf('\n');
    return { title: part.slice(0, end), text: part.slice(end + 1) };
  });
}
