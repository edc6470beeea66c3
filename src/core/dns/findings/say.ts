import type { ExpectedRecord } from '../../model/types.ts';
import { hostInZone } from '../../parse/host-in-zone.ts';
import { printable } from '../../text/printable.ts';
import type { DnsCase } from '../case.ts';

/** What a finding is about: `name TYPE`. */
export function subjectOf(expected: ExpectedRecord): string {
  return `${expected.name} ${expected.type}`;
}

/** Values found, as one harmless line. */
export function quoted(values: readonly string[]): string {
  return values.map((value) => `"${printable(value)}"`).join(', ');
}

/** A record as a line of a zone file: full names with the final dot, TXT quoted. */
export function zoneLine(expected: ExpectedRecord): string {
  return `${expected.name}. 300 IN ${expected.type} ${zoneData(expected)}`;
}

/** Such a line within a fix: what is to be pasted, and so is not to be wrapped. */
export const ZONE_LINE =
  /\S+\. \d+ IN (?:CNAME \S+\.|NS \S+\.|MX \d+ \S+\.|TXT(?: "(?:[^"\\]|\\.)*")+)(?= |$)/;

function zoneData(expected: ExpectedRecord): string {
  switch (expected.type) {
    case 'CNAME':
      return `${expected.value}.`;
    case 'MX':
      return `${expected.priority ?? 10} ${expected.value}.`;
    case 'TXT':
      return textChunks(expected.value);
  }
}

/** A TXT record as such a line, whatever it is for. */
export function txtLine(name: string, text: string): string {
  return `${name}. 300 IN TXT ${textChunks(text)}`;
}

/** At most 255 bytes fit one string of a TXT record (RFC 1035 section 3.3.14). */
function textChunks(text: string): string {
  const chunks = text.match(/.{1,255}/gs) ?? [''];
  return chunks.map((chunk) => `"${chunk.replace(/(["\\])/g, '\\$1')}"`).join(' ');
}

/** How the name is entered in a panel that appends the zone itself; empty where the zone is unknown. */
export function panelHint(expected: ExpectedRecord, all: DnsCase): string {
  const zone = all.delegation?.zone;
  if (zone === undefined) return '';
  return ` A panel that appends ${zone} itself wants the name "${hostInZone(expected.name, zone)}".`;
}

/** The call to publish a record, ready to paste. */
export function publish(expected: ExpectedRecord, all: DnsCase): string {
  return `Add: ${zoneLine(expected)}${panelHint(expected, all)}`;
}

/** The call to put this record in the place of what stands there. */
export function replaceWith(expected: ExpectedRecord, all: DnsCase): string {
  return `Replace it with: ${zoneLine(expected)}${panelHint(expected, all)}`;
}

export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
