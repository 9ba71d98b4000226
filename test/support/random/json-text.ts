/*
 * JSON in more ways than one: the same value in another spelling is the same request.
 */

export interface Spelling {
  readonly isReversed: boolean;
  readonly isSpaced: boolean;
  readonly isEscaped: boolean;
  readonly numbers: 'plain' | 'with a zero more' | 'with an exponent';
}

export const PLAIN: Spelling = { isReversed: false, isSpaced: false, isEscaped: false, numbers: 'plain' };

export function spell(value: unknown, spelling: Spelling): string {
  const space = spelling.isSpaced ? ' \r\n\t' : '';
  const list = (open: string, parts: string[], close: string) => `${open}${space}${parts.join(`${space},${space}`)}${space}${close}`;
  if (typeof value === 'number') return spellNumber(value, spelling.numbers);
  if (typeof value === 'string') return spellText(value, spelling.isEscaped);
  if (Array.isArray(value)) return list('[', value.map((element) => spell(element, spelling)), ']');
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (spelling.isReversed) members.reverse();
  return list('{', members.map(([name, member]) => `${spellText(name, spelling.isEscaped)}${space}:${space}${spell(member, spelling)}`), '}');
}

function spellNumber(value: number, how: Spelling['numbers']): string {
  const plain = JSON.stringify(value);
  if (how === 'plain' || !/^-?\d+(\.\d+)?$/.test(plain)) return plain;
  const [whole, fraction] = plain.split('.');
  if (how === 'with a zero more') return fraction === undefined ? `${whole}.0` : `${plain}0`;
  return fraction === undefined ? `${whole}E+0` : `${BigInt(whole + fraction)}e-${fraction.length}`;
}

function spellText(text: string, isEscaped: boolean): string {
  const plain = JSON.stringify(text);
  return isEscaped ? plain.replace(/[^\x20-\x7E]|\//g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : plain;
}
