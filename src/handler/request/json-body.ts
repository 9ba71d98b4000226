/*
 * From the bytes of a body to a JSON value. JSON.parse rounds numbers and keeps the last of two equal
 * keys, both in silence; with money neither will do.
 */
import { isSafeNumber, parse } from 'lossless-json';
import { shortened } from './check';
import { Problem } from '../domain/problem';

/** Larger than the largest valid order with every character beyond ASCII written as a `\u` escape, and well below Lambda's 6 MB. In bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** As much as a refusal quotes of what it refuses, in characters. */
const QUOTE_LENGTH = 100;

/** A string of JSON, and whether it is a key: whether a colon follows. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs;

const NOT_UTF8 = 'the body must be JSON in UTF-8, got another encoding';

/** Decodes an event's body, which API Gateway hands over as base64 when its content type is not text. */
export function decodeBody(body: string, isBase64Encoded: boolean): string {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem('payload-too-large', `the body must have at most ${MAX_BODY_BYTES} bytes, got ${bytes.length}`);
  }
  if (!isBase64Encoded) return body;
  if (withoutPadding(bytes.toString('base64')) !== withoutPadding(body)) {
    throw new Problem('malformed-request', 'the body must be base64, since isBase64Encoded is true');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('malformed-request', NOT_UTF8, [], cause);
  }
}

function withoutPadding(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}

/**
 * A number that a double cannot hold becomes NaN, which no check takes for a number. A byte order mark says nothing that matters, and some
 * editors and shells write it by themselves (RFC 8259, section 8.1).
 */
export function parseJson(body: string): unknown {
  const text = body.replace(/^\uFEFF/, '');
  if (text.includes('\0')) throw new Problem('malformed-request', NOT_UTF8); // in JSON there is none: it is UTF-16, or UTF-32
  try {
    return parseExactly(text);
  } catch (cause) {
    throw new Problem('malformed-request', `the body must be JSON: ${reasonOf(cause)}`, [], cause);
  }
}

/** @throws Error that `reasonOf` can tell */
export function parseExactly(text: string): unknown {
  const value = parse(text, undefined, {
    parseNumber: (literal) => (isSafeNumber(literal) ? Number(literal) : NaN),
    onDuplicateKey: ({ key }) => { throw new SyntaxError(`the key ${JSON.stringify(key)} occurs twice`); },
  });
  // The parser says nothing of a repeated key whose values it takes for equal; the number of keys tells.
  if (countKeysIn(text) !== countKeysOf(value)) throw new SyntaxError('a key occurs twice');
  return value;
}

function countKeysIn(text: string): number {
  return [...text.matchAll(STRING)].filter(([, colon]) => colon !== undefined).length;
}

function countKeysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value).reduce((sum: number, member) => sum + countKeysOf(member), 0);
  return Array.isArray(value) ? members : members + Object.keys(value).length;
}

/** Why a text is no JSON. The parser throws a SyntaxError, or overflows the stack. */
export function reasonOf(error: unknown): string {
  return error instanceof SyntaxError ? shortened(error.message.slice(0, QUOTE_LENGTH)) : 'it is nested too deeply';
}
