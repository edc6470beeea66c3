import { rightsTo } from '../core/aws/permissions.ts';
import type { Delegation } from '../core/dns/types.ts';
import type { ExpectedRecord, Seen } from '../core/model/types.ts';
import type { ChildZone, DnsApi, HostedZone, Hosting, RecordSet } from '../core/records/facts.ts';
import { cutAbove, namesToRead, type ZoneCut } from '../core/records/zone-cuts.ts';
import { apiToAsk, isAtCloudflare, zoneBehind, zoneToWrite } from '../dns-hosts/zone-to-write.ts';
import type { Ports, Publisher } from '../ports/index.ts';
import { publisherOf } from '../ports/publisher-of.ts';
import { NOT_READ, see } from './see.ts';
import { type Scope, source } from './source.ts';

/** Who runs DNS, which zone could be written, and what it holds at the names we need. */
export const hosting = source({
  key: 'hosting',
  rights: rightsTo(
    'route53:ListHostedZonesByName',
    'route53:GetHostedZone',
    'route53:ListResourceRecordSets',
  ),
  needs: ['delegation', 'recordsToLookUp'],
  async read({ ports, scope, need }) {
    const [delegation, records] = await Promise.all([need('delegation'), need('recordsToLookUp')]);
    return see(() => readHosting(ports, scope, delegation, records));
  },
});

async function readHosting(
  ports: Ports,
  { domain, checklist, records: given }: Scope,
  delegation: Seen<Delegation>,
  records: Seen<readonly ExpectedRecord[]>,
): Promise<Hosting> {
  // Records given by flag are looked up, not published: no zone is read for them.
  const api = given === null ? apiToAsk(delegation, checklist, ports.cloudflare !== null) : null;
  const zones =
    api === null
      ? NOT_READ
      : await see(async () => zonesOf(publisherOf(ports, api), domain, delegation));
  const partial: Hosting = { delegation, zones, recordSets: NOT_READ, children: [] };
  const { zone } = zoneToWrite(partial, checklist);
  if (zone === null || !records.ok) return partial;
  const recordSets = await see(() => setsOf(publisherOf(ports, zone.api), zone, records.value));
  if (!recordSets.ok) return { ...partial, recordSets };
  const children = await readChildren(ports, zone, records.value, recordSets.value);
  return { ...partial, recordSets, children };
}

/** Zones named as the domain, and as the zone that is really delegated. */
async function zonesOf(
  publisher: Publisher,
  domain: string,
  delegation: Seen<Delegation>,
): Promise<readonly HostedZone[]> {
  const names = new Set([domain, ...(delegation.ok ? [delegation.value.zone] : [])]);
  const found: HostedZone[] = [];
  for (const name of names) found.push(...(await publisher.hostedZones(name)));
  return found.sort((a, b) => b.name.length - a.name.length);
}

async function setsOf(
  publisher: Publisher,
  zone: HostedZone,
  records: readonly ExpectedRecord[],
): Promise<readonly RecordSet[]> {
  const names = namesToRead(records, zone.name);
  return names.length === 0 ? [] : publisher.recordSets(zone.id, names);
}

/** The zones below that hold some of the names, each once. */
async function readChildren(
  ports: Ports,
  zone: HostedZone,
  records: readonly ExpectedRecord[],
  sets: readonly RecordSet[],
): Promise<readonly ChildZone[]> {
  const cuts = new Map<string, { readonly cut: ZoneCut; readonly records: ExpectedRecord[] }>();
  for (const record of records) {
    const cut = cutAbove(record.name, zone.name, sets);
    if (cut === null) continue;
    const entry = cuts.get(cut.name) ?? { cut, records: [] };
    entry.records.push(record);
    cuts.set(cut.name, entry);
  }
  const children: ChildZone[] = [];
  for (const { cut, records: own } of cuts.values())
    children.push(await readChild(ports, cut, own));
  return children;
}

async function readChild(
  ports: Ports,
  cut: ZoneCut,
  records: readonly ExpectedRecord[],
): Promise<ChildZone> {
  const api: DnsApi =
    isAtCloudflare(cut.nameServers) && ports.cloudflare !== null ? 'cloudflare' : 'route53';
  const publisher = publisherOf(ports, api);
  const zone = await see(async () =>
    zoneBehind(await publisher.hostedZones(cut.name), cut.nameServers),
  );
  if (!zone.ok || zone.value === null) return { ...cut, zone, recordSets: NOT_READ };
  const own = zone.value;
  return { ...cut, zone, recordSets: await see(() => setsOf(publisher, own, records)) };
}
