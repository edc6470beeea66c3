import type { ExpectedRecord } from '../model/types.ts';
import type { RecordSet } from './facts.ts';

/** A name in a zone from which on other servers are in charge (RFC 1034 section 4.2). */
export interface ZoneCut {
  readonly name: string;
  /** Lower case, without trailing dot. */
  readonly nameServers: readonly string[];
}

/** `name` and the names between it and the apex of `zone`, nearest to the apex first. */
export function namesDownTo(name: string, zone: string): readonly string[] {
  if (!name.endsWith(`.${zone}`)) return [];
  const labels = name.slice(0, -zone.length - 1).split('.');
  return labels.map((_, index) => `${labels.slice(index).join('.')}.${zone}`).reverse();
}

/** Every name to read in a zone, to know what is at the records' names and whether they are in it. */
export function namesToRead(records: readonly ExpectedRecord[], zone: string): readonly string[] {
  const names = new Set(records.map((record) => record.name));
  for (const { name } of records) for (const above of namesDownTo(name, zone)) names.add(above);
  return [...names];
}

/** Where the zone's own records hand `name` to others; null where the name is in the zone itself. */
export function cutAbove(name: string, zone: string, held: readonly RecordSet[]): ZoneCut | null {
  for (const at of namesDownTo(name, zone)) {
    const servers = held.find((set) => set.type === 'NS' && set.name === at);
    if (servers !== undefined) return { name: at, nameServers: servers.values.map(plainHost) };
  }
  return null;
}

/** A host as names are compared: lower case, without trailing dot. */
export function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
