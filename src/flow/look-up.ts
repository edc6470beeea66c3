import { byodkimRecords } from '../core/dns/byodkim.ts';
import { apexSpf, probesFor } from '../core/dns/probes.ts';
import type { Delegation, DnsObservation, Probe } from '../core/dns/types.ts';
import type { ExpectedRecord } from '../core/types.ts';
import type { HostedZone, Identity } from '../core/world.ts';
import type { Dns } from '../ports.ts';
import { answering, askAll, askFirst } from './ask.ts';
import { followChildren } from './look-up.children.ts';
import { dnssecLook } from './look-up.dnssec.ts';
import { spfLook } from './look-up.spf.ts';
import { undelegatedLook } from './look-up.undelegated.ts';

export interface Subject {
  readonly domain: string;
  readonly records: readonly ExpectedRecord[];
  /** null: not read, or there is none. */
  readonly identity: Identity | null;
  /** null: it could not be found out. */
  readonly delegation: Delegation | null;
  /** Public Route 53 zones that could hold the domain; asked for only where records are missing. */
  readonly zones: () => Promise<readonly HostedZone[]>;
}

/** Every server's answer for every record; then, where something is off, what tells why. */
export async function lookUp(dns: Dns, subject: Subject): Promise<readonly DnsObservation[]> {
  const records = [...subject.records, ...byodkimRecords(subject.identity)];
  if (records.length === 0) return [];
  const servers = subject.delegation?.servers ?? [];
  const everyone = [...servers, ...dns.resolvers()];
  const apex = askFirst(
    dns,
    servers.length > 0 ? servers : dns.resolvers(),
    apexSpf(subject.domain),
  );
  const first = await Promise.all([
    ...records.map((record) => askAll(dns, everyone, record)),
    apex,
  ]);
  const observed = await followChildren(dns, subject, first);
  const found = await Promise.all([
    secondLook(dns, subject, records, observed),
    spfLook(dns, subject, records, observed),
    dnssecLook(dns, subject, observed),
    undelegatedLook(dns, subject, records, observed),
  ]);
  return [...observed, ...found.flat()];
}

async function secondLook(
  dns: Dns,
  { domain, delegation }: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const { organisationOf } = await import('../core/dns/organisation.ts');
  const probes = probesFor({
    domain,
    zone: delegation?.zone ?? domain,
    organisation: organisationOf(domain),
    records,
    observations,
    organisationOf,
  });
  const known = answering(observations);
  const probe = ({ via, ...question }: Probe): Promise<DnsObservation> => {
    const servers = known.filter((server) => server.kind === via);
    return askFirst(dns, servers.length > 0 ? servers : known, question);
  };
  return Promise.all(probes.map(probe));
}
