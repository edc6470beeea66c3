import type { DnsObservation, DnsServer, HostedZoneServers } from '../../core/dns/types.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import type { Dns } from '../../ports/index.ts';
import { askAll, askFirst } from './ask.ts';
import type { Subject } from './subject.ts';

/** Records that are missing where the world asks, asked for at Route 53 zones that it does not ask. */
export async function undelegatedLook(
  dns: Dns,
  subject: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const { delegation } = subject;
  const missing = records.filter((record) => isAbsent(record, observations));
  if (delegation === null || missing.length === 0) return [];
  const asked = new Set(delegation.nameServers);
  const zones = (await subject.zones()).filter(
    (zone) => !zone.isPrivate && !zone.nameServers.some((host) => asked.has(host.toLowerCase())),
  );
  const looks = zones.map(async ({ id, name, nameServers }) => {
    const server = await firstAddress(dns, nameServers);
    if (server === null) return [];
    const undelegatedZone: HostedZoneServers = { id, name, nameServers };
    return Promise.all(
      missing.map(async (record) => ({
        ...(await askAll(dns, [server], record)),
        undelegatedZone,
      })),
    );
  });
  return (await Promise.all(looks)).flat();
}

function isAbsent(
  { name, type }: ExpectedRecord,
  observations: readonly DnsObservation[],
): boolean {
  const seen = observations.find((each) => each.name === name && each.type === type);
  return (seen?.answers ?? []).some(
    ({ kind, server }) =>
      server.kind === 'authoritative' && kind !== 'records' && kind !== 'failed',
  );
}

async function firstAddress(dns: Dns, hosts: readonly string[]): Promise<DnsServer | null> {
  for (const name of hosts) {
    const { answers } = await askFirst(dns, dns.resolvers(), { name, type: 'A' });
    const last = answers.at(-1);
    const address = last?.kind === 'records' ? last.records.find(({ type }) => type === 'A') : null;
    if (address != null) return { address: address.data, port: 53, name, kind: 'authoritative' };
  }
  return null;
}
