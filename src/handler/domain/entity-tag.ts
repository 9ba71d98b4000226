/*
 * An order's version as HTTP knows it: the `ETag` of an answer, the `If-Match` of a change.
 */
import { Problem } from './problem';

/** The version that a change is meant for, or whichever the order has. */
export type ExpectedVersion = number | 'any';

/** No order has it: versions count from 1. */
export const NO_VERSION = 0;

export const OUR_TAG = /^"([1-9]\d{0,14})"$/;

/** The same where a proxy has compressed the answer, and says so in the tag: by a `W/` (nginx, CDNs) or by the coding (Apache, Jetty, Caddy). */
const OUR_TAG_COMPRESSED = /^(?:W\/)?"([1-9]\d{0,14})(?:(?:--?|;)(?:gzip|br|zstd|deflate))?"$/;

/** One entity tag, of ours or not, weak or strong. */
export const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7E\x80-\xFF]*"$/;

export function entityTagOf(version: number): string {
  return `"${version}"`;
}

/**
 * HTTP wants no weak tag to match here, since what it stands for may differ in a detail. Of ours each is one version of an order, whichever way
 * its bytes were packed, so that a change is never lost by it (docs/adr/0008-changes-that-can-be-sent-again.md).
 * @throws Problem `precondition-required` without the header, `malformed-request` when it is no entity tag
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export function readIfMatch(header: string | undefined): ExpectedVersion {
  if (header === undefined) {
    throw new Problem('precondition-required', 'the header If-Match is required: send the ETag that the order came with, or * for any version');
  }
  const text = header.trim();
  if (text === '*') return 'any';
  if (!ENTITY_TAG.test(text)) throw new Problem('malformed-request', `the header If-Match must be one entity tag in quotes, such as "1", or *, got ${gotTag(text)}`);
  // A tag that we never gave out is the tag of no version.
  return Number(OUR_TAG_COMPRESSED.exec(text)?.[1] ?? NO_VERSION);
}

function gotTag(text: string): string {
  if (!text.includes('"')) return 'no quotes';
  return /"\s*,/.test(text) ? 'several' : 'something else';
}
