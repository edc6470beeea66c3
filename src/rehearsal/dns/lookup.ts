import type { ZoneSet } from '../contract.ts';
import type { DnsWorld } from './data.ts';

/** What one authoritative server says to one question, before it is put on the wire. */
export type Lookup =
  | { readonly kind: 'found'; readonly set: ZoneSet }
  | { readonly kind: 'alias'; readonly set: ZoneSet; readonly target: string }
  | { readonly kind: 'no-data' | 'no-name'; readonly soa: ZoneSet }
  | { readonly kind: 'outside' };

export const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** RFC 1034 section 4.3.2, without wildcards. */
export function lookUp(data: DnsWorld, server: number, name: string, type: string): Lookup {
  const zone = data.zoneOf(name);
  const soa = zone === null ? undefined : data.shown(server, zone).find((at) => at.type === 'SOA');
  if (soa === undefined) return { kind: 'outside' };
  const sets = data.shown(server, name);
  const set = sets.find((at) => at.type === type);
  if (set !== undefined) return { kind: 'found', set };
  const alias = sets.find((at) => at.type === 'CNAME');
  if (alias !== undefined) {
    return { kind: 'alias', set: alias, target: canonical(alias.values[0] ?? '') };
  }
  return { kind: data.exists(server, name) ? 'no-data' : 'no-name', soa };
}
