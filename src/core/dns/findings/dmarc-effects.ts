import { parseDmarc, policyOf } from '../../email-auth/dmarc.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { dmarcAt, reportHosts, reportName } from '../dmarc-reports.ts';
import { inheritedDmarc } from '../inherited-dmarc.ts';
import { dataAt, findObservation } from '../matrix.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** No DMARC record applies to the domain, neither its own nor one of the organisational domain. */
export const dmarcMissing: Explanation = ({ expected, view }, all) => {
  if (expected.purpose !== 'dmarc' || view.status !== 'missing') return null;
  return {
    code: 'dns/dmarc-missing',
    message: `${expected.name} has no DMARC record, say the authoritative servers. Large receivers want one from everyone who sends much.`,
    subject: subjectOf(expected),
    expected: expected.value,
    fix: publish(expected, all),
  };
};

/** The record of the organisational domain applies (RFC 7489 section 6.6.3): none of its own is needed. */
export const dmarcInherited: Survey = (all) => {
  const inherited = inheritedDmarc(all.domain, all.observations);
  const own = `_dmarc.${all.domain}`;
  if (inherited === null || dmarcAt(all.observations, own) !== null) return [];
  const applied = policyOf(inherited.text, true);
  return [
    {
      code: 'dns/dmarc-inherited',
      message: `${all.domain} has no DMARC record of its own: the one at ${printable(inherited.name)} applies, with the policy ${printable(applied ?? '')} for this subdomain.`,
      subject: `${own} TXT`,
      found: printable(inherited.text),
      fix: 'Nothing is needed. Do not add a weaker one.',
    },
  ];
};

/** A strict SPF alignment leaves DKIM alone to carry SES's mail (RFC 7489 section 3.1.2). */
export const dmarcStrictSpf: Survey = (all) =>
  withTag(all, 'aspf', (record, text) => {
    const mailFrom = all.records.find(({ expected }) => expected.purpose === 'mail-from-mx');
    if (mailFrom === undefined || mailFrom.expected.name === all.domain) return null;
    return {
      code: 'dns/dmarc-strict-spf',
      message: `aspf=s asks that the MAIL FROM domain is the From domain itself; with SES it is ${mailFrom.expected.name}, a subdomain. SPF will not align, so DKIM alone carries DMARC.`,
      subject: subjectOf(record.expected),
      found: printable(text),
      fix: 'Nothing, as long as DKIM is right: one of the two is enough. To have both, take aspf=s out; leave the policy as it is.',
    };
  });

/** A strict DKIM alignment: From must be the identity's domain itself (RFC 7489 section 3.1.1). */
export const dmarcStrictDkim: Survey = (all) =>
  withTag(all, 'adkim', (record, text) => ({
    code: 'dns/dmarc-strict-dkim',
    message: `adkim=s asks that the From domain is the signing domain itself: SES signs with ${all.domain}, so mail from a subdomain such as app.${all.domain} does not align.`,
    subject: subjectOf(record.expected),
    found: printable(text),
    fix: `Nothing, as long as every From address ends in @${all.domain}. Else verify the subdomain in SES as an identity of its own, or take adkim=s out; leave the policy as it is.`,
  }));

/** Reports to a domain that has not said that it takes them are not sent (RFC 7489 section 7.1). */
export const dmarcReportsRefused: Survey = (all) => {
  const held = heldDmarc(all);
  if (held === null) return [];
  const refused = reportHosts(held.text).filter((host) => {
    const asked = { name: reportName(all.domain, host), type: 'TXT' as const };
    const answers = findObservation(all.observations, asked)?.answers ?? [];
    const known = answers.some((answer) => answer.kind !== 'failed');
    return known && !dataAt(all.observations, asked).some((text) => /^v\s*=\s*DMARC1\b/.test(text));
  });
  return refused.map((host) => ({
    code: 'dns/dmarc-report-not-agreed',
    message: `DMARC reports are to go to ${printable(host)}, which has not agreed to take those of ${all.domain}: receivers send none.`,
    subject: subjectOf(held.record.expected),
    found: printable(held.text),
    fix: [
      {
        say: `Ask the owner of ${printable(host)} to add:`,
        record: `${printable(reportName(all.domain, host))}. 300 IN TXT "v=DMARC1"`,
      },
      { say: 'Or name a mailbox of your own domain in rua. Do not change the policy.' },
    ],
  }));
};

function withTag(
  all: DnsCase,
  tag: 'aspf' | 'adkim',
  describe: (record: RecordCase, text: string) => Draft | null,
): Draft[] {
  const held = heldDmarc(all);
  if (held === null || parseDmarc(held.text).tags.get(tag)?.toLowerCase() !== 's') return [];
  const draft = describe(held.record, held.text);
  return draft === null ? [] : [draft];
}

/** The DMARC record that stands at the domain, and is right. */
function heldDmarc(all: DnsCase): { record: RecordCase; text: string } | null {
  const record = dmarcCase(all);
  const text = record === null ? null : dmarcAt(all.observations, record.expected.name);
  return record?.view.status === 'match' && text !== null ? { record, text } : null;
}

function dmarcCase({ records }: DnsCase): RecordCase | null {
  return records.find(({ expected }) => expected.purpose === 'dmarc') ?? null;
}
