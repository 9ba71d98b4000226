/*
 * The tables of docs/compliance.md, made from a run of the packs over both samples.
 */
import { Answer, ANSWERS, answerTo } from './answers';
import { Finding, PACK_NAMES, Review, reviewsOf } from './packs';
import { defaultSample, hardenedSample, networkedSample } from './samples';
import { table } from '../shared/markdown';

export interface Reviews {
  /** What the packs say of the construct's defaults behind an authorizer. */
  readonly defaults: readonly Review[];
  /** What they say of a shop with every part, and every security prop but the next two. */
  readonly hardened: readonly Review[];
  /** What they say of that shop with `vpc` and `tracing`. */
  readonly networked: readonly Review[];
}

export function runPacks(): Reviews {
  return { defaults: reviewsOf((app) => defaultSample(app)), hardened: reviewsOf(hardenedSample), networked: reviewsOf(networkedSample) };
}

/** By the names of the document's sections. */
export function tablesOf(reviews: Reviews): Record<string, string> {
  return { packs: packsTable(reviews), closed: closedTable(reviews), explained: explainedTable(reviews) };
}

export function findingsOf(reviews: readonly Review[]): Finding[] {
  return reviews.flatMap(({ findings }) => findings);
}

/** Of all samples. */
export function allFindings({ defaults, hardened, networked }: Reviews): Finding[] {
  return [defaults, hardened, networked].flatMap(findingsOf);
}

function packsTable({ defaults, hardened, networked }: Reviews): string {
  return table(['pack', 'defaults', 'hardened', 'with `vpc`, `tracing`'], PACK_NAMES.map((pack) => (
    [pack, ...[defaults, hardened, networked].map((reviews) => countsOf(reviews.find((review) => review.pack === pack)!))]
  )));
}

function countsOf({ passed, findings }: Review): string {
  return `${passed} passed, ${findings.length} findings`;
}

function closedTable(reviews: Reviews): string {
  return table(['rule', 'resources', 'closed by'], rowsOf(reviews, (answer) => ('closedBy' in answer ? `\`${answer.closedBy}\`` : undefined)));
}

function explainedTable(reviews: Reviews): string {
  return table(['rule', 'resources', 'why it is so'], rowsOf(reviews, (answer) => ('because' in answer ? answer.because : undefined)));
}

/** A row for each answer that has something to say here: the rule by the packs that have it, and the resources that they name. */
function rowsOf(reviews: Reviews, textOf: (answer: Answer) => string | undefined): string[][] {
  const answered = allFindings(reviews).map((finding) => ({ finding, answer: answerTo(finding) }));
  return ANSWERS.flatMap((answer) => {
    const text = textOf(answer);
    const findings = answered.filter((each) => each.answer === answer).map(({ finding }) => finding);
    if (text === undefined || findings.length === 0) return [];
    const ids = unique(findings.map(({ pack, rule }) => `${pack}-${rule}`));
    const paths = unique(findings.map(({ path }) => `\`${shortened(path)}\``)).sort();
    return [[ids.join('<br>'), paths.join('<br>'), text]];
  });
}

/** Without what each path has: the construct's id, and the L1 resource at the end. */
function shortened(path: string): string {
  return path.replace(/^Orders\//, '').replace(/\/Resource$/, '');
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}
