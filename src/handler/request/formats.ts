/*
 * The formats that custom fields may have, as their standards define them. Each takes linear time.
 */
import { isIPv6 } from 'node:net';
import type { FieldFormat } from '../../contract';

export const FORMATS: Readonly<Record<FieldFormat, { readonly is: (text: string) => boolean; readonly description: string }>> = {
  'date': { is: isDate, description: 'a date such as 2026-07-31' },
  'date-time': { is: isDateTime, description: 'a time of RFC 3339 such as 2026-07-31T09:30:00Z' },
  'uri': { is: isUri, description: 'an absolute URI such as https://example.com/a' },
};

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined) return false;
  const isLeapDay = month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapDay || (day >= 1 && day <= DAYS[month - 1]);
}

const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/i;

function isDateTime(text: string): boolean {
  const time = TIME.exec(text.slice(11));
  if (!/^t$/i.test(text.slice(10, 11)) || !isDate(text.slice(0, 10)) || !time) return false;
  const [hour, minute, second, , offsetHours = 0, offsetMinutes = 0] = time.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (hour! > 23 || minute! > 59 || offsetHours > 23 || offsetMinutes > 59) return false;
  const offset = (time[4] === '-' ? -1 : 1) * (60 * offsetHours + offsetMinutes);
  const minuteOfDay = (60 * hour! + minute! - offset + 2 * 1440) % 1440;
  return second! <= 59 || (second === 60 && minuteOfDay === 1439); // a leap second is the last of a day in UTC
}

/** The parts of a URI: scheme, authority, path, query, fragment (RFC 3986, appendix B). */
const URI = /^[a-z][a-z0-9+.-]*:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i;

const PATH = /^(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*$/i;

const QUERY = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*$/i;

const AUTHORITY = /^(?:(?:[\w.~!$&'()*+,;=:-]|%[\da-f]{2})*@)?(?:\[([^\]]*)\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

const FUTURE_ADDRESS = /^v[\da-f]+\.[\w.~!$&'()*+,;=:-]+$/i;

function isUri(text: string): boolean {
  const [uri, authority, path, query = '', fragment = ''] = URI.exec(text) ?? [];
  if (uri === undefined || !PATH.test(path) || !QUERY.test(query) || !QUERY.test(fragment)) return false;
  if (authority === undefined) return true;
  const [match, address] = AUTHORITY.exec(authority) ?? [];
  return match !== undefined && (address === undefined || FUTURE_ADDRESS.test(address) || (isIPv6(address) && !address.includes('%')));
}
