import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { isCloudflare } from '../cloudflare.ts';
import { dataAt, expectedText } from '../matrix.ts';
import { siblingOf } from '../probes.ts';
import type { Draft, Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** Addresses answer at the DKIM name while the CNAME does not: a proxy is before it. */
export const proxiedCname: Explanation = (record, all) => {
  const { name } = record.expected;
  if (!isMissingCname(record)) return null;
  const addresses = [...at(all, name, 'A'), ...at(all, name, 'AAAA')];
  const wildcard = at(all, siblingOf(name), 'A');
  if (addresses.length === 0 || addresses.some((address) => wildcard.includes(address)))
    return null;
  const cloudflare = addresses.some(isCloudflare);
  const who = cloudflare ? 'Cloudflare proxies it' : 'its DNS host proxies or flattens it';
  const cure = cloudflare
    ? 'In the Cloudflare panel set the proxy status of this record to "DNS only" (grey cloud).'
    : 'Switch the proxy off for this record, or delete the address records.';
  return {
    ...about(record, addresses),
    code: 'dns/proxied-cname',
    message: `${name} returns the addresses ${printable(addresses.join(', '))} instead of the CNAME: ${who}, or the name has address records.`,
    fix: publish(record.expected, all, `${cure} The record must be`),
  };
};

/** The DKIM key itself answers at the name: the DNS host follows the CNAME and hides it. */
export const flattenedCname: Explanation = (record, all) => {
  const { name } = record.expected;
  const key = isMissingCname(record) ? at(all, name, 'TXT').find(isKey) : undefined;
  if (key === undefined) return null;
  return {
    ...about(record, [key]),
    code: 'dns/flattened-cname',
    message: `${name} returns the DKIM key itself instead of the CNAME: the DNS host flattens it, or the key was copied. SES needs the CNAME, so that it can change the key.`,
    fix: publish(
      record.expected,
      all,
      'Switch CNAME flattening off for this record, or delete the TXT record. Then add this record',
    ),
  };
};

function isMissingCname({ expected, view }: RecordCase): boolean {
  return expected.purpose === 'dkim' && expected.type === 'CNAME' && view.status === 'missing';
}

function at({ observations }: DnsCase, name: string, type: 'A' | 'AAAA' | 'TXT') {
  return dataAt(observations, { name, type });
}

function isKey(text: string): boolean {
  return /(^|;)\s*p\s*=\s*[A-Za-z0-9+/]/.test(text);
}

function about(
  { expected }: RecordCase,
  found: readonly string[],
): Pick<Draft, 'subject' | 'expected' | 'found'> {
  return {
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found.join(', ')),
  };
}
