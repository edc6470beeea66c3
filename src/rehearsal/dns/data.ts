import type { DnsData, Timings, WorldClock, ZoneSet } from '../contract.ts';

/** `DnsData` with what an authoritative server needs beside the sets: zones and empty non-terminals. */
export interface DnsWorld extends DnsData {
  /** The deepest zone of this world that holds `name`; null when the name is outside of it. */
  zoneOf(name: string): string | null;
  /** Whether server `server` has anything at or below `name` (RFC 8020: else NXDOMAIN). */
  exists(server: number, name: string): boolean;
}

interface Version {
  /** World time at which the panel took the change. */
  readonly from: number;
  /** null: removed. */
  readonly set: ZoneSet | null;
}

export interface DnsWorldOptions {
  readonly clock: WorldClock;
  readonly timings: Pick<Timings, 'authoritativeLag'>;
  /** What is published from the beginning; every zone begins with its SOA set. */
  readonly sets: readonly ZoneSet[];
}

const key = (name: string, type: string): string => `${name} ${type}`;

function isAtOrBelow(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}

/** The SOA set with the next serial, the third field (RFC 1035 section 3.3.13). */
function withNextSerial(soa: ZoneSet): ZoneSet {
  const fields = (soa.values[0] ?? '').split(' ');
  fields[2] = String(Number(fields[2]) + 1);
  return { ...soa, values: [fields.join(' ')] };
}

/**
 * The records of the rehearsed Internet. Every change is kept as a version with its time, so that each
 * server can show the newest version that is older than its lag.
 */
export function createDnsData({ clock, timings, sets }: DnsWorldOptions): DnsWorld {
  const history = new Map<string, Version[]>();
  const typesAt = new Map<string, Set<string>>();

  function record(name: string, type: string, version: Version): void {
    const versions = history.get(key(name, type)) ?? [];
    versions.push(version);
    history.set(key(name, type), versions);
    const types = typesAt.get(name) ?? new Set();
    types.add(type);
    typesAt.set(name, types);
  }

  function shownSet(server: number, name: string, type: string): ZoneSet | null {
    const seenUpTo = clock.now() - (timings.authoritativeLag[server] ?? 0);
    const versions = history.get(key(name, type)) ?? [];
    return versions.findLast((version) => version.from <= seenUpTo)?.set ?? null;
  }

  function shown(server: number, name: string): ZoneSet[] {
    return [...(typesAt.get(name) ?? [])]
      .map((type) => shownSet(server, name, type))
      .filter((set) => set !== null);
  }

  const held = (name: string, type: string): ZoneSet | null =>
    history.get(key(name, type))?.at(-1)?.set ?? null;

  function zoneOf(name: string): string | null {
    const labels = name.split('.');
    const candidates = labels.map((_, index) => labels.slice(index).join('.'));
    return candidates.find((candidate) => held(candidate, 'SOA') !== null) ?? null;
  }

  function put(set: ZoneSet): void {
    const zone = zoneOf(set.name);
    const soa = zone === null ? null : held(zone, 'SOA');
    if (zone === null || soa === null)
      throw new Error(`no zone of the rehearsal holds ${set.name}`);
    const from = clock.now();
    record(set.name, set.type, { from, set: set.values.length > 0 ? set : null });
    if (set.type !== 'SOA') record(zone, 'SOA', { from, set: withNextSerial(soa) });
  }

  for (const set of sets) record(set.name, set.type, { from: Number.NEGATIVE_INFINITY, set });

  return {
    serverCount: timings.authoritativeLag.length,
    held,
    heldAll: () => [...history.values()].flatMap((versions) => versions.at(-1)?.set ?? []),
    put,
    shown,
    zoneOf,
    exists: (server, name) =>
      [...typesAt.keys()].some((at) => isAtOrBelow(at, name) && shown(server, at).length > 0),
  };
}
