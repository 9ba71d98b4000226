/*
 * Where a long name may go on in the next line. A browser breaks it nowhere, or anywhere: a column of names would be as wide as the longest, or
 * four letters wide.
 */
import type { MarkdownOptions } from 'vitepress';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];

/** Shorter ones stay whole. */
const LONG = /[^\s<>]{21,}/g;

export function breakableCode(md: MarkdownIt): void {
  const render = md.renderer.rules.code_inline!;
  md.renderer.rules.code_inline = (...args) => (
    (render(...args) as string).replace(/(?<=>)[^<]+/, (code) => code.replace(LONG, (name) => name.replace(/[./_:,=@(-](?=\w)/g, '$&<wbr>')))
  );
}
