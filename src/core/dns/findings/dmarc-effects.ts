import { isDmarc, isStrict, isTestMode } from '../../email-auth/dmarc.ts';
import { dmarcName } from '../../email-auth/dmarc-discovery.ts';
import { printable } from '../../text/printable.ts';
import { authoritative, type DnsCase, type RecordCase } from '../case.ts';
import { dmarcAt, reportHosts, reportName } from '../dmarc-reports.ts';
import { dmarcAbove } from '../inherited-dmarc.ts';
import { dataAt, findObservation } from '../matrix.ts';
import { siblingOf } from '../probes.ts';
import type { Draft, Explanation, Survey } from './finder.ts';
import { publish, quoted, subjectOf } from './say.ts';

/** No DMARC record applies to the domain, neither its own nor one above it. */
export const dmarcMissing: Explanation = (record, all) => {
  const { expected, view } = record;
  if (expected.purpose !== 'dmarc' || view.status !== 'missing') return null;
  return {
    code: 'dns/dmarc-missing',
    message: `The authoritative name servers return no DMARC record for ${expected.name}${wildcardText(record, all)}. Large receivers require one from everyone who sends much.`,
    subject: subjectOf(expected),
    expected: expected.value,
    fix: publish(expected, all),
  };
};

/** What is there instead where a wildcard answers for every name (RFC 4592 section 2.2). */
function wildcardText({ expected }: RecordCase, all: DnsCase): string {
  const here = dataAt(all.observations, expected);
  const sibling = siblingOf(expected.name);
  const beside = dataAt(all.observations, { name: sibling, type: expected.type });
  if (here.length === 0 || [...here].sort().join('\n') !== [...beside].sort().join('\n')) return '';
  const owner = `*${sibling.slice(sibling.indexOf('.'))}`;
  return `: the wildcard ${printable(owner)} answers ${quoted(here)} there, as for any name, until the name has a record of its own`;
}

/** Whether one above applies was not answered, and the domain has none of its own. */
export const dmarcUnread: Survey = (all) => {
  const own = dmarcCase(all);
  const above = dmarcAbove(all.domain, all.observations);
  const isOpen = (own === null ? [] : authoritative(own)).some(
    ({ status }) => status === 'missing',
  );
  if (own?.view.status !== 'unknown' || above.ok || !isOpen) return [];
  return [
    {
      code: 'dns/footprint-unread',
      message: `${all.domain} has no DMARC record of its own, and it is unknown whether one above applies: ${printable(above.message)}.`,
      subject: subjectOf(own.expected),
      fix: 'Run the command again when DNS answers. Do not add a record before: it could weaken the policy that applies.',
    },
  ];
};

/** The record of a domain above applies (RFC 9989 section 4.10.1): none of its own is needed. */
export const dmarcInherited: Survey = (all) => {
  const above = dmarcAbove(all.domain, all.observations);
  const own = dmarcCase(all);
  if (!above.ok || above.value === null || own?.view.status !== 'match' || own.view.required)
    return [];
  const { domain, text, policy } = above.value;
  return [
    {
      code: 'dns/dmarc-inherited',
      message: `${all.domain} has no DMARC record of its own: the one at ${printable(dmarcName(domain))} applies, with the policy ${policy ?? 'none'} for this subdomain.`,
      subject: `${dmarcName(all.domain)} TXT`,
      found: printable(text),
      fix: 'Nothing is needed. Do not add a weaker one.',
    },
  ];
};

/** `t=y`: receivers are asked not to apply the policy yet (RFC 9989 section 4.7). */
export const dmarcTestMode: Survey = (all) => {
  const held = heldDmarc(all);
  if (held === null || !isTestMode(held.text)) return [];
  return [
    {
      code: 'dns/dmarc-test-mode',
      message: `The DMARC record at ${held.record.expected.name} is in test mode (t=y): receivers are asked not to apply its policy.`,
      subject: subjectOf(held.record.expected),
      found: printable(held.text),
      fix: 'Nothing is needed for SES. Remove t=y when the policy is to be applied.',
    },
  ];
};

/** A strict SPF alignment leaves DKIM alone to carry SES's mail (RFC 9989 section 4.4.2). */
export const dmarcStrictSpf: Survey = (all) =>
  withStrict(all, 'spf', (record, text) => {
    const mailFrom = all.records.find(({ expected }) => expected.purpose === 'mail-from-mx');
    if (mailFrom === undefined || mailFrom.expected.name === all.domain) return null;
    return {
      code: 'dns/dmarc-strict-spf',
      message: `aspf=s asks that the MAIL FROM domain is the From domain itself; with SES it is ${mailFrom.expected.name}, a subdomain. SPF does not align, so DMARC passes by DKIM only.`,
      subject: subjectOf(record.expected),
      found: printable(text),
      fix: 'Nothing, as long as DKIM is right: one of the two is enough. To align both, remove aspf=s; do not change the policy.',
    };
  });

/** A strict DKIM alignment: From must be the identity's domain itself (RFC 9989 section 4.4.1). */
export const dmarcStrictDkim: Survey = (all) =>
  withStrict(all, 'dkim', (record, text) => ({
    code: 'dns/dmarc-strict-dkim',
    message: `adkim=s asks that the From domain is the signing domain itself: SES signs with ${all.domain}, so mail from a subdomain such as app.${all.domain} does not align.`,
    subject: subjectOf(record.expected),
    found: printable(text),
    fix: `Nothing, as long as every From address ends in @${all.domain}. Otherwise verify the subdomain in SES as its own identity, or remove adkim=s; do not change the policy.`,
  }));

/** Reports to a domain that has not said that it takes them are not sent (RFC 9990 section 4). */
export const dmarcReportsRefused: Survey = (all) => {
  const held = heldDmarc(all);
  if (held === null) return [];
  const refused = reportHosts(held.text).filter((host) => {
    const asked = { name: reportName(all.domain, host), type: 'TXT' as const };
    const answers = findObservation(all.observations, asked)?.answers ?? [];
    const known = answers.some((answer) => answer.kind !== 'failed');
    return known && !dataAt(all.observations, asked).some(isDmarc);
  });
  return refused.map((host) => ({
    code: 'dns/dmarc-report-not-agreed',
    message: `DMARC reports are directed to ${printable(host)}, which has not agreed to receive reports for ${all.domain}. Receivers send none.`,
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

function withStrict(
  all: DnsCase,
  by: 'spf' | 'dkim',
  describe: (record: RecordCase, text: string) => Draft | null,
): Draft[] {
  const held = heldDmarc(all);
  if (held === null || !isStrict(held.text, by)) return [];
  const draft = describe(held.record, held.text);
  return draft === null ? [] : [draft];
}

/** The DMARC record that is at the domain, and is right. */
function heldDmarc(all: DnsCase): { record: RecordCase; text: string } | null {
  const record = dmarcCase(all);
  const text = record === null ? null : dmarcAt(all.observations, record.expected.name);
  return record?.view.status === 'match' && text !== null ? { record, text } : null;
}

function dmarcCase({ records }: DnsCase): RecordCase | null {
  return records.find(({ expected }) => expected.purpose === 'dmarc') ?? null;
}
