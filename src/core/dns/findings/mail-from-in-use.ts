import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { wrongValues } from '../case.ts';
import { mxHost, sameName } from '../match.ts';
import { dataAt } from '../matrix.ts';
import { resendKey } from '../probes.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { quoted, subjectOf } from './say.ts';

/** The MX at the MAIL FROM name are another's: the name sends for the old provider, or receives mail. */
export const mailFromInUse: Explanation = (record, all) => {
  const { expected, view } = record;
  if (expected.purpose !== 'mail-from-mx' || view.status !== 'wrong') return null;
  const values = wrongValues(record);
  const hosts = values.map(mxHost);
  if (hosts.some((host) => sameName(host, expected.value))) return null;
  const owner = ownerOf(record, all, hosts);
  if (owner === null) return null;
  return inUse(record, all, values, `its MX ${quoted(values)} belongs to ${owner}`);
};

/** Resend runs on SES and uses `send.`: in one Region its records are the very ones that SES wants of us. */
export const mailFromShared: Survey = (all) =>
  all.records.flatMap((record) => {
    const { expected, view } = record;
    const matches = expected.purpose === 'mail-from-mx' && view.status === 'match';
    if (!matches || !isResends(record, all)) return [];
    return [inUse(record, all, [], 'Resend uses it, and its records may be deleted with Resend')];
  });

function ownerOf(record: RecordCase, all: DnsCase, hosts: readonly string[]): string | null {
  if (isResends(record, all)) return 'Resend';
  const others = hosts.filter((host) => /^[a-z0-9_.-]+\.[a-z0-9-]+$/i.test(host) && !isSes(host));
  if (others.length === 0) return null;
  const owner = others.map(all.mailServiceOf).find((name) => name !== null);
  return owner ?? 'a host that receives mail';
}

/** Hosts of SES, misspelt ones too: those are another fault. */
function isSes(host: string): boolean {
  return /amazonses|^(?:\d+\.)?feedback-smtp/i.test(host);
}

function isResends({ expected }: RecordCase, { domain, observations }: DnsCase): boolean {
  if (expected.name !== `send.${domain}`) return false;
  return dataAt(observations, resendKey(domain)).some((text) => /(^|;)\s*p\s*=/.test(text));
}

function inUse(
  { expected }: RecordCase,
  all: DnsCase,
  values: readonly string[],
  why: string,
): Draft {
  const free = expected.name === `mail.${all.domain}` ? 'bounce' : 'mail';
  const command = `ses-migrate verify-domain ${all.domain} --mail-from ${free}.${all.domain}`;
  return {
    code: 'dns/mail-from-in-use',
    message: `The MAIL FROM name ${expected.name} is in use: ${why}.`,
    subject: subjectOf(expected),
    ...(values.length === 0 ? {} : { found: values.map(printable).join(', ') }),
    fix: {
      say: `Keep these records and choose a name that is not in use: ${command}`,
      command,
    },
  };
}
