import { feedbackHost } from '../core/aws/regions.ts';
import { childReferral } from '../core/dns/findings/delegated-below.ts';
import { mxHost, SES_SPF_HOST, sameName } from '../core/dns/match.ts';
import { findObservation } from '../core/dns/matrix.ts';
import { siblingOf } from '../core/dns/probes.ts';
import { recordsAt } from '../core/dns/records-at.ts';
import type { DnsRecord, NameAndType } from '../core/dns/types.ts';
import { includesHost, isSpf, parseSpf } from '../core/email-auth/spf.ts';
import type { NameUse } from '../core/records/footprint.ts';
import { isHostOf } from './hosts.ts';
import { couldOwnName, type MailDns, ownerOfName } from './recognise.ts';
import { ses } from './ses.ts';

const TYPES = ['MX', 'TXT', 'A'] as const;

/** Whether the first question, for MX, has settled it: there is no such name. */
export function isNoName(sight: MailDns, name: string): boolean {
  const answers = findObservation(sight.observations, { name, type: 'MX' })?.answers ?? [];
  return answers.find((answer) => answer.kind !== 'failed')?.kind === 'nxdomain';
}

/** What else to ask about a name that is there; the sibling tells records of a wildcard apart (RFC 4592). */
export function questionsAboutName(name: string): readonly NameAndType[] {
  return [
    ...TYPES.slice(1).map((type) => ({ name, type })),
    ...TYPES.map((type) => ({ name: siblingOf(name), type })),
  ];
}

/** Who uses a name. `zone`: the apex of the zone that holds the domain; null: not known. */
export function useOfName(
  sight: MailDns,
  name: string,
  region: string,
  zone: string | null,
): NameUse {
  const use = (state: NameUse['state'], found: readonly string[] = []): NameUse => {
    const owner = state === 'taken' ? ownerOfName(sight, name) : null;
    return { name, state, found, provider: owner?.name ?? null };
  };
  if (isNoName(sight, name)) return use('free');
  const child = childOf(sight, name, zone);
  if (child !== null) return use('taken', [`NS ${child}`]);
  const looks = TYPES.map((type) => ownRecords(sight, name, type));
  const unread = looks.find((look) => !look.ok);
  if (unread?.ok === false) return use('unknown', [unread.message]);
  const records = looks.flatMap((look) => (look.ok ? look.value : []));
  const found = [...new Set(records.filter(counts).map(({ type, data }) => `${type} ${data}`))];
  if (found.length === 0) return use('free');
  if (records.every(({ type }) => type === 'A')) return use('host', found);
  if (!isOfSes(records)) return use('taken', found);
  if (couldOwnName(sight, name)) {
    return use('unknown', ['whether Resend uses it could not be looked up']);
  }
  const owner = ownerOfName(sight, name);
  if (owner !== null && owner.id !== ses.id) return use('taken', found);
  const ours = records.some(
    ({ type, data }) => type === 'MX' && sameName(mxHost(data), feedbackHost(region)),
  );
  return ours ? use('free') : use('shared', found);
}

/** TXT records of other protocols can are beside an SPF record. */
function counts({ type, data }: DnsRecord): boolean {
  return type !== 'TXT' || isSpf(data);
}

/** The records of a name but those that a wildcard gives to any name. */
function ownRecords(sight: MailDns, name: string, type: (typeof TYPES)[number]) {
  const here = recordsAt(sight.observations, { name, type });
  const beside = recordsAt(sight.observations, { name: siblingOf(name), type });
  if (!here.ok || !beside.ok) return here;
  const dataOf = (records: readonly DnsRecord[]) =>
    records.map((record) => `${record.type} ${record.data}`).sort();
  const same = JSON.stringify(dataOf(here.value)) === JSON.stringify(dataOf(beside.value));
  const own = here.value.filter((record) => same === false && counts(record));
  return { ok: true as const, value: own };
}

/** SES's own pair, of whatever Region. */
function isOfSes(records: readonly DnsRecord[]): boolean {
  const mx = records.filter(({ type }) => type === 'MX');
  const spf = records.filter(({ type }) => type === 'TXT');
  return (
    records.every(({ type }) => type !== 'CNAME') &&
    mx.length === 1 &&
    mx.every(({ data }) => isHostOf(mxHost(data), 'feedback-smtp.*.amazonses.com')) &&
    spf.every(({ data }) => includesHost(parseSpf(data), SES_SPF_HOST))
  );
}

function childOf({ observations }: MailDns, name: string, zone: string | null): string | null {
  const answers = findObservation(observations, { name, type: 'MX' })?.answers ?? [];
  return answers.map((answer) => childReferral(answer, zone)?.zone).find(Boolean) ?? null;
}
