import type { ZoneSet } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import type { AccountOptions } from '../options.ts';
import { randomId } from '../random.ts';
import { isWithin } from './names.ts';

export interface HostedZone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  /** Lower case, no trailing dot. */
  readonly name: string;
  readonly nameServers: () => readonly string[];
  sets(): readonly ZoneSet[];
  put(set: ZoneSet): void;
}

export interface Zones {
  readonly all: readonly HostedZone[];
  /** Takes ids with and without `/hostedzone/`. Throws NoSuchHostedZone. */
  require(id: string): HostedZone;
}

/** Another team's zone in the same account: a search for a name that has no zone ends up here. */
const otherZone = 'other-team.zone';
const otherNameServers = ['ns-2.awsdns-02.org', 'ns-514.awsdns-03.co.uk'];
/** Of a second zone of the domain's own name: Route 53 allows it, and gives it four others. */
const twinNameServers = ['ns-3.awsdns-04.net', 'ns-515.awsdns-05.com'];

function newId(): string {
  return randomId('Z', 21);
}

function publishedZone({ dns, domain }: AccountOptions): HostedZone {
  return {
    id: newId(),
    name: domain,
    nameServers: () => dns.held(domain, 'NS')?.values ?? [],
    sets: () => dns.heldAll().filter((set) => isWithin(set.name, domain)),
    put: (set) => dns.put(set),
  };
}

/** A zone that nothing outside of Route 53 asks. */
function unpublishedZone(name: string, nameServers: readonly string[]): HostedZone {
  const sets = new Map<string, ZoneSet>();
  const put = (set: ZoneSet) => {
    sets.delete(`${set.name} ${set.type}`);
    if (set.values.length > 0) sets.set(`${set.name} ${set.type}`, set);
  };
  put({ name, type: 'NS', ttl: 172_800, values: nameServers });
  return { id: newId(), name, nameServers: () => nameServers, sets: () => [...sets.values()], put };
}

/** The account's hosted zones; `manual` means that the domain is hosted elsewhere. */
export function createZones(options: AccountOptions): Zones {
  const other = unpublishedZone(otherZone, otherNameServers);
  const twins =
    options.faults.situation === 'two-zones'
      ? [unpublishedZone(options.domain, twinNameServers)]
      : [];
  const published = options.dnsMode === 'route53' ? [publishedZone(options)] : [];
  const all = [...twins, ...published, other];
  return {
    all,
    require(id) {
      const plain = plainZoneId(id);
      const zone = all.find((candidate) => candidate.id === plain);
      if (zone) return zone;
      throw new AwsError('NoSuchHostedZone', 404, `No hosted zone found with ID: ${plain}`);
    },
  };
}

export function plainZoneId(id: string): string {
  return id.replace(/^\/?hostedzone\//, '');
}
