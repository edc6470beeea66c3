import { byodkimRecords } from '../../core/dns/byodkim.ts';
import { apexSpf, probesFor } from '../../core/dns/probes.ts';
import type { DnsObservation, Probe } from '../../core/dns/types.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import type { Dns } from '../../ports/index.ts';
import { answering, askAll, askFirst, usableResolvers } from './ask.ts';
import { followChildren } from './child-zones.ts';
import { dnssecLook } from './dnssec.ts';
import { resolverLooks, withResolvers } from './resolvers.ts';
import { spfLook } from './spf.ts';
import type { Subject } from './subject.ts';
import { undelegatedLook } from './undelegated-zones.ts';

/** A subject whose zone may still be on its way. */
type Beginning = Omit<Subject, 'delegation'> & {
  readonly delegation: Subject['delegation'] | Promise<Subject['delegation']>;
};

/** Every server's answer for every record; then, where something is off, what tells why. */
export async function lookUp(dns: Dns, beginning: Beginning): Promise<readonly DnsObservation[]> {
  const records = [...beginning.records, ...byodkimRecords(beginning.identity)];
  if (records.length === 0) return [];
  // To find the zone takes several answers' time: who is named is asked meanwhile.
  const named = dns.resolversAreNamed ? resolverLooks(dns, records) : null;
  const published = publishedLook(dns, beginning, records);
  const subject: Subject = { ...beginning, delegation: await beginning.delegation };
  const authoritative = await followChildren(dns, subject, await published);
  const observed = await withResolvers(dns, records, authoritative, named);
  const found = await Promise.all([
    secondLook(dns, subject, records, observed),
    spfLook(dns, subject, records, observed),
    dnssecLook(dns, subject, observed),
    undelegatedLook(dns, subject, records, observed),
  ]);
  return [...observed, ...found.flat()];
}

/** What the servers of the zone have, and the SPF record of the domain itself. */
async function publishedLook(
  dns: Dns,
  { domain, delegation }: Beginning,
  records: readonly ExpectedRecord[],
): Promise<DnsObservation[]> {
  const servers = dns.nameservers() ?? (await delegation)?.servers ?? [];
  return Promise.all([
    ...records.map((record) => askAll(dns, servers, record)),
    askFirst(dns, servers.length > 0 ? servers : dns.resolvers(), apexSpf(domain)),
  ]);
}

/** An import that was made once is still looked up at each call, which a fleet would notice. */
let imported: Promise<typeof import('../../core/email-auth/organisation.ts')> | null = null;

function organisations(): NonNullable<typeof imported> {
  imported ??= import('../../core/email-auth/organisation.ts');
  return imported;
}

async function secondLook(
  dns: Dns,
  { domain, delegation }: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const { organisationOf } = await organisations();
  const probes = probesFor({
    domain,
    zone: delegation?.zone ?? domain,
    records,
    observations,
    organisationOf,
  });
  if (probes.length === 0) return [];
  const known = answering(observations);
  const probe = ({ via, ...question }: Probe): Promise<DnsObservation> => {
    const servers =
      via === 'resolver'
        ? usableResolvers(dns, observations)
        : known.filter((server) => server.kind === via);
    return askFirst(dns, servers.length > 0 ? servers : known, question);
  };
  return Promise.all(probes.map(probe));
}
