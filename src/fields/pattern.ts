/*
 * Compiles a regular expression of JSON Schema into a program that matches in linear time. The flag `u` holds. Back-references and lookaround, which
 * no such program can do, are refused.
 */
import { PatternProgram, PatternStep } from '../contract';

/** Maximum number of characters of a pattern. */
const MAX_LENGTH = 1_000;

/** Maximum number of steps of a program, in which repetitions are written out. */
const MAX_STEPS = 1_000;

type Assertion = '^' | '$' | 'b' | 'B';

type Expression =
  | { readonly character: string }
  | { readonly assertion: Assertion }
  | { readonly sequence: readonly Expression[] }
  | { readonly choice: readonly Expression[] }
  | { readonly repeated: Expression; readonly min: number; readonly max: number };

/** Says why a pattern is not accepted; completes the sentence "must be …". */
export class PatternError extends Error {}

/** @throws PatternError if the pattern is no regular expression, or one that is not accepted */
export function compilePattern(source: string): PatternProgram {
  if (source.length > MAX_LENGTH) throw new PatternError(`a pattern of at most ${MAX_LENGTH} characters, got ${source.length}`);
  try {
    new RegExp(source, 'u'); // the grammar of ECMAScript, so that the parser need not check it
  } catch (error) {
    throw new PatternError(`a regular expression of JavaScript with the flag u, got ${JSON.stringify(source)}: ${(error as Error).message}`);
  }
  const expression = new Parser(source).parse();
  const steps = stepsOf(expression);
  if (steps > MAX_STEPS) throw new PatternError(`a pattern of at most ${MAX_STEPS} characters with its repetitions written out, got ${steps}`);
  return new Program(source).of(expression);
}

/** What matches exactly one character. A pair of escaped surrogates is one character. */
const CHARACTER = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u\{[\da-fA-F]+\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[pP]\{[^}]*\}|\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^]/uy;

const ASSERTION = /\^|\$|\\([bB])/y;

/** Laziness changes what is captured, and not whether there is a match. */
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

const GROUP = /\((?:\?:|\?<[^=!][^>]*>)?/y;

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/y, 'lookaround'],
  [/\\(?:[1-9]|k)/y, 'back-references'],
  [/\(\?[a-z-]/y, 'modifiers'],
];

/** Parses a valid regular expression. */
class Parser {
  private position = 0;

  public constructor(private readonly source: string) {}

  public parse(): Expression {
    const choice = [this.sequence()];
    while (this.take(/\|/y)) choice.push(this.sequence());
    return { choice };
  }

  private sequence(): Expression {
    const sequence: Expression[] = [];
    while (this.position < this.source.length && !'|)'.includes(this.source[this.position])) sequence.push(this.term());
    return { sequence };
  }

  private term(): Expression {
    for (const [start, feature] of REFUSED) {
      if (this.take(start)) throw new PatternError(`a pattern without ${feature}, got ${JSON.stringify(this.source)}`);
    }
    const assertion = this.take(ASSERTION);
    if (assertion) return { assertion: (assertion[1] ?? assertion[0]) as Assertion };
    return this.quantified(this.take(GROUP) ? this.group() : { character: this.take(CHARACTER)![0] });
  }

  private group(): Expression {
    const inside = this.parse();
    this.take(/\)/y);
    return inside;
  }

  private quantified(repeated: Expression): Expression {
    const quantifier = this.take(QUANTIFIER);
    if (!quantifier) return repeated;
    const [, sign, from, comma, to] = quantifier;
    if (sign !== undefined) return { repeated, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(from);
    if (comma === '') return { repeated, min, max: min };
    return { repeated, min, max: to === '' ? Infinity : Number(to) };
  }

  private take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.position;
    const match = sticky.exec(this.source);
    if (match) this.position = sticky.lastIndex;
    return match;
  }
}

/** Number of steps of the program, known before it is written. */
function stepsOf(expression: Expression): number {
  const sum = (parts: readonly Expression[]) => parts.reduce((steps, part) => steps + stepsOf(part), 0);
  if ('sequence' in expression) return sum(expression.sequence);
  if ('choice' in expression) return expression.choice.length === 1 ? sum(expression.choice) : sum(expression.choice) + expression.choice.length;
  if (!('repeated' in expression)) return 1;
  const { repeated, min, max } = expression;
  const steps = stepsOf(repeated);
  return min * steps + (max === Infinity ? steps + 2 : (max - min) * (steps + 1));
}

class Program {
  private readonly characters: string[] = [];
  private readonly steps: (Exclude<PatternStep, readonly number[]> | number[])[] = [];

  public constructor(private readonly source: string) {}

  public of(expression: Expression): PatternProgram {
    this.write(expression);
    return { source: this.source, characters: this.characters, steps: this.steps };
  }

  private write(expression: Expression): void {
    if ('character' in expression) this.steps.push(this.indexOf(expression.character));
    else if ('assertion' in expression) this.steps.push(expression.assertion);
    else if ('sequence' in expression) expression.sequence.forEach((part) => this.write(part));
    else if ('choice' in expression) this.writeChoice(expression.choice);
    else this.writeRepeated(expression.repeated, expression.min, expression.max);
  }

  private writeChoice(choice: readonly Expression[]): void {
    if (choice.length === 1) return this.write(choice[0]);
    const fork = this.continueAt();
    const ends = choice.map((part) => {
      fork.push(this.steps.length);
      this.write(part);
      return this.continueAt();
    });
    for (const end of ends) end.push(this.steps.length);
  }

  private writeRepeated(repeated: Expression, min: number, max: number): void {
    for (let count = 0; count < min; count += 1) this.write(repeated);
    if (max === Infinity) {
      const start = this.steps.length;
      const fork = this.continueAt(start + 1);
      this.write(repeated);
      this.continueAt(start);
      fork.push(this.steps.length);
      return;
    }
    const forks: number[][] = [];
    for (let count = min; count < max; count += 1) {
      forks.push(this.continueAt(this.steps.length + 1));
      this.write(repeated);
    }
    for (const fork of forks) fork.push(this.steps.length);
  }

  /** Writes a step that continues at others, which may still be added. */
  private continueAt(...targets: number[]): number[] {
    this.steps.push(targets);
    return targets;
  }

  private indexOf(character: string): number {
    const index = this.characters.indexOf(character);
    return index < 0 ? this.characters.push(character) - 1 : index;
  }
}
