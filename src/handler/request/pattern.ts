/*
 * Runs the program of a regular expression. All ways through the program are followed at once, character by character, so the time is linear in the
 * length of the text, whatever the expression.
 */
import type { PatternProgram } from '../../contract';

/** Whether a text contains a match of the expression. A pattern of JSON Schema is not anchored. */
export function matcherOf({ characters, steps }: PatternProgram): (text: string) => boolean {
  const tests = characters.map((source) => new RegExp(`^(?:${source})$`, 'u'));
  return (text) => {
    const points = [...text];
    const seen = new Int32Array(steps.length + 1).fill(-1); // the position at which a step was last reached
    let waiting: number[] = [];
    for (let position = 0; position <= points.length; position += 1) {
      const reached = [0, ...waiting]; // a match may begin anywhere
      const accepted: (boolean | undefined)[] = [];
      waiting = [];
      while (reached.length > 0) {
        const at = reached.pop()!;
        if (at === steps.length) return true;
        if (seen[at] === position) continue;
        seen[at] = position;
        const step = steps[at];
        if (typeof step === 'number') {
          if (position < points.length && (accepted[step] ??= tests[step].test(points[position]))) waiting.push(at + 1);
        } else if (typeof step !== 'string') {
          reached.push(...step);
        } else if (holds(step, points, position)) {
          reached.push(at + 1);
        }
      }
    }
    return false;
  };
}

function holds(assertion: '^' | '$' | 'b' | 'B', points: readonly string[], position: number): boolean {
  if (assertion === '^') return position === 0;
  if (assertion === '$') return position === points.length;
  const isBoundary = isWord(points[position - 1]) !== isWord(points[position]);
  return assertion === 'b' ? isBoundary : !isBoundary;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
