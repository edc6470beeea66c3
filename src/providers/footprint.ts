import { reportName } from '../core/dns/dmarc-reports.ts';
import { mxHost } from '../core/dns/match.ts';
import { dataOf, recordsAt } from '../core/dns/records-at.ts';
import type { DnsObservation, DnsRecord } from '../core/dns/types.ts';
import { isDmarc, isMeantAsDmarc, onlyDmarc } from '../core/email-auth/dmarc.ts';
import { appliedDmarc, dmarcName, inheritedDmarc } from '../core/email-auth/dmarc-discovery.ts';
import type { Seen } from '../core/model/types.ts';
import type { DmarcInForce, Footprint, Mailboxes, Unread } from '../core/records/footprint.ts';
import { useOfName } from './names.ts';
import { apexSpf, type MailDns, recognise } from './recognise.ts';

export interface Surroundings extends MailDns {
  readonly region: string;
  /** Apex of the zone that holds the domain; null: not known. */
  readonly zone: string | null;
  /** Names that MAIL FROM could have. */
  readonly candidates: readonly string[];
  readonly reports: readonly ReportHost[];
}

/** A domain that could take DMARC reports. */
export interface ReportHost {
  readonly host: string;
  /** Of another organisation, which has to agree. */
  readonly foreign: boolean;
}

/** What a domain does today, from the answers to the questions about it. Pure. */
export function footprintOf(around: Surroundings): Footprint {
  const { domain, observations, region, zone } = around;
  const mx = recordsAt(observations, { name: domain, type: 'MX' });
  const txt = recordsAt(observations, { name: domain, type: 'TXT' });
  return {
    providers: recognise(around),
    mx: mapped(mx, (records) => dataOf(records, 'MX')),
    spf: mapped(txt, () => apexSpf(around)),
    dmarc: dmarcInForce(around),
    names: around.candidates.map((name) => useOfName(around, name, region, zone)),
    mailboxes: around.reports.map((report) => mailboxes(report, around)),
    unread: observations.flatMap(unread),
  };
}

/**
 * The domain's own record, else the one that it inherits. An own one that receivers do not take is kept in
 * view, with what they apply in its place.
 */
function dmarcInForce({ domain, observations }: Surroundings): Footprint['dmarc'] {
  const textsAt = (at: string) => dmarcTexts(dmarcName(at), observations);
  const own = textsAt(domain);
  if (!own.ok) return own;
  const meant = own.value.filter(isMeantAsDmarc);
  const applied = appliedDmarc(domain, textsAt);
  if (!applied.ok) return applied;
  const { value } = applied;
  if (meant.length > 0 && (value === null || value.inherited || value.policy === null)) {
    const otherwise = onlyDmarc(meant) === null ? inheritedDmarc(domain, textsAt) : null;
    return { ok: true, value: broken(domain, meant, otherwise) };
  }
  if (value === null || (value.inherited && value.policy === null))
    return { ok: true, value: null };
  const { text, inherited, policy } = value;
  const name = dmarcName(value.domain);
  return { ok: true, value: { name, texts: [text], inherited, policy, otherwise: null } };
}

function broken(
  domain: string,
  texts: readonly string[],
  otherwise: ReturnType<typeof inheritedDmarc> | null,
): DmarcInForce {
  const above = otherwise?.ok === true ? (otherwise.value?.policy ?? null) : null;
  return { name: dmarcName(domain), texts, inherited: false, policy: null, otherwise: above };
}

/** TXT values at a name. A CNAME whose end is not known leaves it open what applies. */
function dmarcTexts(
  name: string,
  observations: readonly DnsObservation[],
): Seen<readonly string[]> {
  const seen = recordsAt(observations, { name, type: 'TXT' });
  if (!seen.ok) return seen;
  const last = seen.value.at(-1);
  if (last?.type === 'CNAME') {
    const message = `${name} is an alias of ${last.data}, where no DMARC record was found`;
    return { ok: false, code: 'unreachable', message };
  }
  return { ok: true, value: dataOf(seen.value, 'TXT') };
}

function mailboxes({ host, foreign }: ReportHost, around: Surroundings): Mailboxes {
  const { domain, observations } = around;
  const agreement = { name: reportName(domain, host), type: 'TXT' };
  return {
    host,
    receives: mapped(recordsAt(observations, { name: host, type: 'MX' }), (records) =>
      dataOf(records, 'MX').some((data) => !['', '.'].includes(mxHost(data))),
    ),
    agreed: foreign
      ? mapped(recordsAt(observations, agreement), (records) =>
          dataOf(records, 'TXT').some((text) => isDmarc(text)),
        )
      : null,
  };
}

function mapped<T>(
  seen: Seen<readonly DnsRecord[]>,
  read: (records: readonly DnsRecord[]) => T,
): Seen<T> {
  return seen.ok ? { ok: true, value: read(seen.value) } : seen;
}

function unread({ name, type, answers }: DnsObservation): Unread[] {
  const [first] = answers;
  if (first?.kind !== 'failed' || answers.some(({ kind }) => kind !== 'failed')) return [];
  return [{ name, type, message: `${first.server.name}: ${first.message}` }];
}
