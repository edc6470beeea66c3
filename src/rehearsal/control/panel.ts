import type { DnsData, ZoneSet } from '../contract.ts';
import { type ZoneLine, ZoneLineError } from './zone-lines.ts';

/** The sets of the zone that the panel holds, SOA included. */
export function heldInZone(dns: DnsData, zone: string): ZoneSet[] {
  return dns.heldAll().filter(({ name }) => name === zone || name.endsWith(`.${zone}`));
}

/** RFC 1034 section 3.6.2: where a CNAME is, nothing else can be. */
function refuseBesideCname(
  { line, name, type }: ZoneLine,
  planned: readonly { readonly name: string; readonly type: string }[],
): void {
  const others = planned.filter((other) => other.name === name && other.type !== type);
  if (type === 'CNAME' && others.length > 0) {
    throw new ZoneLineError(
      line,
      `${name} holds ${others[0]?.type}: a CNAME cannot share its name with other records`,
    );
  }
  if (others.some((other) => other.type === 'CNAME')) {
    throw new ZoneLineError(
      line,
      `${name} has a CNAME, which cannot share its name with other records`,
    );
  }
}

/** Adds each record to the set of its name and type; a CNAME, of which there is one, is replaced. */
export function publish(dns: DnsData, lines: readonly ZoneLine[]): void {
  const planned = [...dns.heldAll(), ...lines];
  for (const line of lines) {
    if (line.value === null) throw new ZoneLineError(line.line, 'the data is missing');
    refuseBesideCname(line, planned);
  }
  for (const { name, type, ttl, value } of lines) {
    if (value === null) continue;
    const before = type === 'CNAME' ? [] : (dns.held(name, type)?.values ?? []);
    dns.put({ name, type, ttl, values: [...new Set([...before, value])] });
  }
}

/** Takes out each value named, or the whole set where a line names none. */
export function withdraw(dns: DnsData, lines: readonly ZoneLine[]): void {
  for (const { line, name, type, value } of lines) {
    const set = dns.held(name, type);
    if (set === null || (value !== null && !set.values.includes(value))) {
      throw new ZoneLineError(line, 'the zone does not contain this record');
    }
  }
  for (const { name, type, value } of lines) {
    const set = dns.held(name, type);
    if (set === null) continue;
    const values = value === null ? [] : set.values.filter((held) => held !== value);
    dns.put({ ...set, values });
  }
}
