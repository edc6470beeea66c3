import type { ExportSource } from '../../core/domain-setup/export-source.ts';
import type { RecordState } from '../../core/domain-setup/record-state.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import { TTL } from '../../core/records/record-sets.ts';
import { escapeControls } from '../../core/text/printable.ts';

/**
 * Lines of a zone file (RFC 1035 section 5), every name whole, so that they may be appended to a zone,
 * `$INCLUDE`d or imported. With `soa` the file also loads by itself.
 */
export function zoneFile(source: ExportSource, soa: boolean): string {
  const { zone } = source;
  const purpose = soa
    ? [`; A complete zone to load and test: its SOA and NS are not those of ${zone}.`]
    : [`; Lines to add to the zone ${zone}; they are not the whole zone.`].map(oneLine);
  return `${[
    `; ${titleOf(source)}`,
    ...purpose,
    ...(soa ? ownSoa(source) : []),
    ...source.records.flatMap((standing) => [...remark(standing, ';'), ...line(standing)]),
  ].join('\n')}\n`;
}

/** For the dashboard's import, and `POST /zones/:id/dns_records/import`: the tag keeps the proxy off. */
export function cloudflareFile(source: ExportSource): string {
  return `${[
    `;; ${titleOf(source)}`,
    ';; Import: DNS > Records > Import and Export. ReplacePolicy "Proxy imported DNS records" off.',
    ...source.records.flatMap((standing) => [
      ...remark(standing, ';;'),
      // Tags as Cloudflare's own export writes them (developers.cloudflare.com, import and export, 2026-11-22).
      ...line(standing).map((text) =>
        standing.record.type === 'CNAME' ? `${text} ; cf_tags=cf-proxied:false` : text,
      ),
    ]),
  ].join('\n')}\n`;
}

/** The first line of every format that has comments. */
export function titleOf({ domain, region }: ExportSource): string {
  return oneLine(`Records of ${domain} for Amazon SES in ${region}, written by ses-migrate`);
}

/** What is at the name now, as a comment above the record. */
export function remark(standing: RecordState, mark: string): string[] {
  const words = remarkText(standing);
  return words === null ? [] : [`${mark} ${oneLine(words)}`];
}

/** Whatever a DNS server put into a name or a value: one line, for every reader of a comment, and no runner's command. */
function oneLine(text: string): string {
  return escapeControls(text).replace(/##(?=(?:vso|teamcity)?\[)/gi, '# #');
}

function remarkText({ record, state, values, alias }: RecordState): string | null {
  const { name, type } = record;
  if (alias !== null) {
    return state === 'right'
      ? `${name} is a CNAME to ${alias}, which has a right ${type}: nothing to add`
      : `conflict: ${name} CNAME ${alias}`;
  }
  if (state === 'right') return 'already right';
  if (state === 'different') return `conflict: ${name} ${type} ${values.join(' | ')}`;
  if (state === 'unknown') return 'could not be checked';
  return null;
}

/** A CNAME that leads to a right record is alone at its name (RFC 1034 section 3.6.2). */
export function isWritten({ state, alias }: RecordState): boolean {
  return state !== 'right' || alias === null;
}

function line(standing: RecordState): string[] {
  if (!isWritten(standing)) return [];
  const { record } = standing;
  return [`${name(record.name)}. ${TTL} IN ${record.type} ${rdata(record)}`];
}

function rdata(record: ExpectedRecord): string {
  switch (record.type) {
    case 'CNAME':
      return `${name(record.value)}.`;
    case 'MX':
      return `${record.priority ?? 10} ${name(record.value)}.`;
    case 'TXT':
      return characterStrings(record.value);
  }
}

/** Strings of at most 255 bytes; other bytes than printable ASCII as `\DDD` (RFC 1035 section 5.1). */
function characterStrings(text: string): string {
  const bytes = [...Buffer.from(text)];
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, index) => {
    const chunk = bytes.slice(index * 255, (index + 1) * 255).map(escapedByte);
    return `"${chunk.join('')}"`;
  }).join(' ');
}

function escapedByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  // A runner reads `##[` in a log; in a zone file it is the same either way.
  if (character === '#') return '\\035';
  return byte >= 0x20 && byte <= 0x7e ? character : `\\${String(byte).padStart(3, '0')}`;
}

/** A name in a master file: what is not of a usual name is `\\DDD` (RFC 1035 section 5.1), a line break too. */
function name(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.*/-]/.test(character) ? character : `\\${String(byte).padStart(3, '0')}`;
    })
    .join('');
}

/** Name servers outside the zone need no address in it. */
function ownSoa({ zone, nameServers }: ExportSource): string[] {
  const outside = nameServers.filter((each) => each !== zone && !each.endsWith(`.${zone}`));
  const servers = (outside.length > 0 ? outside : ['ns.invalid']).map(name);
  return [
    `${zone}. ${TTL} IN SOA ${servers[0]}. hostmaster.${zone}. 1 7200 3600 1209600 ${TTL}`,
    ...servers.map((server) => `${zone}. ${TTL} IN NS ${server}.`),
  ];
}
