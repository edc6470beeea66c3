import type { Remedy } from '../../model/remedy.ts';
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
function panelHint(expected: ExpectedRecord, all: DnsCase): string {
  const zone = all.delegation?.zone;
  if (zone === undefined) return '';
  return ` (in a panel that appends ${zone}, enter the name "${hostInZone(expected.name, zone)}")`;
}

/** To publish a record, ready to paste; `how` says what to do with it. */
export function publish(expected: ExpectedRecord, all: DnsCase, how = 'Add this record'): Remedy {
  return { say: `${how}${panelHint(expected, all)}:`, record: zoneLine(expected) };
}

/** To put this record in the place of what is there. */
export function replaceWith(expected: ExpectedRecord, all: DnsCase): Remedy {
  return publish(expected, all, 'Replace it with this record');
}

/** To give the record the right name: a panel edits the name, a zone file gets the whole line. */
export function rename(expected: ExpectedRecord, all: DnsCase): Remedy {
  return publish(expected, all, 'Rename the record to match this line');
}
