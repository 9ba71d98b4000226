/*
 * An order's version as HTTP knows it: the `ETag` of an answer, the `If-Match` of a change.
 */
import { Problem } from './problem';

/** The version that a change is meant for, or whichever the order has. */
export type ExpectedVersion = number | 'any';

/** No order has it: versions count from 1. */
const NO_VERSION = 0;

export const OUR_TAG = /^"([1-9]\d{0,14})"$/;

/** One entity tag, of ours or not, weak or strong. */
export const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7E\x80-\xFF]*"$/;

export function entityTagOf(version: number): string {
  return `"${version}"`;
}

/**
 * @throws Problem `precondition-required` without the header, `malformed-request` when it is no entity tag
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export function readIfMatch(header: string | undefined): ExpectedVersion {
  if (header === undefined) {
    throw new Problem('precondition-required', 'send the header If-Match with the ETag that the order came with, so that no change of somebody else is lost');
  }
  const text = header.trim();
  if (text === '*') return 'any';
  if (!ENTITY_TAG.test(text)) throw new Problem('malformed-request', 'the header If-Match must be one entity tag in quotes, such as "1", or *');
  // A tag that we never gave out, a weak one among them, is the tag of no version.
  return Number(OUR_TAG.exec(text)?.[1] ?? NO_VERSION);
}
