import { reportName } from '../core/dns/dmarc-reports.ts';
import { mxHost } from '../core/dns/match.ts';
import { dataOf, saidAt } from '../core/dns/said.ts';
import type { DnsObservation, DnsRecord } from '../core/dns/types.ts';
import { isDmarc, parseDmarc, policyOf } from '../core/email-auth/dmarc.ts';
import type { Seen } from '../core/model/types.ts';
import type { DmarcInForce, Footprint, Mailboxes, Unread } from '../core/records/footprint.ts';
import { useOfName } from './names.ts';
import { apexSpf, recognise, type Sight } from './recognise.ts';

export interface Surroundings extends Sight {
  readonly region: string;
  /** Apex of the zone that holds the domain; null: not known. */
  readonly zone: string | null;
  /** The domain registered below a public suffix; null where there is none. */
  readonly organisation: string | null;
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
  const mx = saidAt(observations, { name: domain, type: 'MX' });
  const txt = saidAt(observations, { name: domain, type: 'TXT' });
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

/** The domain's own record; where it has none, that of its organisational domain. */
function dmarcInForce({ domain, organisation, observations }: Surroundings): Footprint['dmarc'] {
  const own = dmarcAt(`_dmarc.${domain}`, observations);
  if (!own.ok) return own;
  if (own.value.length > 0)
    return { ok: true, value: inForce(`_dmarc.${domain}`, own.value, false) };
  if (organisation === null || organisation === domain) return { ok: true, value: null };
  const above = dmarcAt(`_dmarc.${organisation}`, observations);
  if (!above.ok) return above;
  const [text, ...others] = above.value;
  const applies = text !== undefined && others.length === 0 && parseDmarc(text).errors.length === 0;
  return { ok: true, value: applies ? inForce(`_dmarc.${organisation}`, [text], true) : null };
}

function inForce(name: string, texts: readonly string[], inherited: boolean): DmarcInForce {
  const [text, ...others] = texts;
  const policy = text === undefined || others.length > 0 ? null : policyOf(text, inherited);
  return { name, texts, inherited, policy };
}

/** DMARC records at a name. A CNAME whose end is not known leaves it open what applies. */
function dmarcAt(name: string, observations: readonly DnsObservation[]): Seen<readonly string[]> {
  const seen = saidAt(observations, { name, type: 'TXT' });
  if (!seen.ok) return seen;
  const last = seen.value.at(-1);
  if (last?.type === 'CNAME') {
    const message = `${name} is an alias of ${last.data}, where no DMARC record was found`;
    return { ok: false, code: 'unreachable', message };
  }
  return { ok: true, value: dataOf(seen.value, 'TXT').filter(isDmarc) };
}

function mailboxes({ host, foreign }: ReportHost, around: Surroundings): Mailboxes {
  const { domain, observations } = around;
  const agreement = { name: reportName(domain, host), type: 'TXT' };
  return {
    host,
    receives: mapped(saidAt(observations, { name: host, type: 'MX' }), (records) =>
      dataOf(records, 'MX').some((data) => !['', '.'].includes(mxHost(data))),
    ),
    agreed: foreign
      ? mapped(saidAt(observations, agreement), (records) =>
          dataOf(records, 'TXT').some((text) => /^v\s*=\s*DMARC1\b/.test(text)),
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
