import { isMeantAsDmarc, onlyDmarc, parseDmarc } from '../email-auth/dmarc.ts';
import { includesHost, isSpf, parseSpf } from '../email-auth/spf.ts';
import { withoutQuotes } from '../email-auth/typed-quotes.ts';
import type { ExpectedRecord } from '../model/types.ts';
import { keyFault } from './byodkim.ts';
import type { DnsAnswer, DnsRecord } from './types.ts';
import type { ViewStatus } from './view.ts';

/** One answer held against one expected record. `values` are raw DNS text. */
export interface Judgement {
  readonly status: ViewStatus;
  readonly values: readonly string[];
  readonly ttl: number | null;
  readonly rcode: string | null;
  /** Target of a CNAME that stands where MX or TXT should, with nothing known at its end; else null. */
  readonly alias: string | null;
}

/** The host whose SPF record lists SES's senders (SES Developer Guide, mail-from). */
export const SES_SPF_HOST = 'amazonses.com';

/** Judges an answer by what the record is for. A failed look-up is always `unknown`. */
export function judgeAnswer(expected: ExpectedRecord, answer: DnsAnswer): Judgement {
  switch (answer.kind) {
    case 'failed':
      return { status: 'unknown', values: [], ttl: null, rcode: answer.rcode, alias: null };
    case 'nodata':
    case 'nxdomain':
      return absent(answer.soa?.negativeTtl ?? null, answer.rcode);
    case 'records':
      return judgeRecords(expected, answer.records, answer.rcode);
  }
}

function judgeRecords(
  expected: ExpectedRecord,
  all: readonly DnsRecord[],
  rcode: string,
): Judgement {
  const records = all.filter((record) => record.type === expected.type && counts(expected, record));
  const alias = expected.type === 'CNAME' ? null : bareAlias(all);
  if (alias !== null) {
    const values = [`CNAME ${alias}`];
    return { status: 'wrong', values, ttl: lowestTtl(all), rcode, alias };
  }
  if (records.length === 0) return absent(lowestTtl(all), rcode);
  const right = isRight(
    expected,
    records.map((record) => record.data),
  );
  return {
    status: right ? 'match' : 'wrong',
    values: records.map((record) => record.data),
    ttl: lowestTtl(records),
    rcode,
    alias: null,
  };
}

/** Where the chain of CNAMEs leads when nothing of the asked type is at its end. */
function bareAlias(all: readonly DnsRecord[]): string | null {
  return all.every((record) => record.type === 'CNAME') ? (all.at(-1)?.data ?? null) : null;
}

/** TXT records of other protocols at the same name are none of this record's business. */
function counts(expected: ExpectedRecord, record: DnsRecord): boolean {
  if (expected.purpose === 'mail-from-spf') return looksLikeSpf(record.data);
  if (expected.purpose === 'dmarc') return isMeantAsDmarc(record.data);
  return true;
}

/** An SPF record or a failed attempt at one: typed quotes, a space too many, a wrong version. */
function looksLikeSpf(text: string): boolean {
  const bare = withoutQuotes(text);
  return isSpf(text) || /^v\s*=\s*spf/i.test(bare) || /^spf1\s/i.test(bare);
}

function isRight(expected: ExpectedRecord, values: readonly string[]): boolean {
  const only = values.length === 1 ? values[0] : undefined;
  switch (expected.purpose) {
    case 'dkim':
      if (expected.type === 'TXT') return only !== undefined && keyFault(only) === null;
      return values.every((value) => sameName(value, expected.value));
    case 'mail-from-mx':
      // "Exactly one MX record", any preference (SES Developer Guide, mail-from).
      return only !== undefined && sameName(mxHost(only), expected.value);
    case 'mail-from-spf':
      return isRightSpf(expected, values);
    case 'dmarc':
      return isRightDmarc(values);
  }
}

/** Any policy will do: an existing one is never lowered. Receivers pass over texts that are no record to them. */
function isRightDmarc(values: readonly string[]): boolean {
  const text = onlyDmarc(values);
  return text !== null && parseDmarc(text).errors.length === 0;
}

/** One that lets SES pass by itself, or that was seen to do so through others (accepted-spf.ts). */
export function isRightSpf({ value }: ExpectedRecord, values: readonly string[]): boolean {
  const [text, ...others] = values.filter(isSpf);
  if (text === undefined || others.length > 0) return false;
  const record = parseSpf(text);
  return record.errors.length === 0 && (text === value || includesHost(record, SES_SPF_HOST));
}

/** The host of MX data `10 host`. */
export function mxHost(data: string): string {
  return data.slice(data.indexOf(' ') + 1);
}

/** Names compare without case and without the trailing dot (RFC 4343). */
export function sameName(a: string, b: string): boolean {
  if (a === b) return true;
  // Most names differ in length, and a fleet compares millions of them.
  if (Math.abs(a.length - b.length) > 1) return false;
  return bareName(a) === bareName(b);
}

function bareName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function absent(ttl: number | null, rcode: string): Judgement {
  return { status: 'missing', values: [], ttl, rcode, alias: null };
}

function lowestTtl(records: readonly DnsRecord[]): number | null {
  return records.length === 0 ? null : Math.min(...records.map((record) => record.ttl));
}
