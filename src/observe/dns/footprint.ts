import { reportName } from '../../core/dns/dmarc-reports.ts';
import { recordsAt } from '../../core/dns/records-at.ts';
import type { Delegation, DnsObservation, NameAndType } from '../../core/dns/types.ts';
import { dmarcName, treeWalk } from '../../core/email-auth/dmarc-discovery.ts';
import type { Footprint } from '../../core/records/footprint.ts';
import type { Dns } from '../../ports/index.ts';
import { footprintOf, type ReportHost } from '../../providers/footprint.ts';
import { isNoName, questionsAboutName } from '../../providers/names.ts';
import { questionsAbout } from '../../providers/questions.ts';
import { askFirst } from './ask.ts';

/** Servers of a kind that are tried, each only where the one before gave no answer. */
const TRIES = 2;

export interface About {
  readonly domain: string;
  readonly region: string;
  /** null: it could not be found out. */
  readonly delegation: Delegation | null;
  /** Names that MAIL FROM could have, in order of preference; none where it is settled. */
  readonly candidates: readonly string[];
  /** The MAIL FROM domain that SES has for this identity; null: none. */
  readonly ours: string | null;
  /** Domain of the address chosen for DMARC reports; null: none was chosen. */
  readonly reportsTo: string | null;
}

/** What the domain does today: some 30 questions at once, each to one server, and a few more where a name is there. */
export async function footprintLook(dns: Dns, about: About): Promise<Footprint> {
  const { domain, delegation, candidates } = about;
  const { organisationOf } = await import('../../core/email-auth/organisation.ts');
  const organisation = organisationOf(domain);
  const resolvers = dns.resolvers().slice(0, TRIES);
  const servers = (dns.nameservers() ?? delegation?.servers ?? []).slice(0, TRIES);
  const inZone = (question: NameAndType) => askFirst(dns, [...servers, ...resolvers], question);
  const elsewhere = (question: NameAndType) => askFirst(dns, resolvers, question);
  const reports = reportHosts(domain, organisation, about.reportsTo, organisationOf);

  const own = unique([
    ...questionsAbout(domain),
    dmarcQuestion(domain),
    ...candidates.map((name) => ({ name, type: 'MX' as const })),
  ]);
  const foreign = unique([
    ...treeWalk(domain).map(dmarcQuestion),
    ...reports.flatMap((report) => reportQuestions(report, domain)),
  ]).filter((question) => !own.some((each) => keyOf(each) === keyOf(question)));
  const first = await Promise.all([...own.map(inZone), ...foreign.map(elsewhere)]);

  const sight = {
    domain,
    ours: about.ours,
    names: own.filter(({ name, type }) => type === 'MX' && name !== domain).map(({ name }) => name),
    observations: first,
  };
  const firstFree = candidates.findIndex((name) => isNoName(sight, name));
  const there = firstFree === -1 ? candidates : candidates.slice(0, firstFree);
  const second = await Promise.all([
    ...unique(there.flatMap(questionsAboutName)).map(inZone),
    ...(endsInAlias(first, dmarcQuestion(domain)) ? [elsewhere(dmarcQuestion(domain))] : []),
  ]);
  return footprintOf({
    ...sight,
    region: about.region,
    zone: delegation?.zone ?? null,
    // What is behind the first free name does not matter, and was not asked.
    candidates: firstFree === -1 ? candidates : candidates.slice(0, firstFree + 1),
    reports,
    observations: [...second, ...first],
  });
}

function dmarcQuestion(domain: string): NameAndType {
  return { name: dmarcName(domain), type: 'TXT' };
}

function reportHosts(
  domain: string,
  organisation: string | null,
  chosen: string | null,
  organisationOf: (name: string) => string | null,
): ReportHost[] {
  const hosts = chosen === null ? [domain, organisation ?? domain] : [chosen];
  return [...new Set(hosts)].map((host) => ({
    host,
    foreign: host !== domain && organisationOf(host) !== organisation,
  }));
}

function reportQuestions({ host, foreign }: ReportHost, domain: string): NameAndType[] {
  return [
    { name: host, type: 'MX' },
    ...(foreign ? [{ name: reportName(domain, host), type: 'TXT' as const }] : []),
  ];
}

/** An authoritative server does not follow a CNAME out of its zones; a resolver does. */
function endsInAlias(observations: readonly DnsObservation[], asked: NameAndType): boolean {
  const seen = recordsAt(observations, asked);
  return seen.ok && seen.value.at(-1)?.type === 'CNAME';
}

function unique(questions: readonly NameAndType[]): NameAndType[] {
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}

function keyOf({ name, type }: NameAndType): string {
  return `${name} ${type}`;
}
