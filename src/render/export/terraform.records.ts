import { type ExportSource, isInZone } from '../../core/domain-setup/export-source.ts';
import type { RecordState } from '../../core/domain-setup/record-state.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import { hostInZone } from '../../core/parse/host-in-zone.ts';
import type { HostedZone, RecordSet } from '../../core/records/facts.ts';
import { planSet, presentation, TTL } from '../../core/records/record-sets.ts';
import { hclString as quoted } from '../../core/text/hcl-string.ts';
import { type Block, imported } from '../hcl.ts';
import { isWritten, remark } from './zone.ts';

const RECORD = 'aws_route53_record';

/** The records in the Route 53 zone of this account; elsewhere as a list for the provider of the DNS host. */
export function recordBlocks({ records, hosted, zone }: ExportSource, label: string): Block[] {
  const written = records.filter(isWritten);
  const inZone = written.filter(({ record }) => hosted !== null && isInZone(record.name, hosted));
  const elsewhere = written.filter((standing) => !inZone.includes(standing));
  const dkim = written.filter(({ record }) => record.purpose === 'dkim');
  const resources = inZone.flatMap((standing) => {
    if (hosted === null) return [];
    const suffix =
      standing.record.purpose === 'dkim'
        ? `dkim_${dkim.indexOf(standing) + 1}`
        : standing.record.purpose.replaceAll('-', '_');
    return oneRecord(standing, `${label}_${suffix}`, hosted.zone, hosted.sets);
  });
  return elsewhere.length === 0 ? resources : [...resources, ...localsBlocks(elsewhere, zone)];
}

function oneRecord(
  standing: RecordState,
  label: string,
  zone: HostedZone,
  sets: readonly RecordSet[],
): Block[] {
  const { record } = standing;
  const plan = planSet(record, sets, { api: 'route53', confirmed: [] });
  const held = sets.find((set) => set.name === record.name && set.type === record.type);
  const old = plan.kind === 'conflict' ? undefined : held;
  const values =
    plan.kind === 'write' ? plan.change.values : (old?.values ?? [presentation(record)]);
  const id = `${zone.id}_${record.name}_${record.type}`;
  return [
    ...(old === undefined ? [] : [imported(RECORD, label, id)]),
    {
      head: `resource "${RECORD}" "${label}"`,
      comments: remark(standing, '').map((text) => text.trim()),
      attributes: {
        zone_id: zone.id,
        name: record.name,
        type: record.type,
        ttl: old?.ttl ?? TTL,
        records: values.map((value) => providerValue(record, value)),
      },
    },
  ];
}

/** The provider puts the outer quotes of TXT itself, and wants long text split by `""` (its documentation). */
function providerValue({ type }: ExpectedRecord, value: string): string {
  return type === 'TXT' ? value.replace(/^"|"$/g, '').replace(/" "/g, '""') : value;
}

function localsBlocks(records: readonly RecordState[], zone: string): Block[] {
  const rows = records.map(({ record }) => {
    const priority = record.priority === undefined ? '' : `, priority = ${record.priority}`;
    const host = quoted(hostInZone(record.name, zone));
    return `    { name = ${quoted(record.name)}, host = ${host}, type = ${quoted(record.type)}${priority}, value = ${quoted(record.value)} },`;
  });
  return [
    {
      head: 'locals',
      comments: [
        `Not in Route 53 of this account: give these to the provider of the DNS host of ${zone}.`,
      ],
      attributes: { ses_dns_records: { expression: `[\n${rows.join('\n')}\n  ]` } },
    },
  ];
}
