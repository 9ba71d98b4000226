/*
 * Writes into API.md when members throw. jsii-docgen leaves the tag `@throws` out, as it does with every tag that jsii itself does not know.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Callable, publicTypes, Type } from './assembly';
import { ROOT } from '../shared/paths';

interface Failure {
  readonly anchor: string;
  readonly sentence: string;
}

/** Adds them to a file of jsii-docgen, which is named from the root. */
export function writeErrors(path: string): void {
  const file = join(ROOT, path);
  writeFileSync(file, withErrors(readFileSync(file, 'utf8'), publicTypes()));
}

/** The text of API.md, in which each method and constructor says once when it throws. */
export function withErrors(text: string, types: readonly Type[]): string {
  return failuresOf(types).reduce(withFailure, text);
}

/** What throws, and where jsii-docgen has it. */
export function failuresOf(types: readonly Type[]): Failure[] {
  return types.flatMap(({ fqn, initializer = {}, methods = [] }) => [
    ...failureAt(`${fqn}.Initializer`, initializer),
    ...methods.flatMap((method) => failureAt(`${fqn}.${method.name}`, method)),
  ]);
}

function failureAt(anchor: string, { docs }: Callable): Failure[] {
  return docs?.custom?.throws ? [{ anchor, sentence: `It throws ${docs.custom.throws}.` }] : [];
}

function withFailure(text: string, { anchor, sentence }: Failure): string {
  const refusal = (what: string) => new Error(`API.md has no ${what} the anchor ${anchor}, where it would say: ${sentence}`);
  const heading = text.indexOf(` id="${anchor}"></a>\n`);
  if (heading < 0) throw refusal('heading with');
  const from = text.indexOf('\n', heading);
  const length = ownTextLength(text.slice(from));
  if (length < 0) throw refusal('end of the text at');
  const [own, rest] = [text.slice(0, from + length), text.slice(from + length)];
  return own.endsWith(`\n\n${sentence}\n\n`) ? text : `${own}${sentence}\n\n${rest}`;
}

/** How long the text of a member is: up to its link, its example, the heading of a parameter or of what follows, or the line below it. */
function ownTextLength(text: string): number {
  const withoutCode = text.replace(/^```[^]*?^```$/gm, (code) => ' '.repeat(code.length));
  return withoutCode.search(/^(> \[|\*Example\*$|#{1,6} |---$)/m);
}
