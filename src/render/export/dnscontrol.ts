import type { ExportSource } from '../../core/domain-setup/export-source.ts';
import type { RecordState } from '../../core/domain-setup/record-state.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import { hostInZone } from '../../core/parse/host-in-zone.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { recogniseHost } from '../../dns-hosts/index.ts';
import { isWritten, remark, titleOf } from './zone.ts';

/**
 * For `dnsconfig.js`. `D` would make these the whole zone and delete the rest; `D_EXTEND` adds to the zone
 * that is there and fails without one (docs.dnscontrol.org, D_EXTEND). A record of the zone must stand in
 * the file already, so what is right is a comment: written twice it would be an error.
 */
export function dnscontrolFile(source: ExportSource): string {
  const { zone } = source;
  const modifiers = recogniseHost(source.nameServers)?.id === 'cloudflare' ? ', CF_PROXY_OFF' : '';
  return `${[
    `// ${titleOf(source)}.`,
    `// Put this after D(${text(zone)}, ...) in dnsconfig.js; it extends that domain.`,
    `D_EXTEND(${text(zone)},`,
    ...source.records.flatMap((standing) => lines(standing, zone, modifiers)),
    // END takes the comma before it: older versions read ECMAScript 5.1, which allows none at the end.
    '  END',
    ');',
  ].join('\n')}\n`;
}

function lines(standing: RecordState, zone: string, modifiers: string): string[] {
  const above = remark(standing, '  //');
  if (!isWritten(standing)) return above;
  const { record, state } = standing;
  const call = `${callOf(record, zone, modifiers)},`;
  return state === 'right' ? [...above, `  // ${call}`] : [...above, `  ${call}`];
}

function callOf(record: ExpectedRecord, zone: string, modifiers: string): string {
  const host = text(hostInZone(record.name, zone));
  switch (record.type) {
    case 'CNAME':
      return `CNAME(${host}, ${text(`${record.value}.`)}${modifiers})`;
    case 'MX':
      return `MX(${host}, ${record.priority ?? 10}, ${text(`${record.value}.`)})`;
    case 'TXT':
      // DNSControl splits long text itself.
      return `TXT(${host}, ${text(record.value)})`;
  }
}

/** A JSON string is a JavaScript string (ECMA-262 from 2019 on). */
function text(value: string): string {
  return jsonText(value);
}
