import type { ExpectedRecord } from '../core/model/types.ts';
import { hostInZone } from '../core/parse/host-in-zone.ts';
import { presentation } from '../core/records/record-sets.ts';
import type { DnsHost } from './host.ts';

/** A field of the panel and what to type into it; an empty text: the field stays empty. */
export interface EntryField {
  readonly label: string;
  readonly text: string;
}

/**
 * One record as the panel of `host` wants it. For a host that is not known the name is there twice, as
 * some panels add the zone and some do not.
 */
export function entryFields(
  host: DnsHost | null,
  record: ExpectedRecord,
  zone: string,
): readonly EntryField[] {
  const { labels } = host ?? { labels: null };
  const relative = hostInZone(record.name, zone);
  const named =
    host === null
      ? [
          { label: 'host', text: relative },
          { label: 'name', text: record.name },
        ]
      : [{ label: labels?.host ?? 'host', text: hostText(host, record.name, relative) }];
  const joined = host?.priority === 'in-value';
  const priority =
    record.priority === undefined || joined
      ? []
      : [{ label: labels?.priority ?? 'priority', text: String(record.priority) }];
  const value = valueText(host, record);
  const text = joined && record.priority !== undefined ? `${record.priority} ${value}` : value;
  const proxy =
    host?.proxy && record.type === 'CNAME'
      ? [{ label: host.proxy.label, text: host.proxy.off }]
      : [];
  return [...named, ...priority, { label: valueLabel(host, record), text }, ...proxy];
}

function hostText(host: DnsHost, name: string, relative: string): string {
  if (host.host === 'full') return name;
  return relative === '@' && host.apex === 'empty' ? '' : relative;
}

function valueLabel(host: DnsHost | null, { type }: ExpectedRecord): string {
  const { labels } = host ?? { labels: null };
  if (labels === null) return 'value';
  return { CNAME: labels.cname, MX: labels.mx, TXT: labels.txt }[type];
}

function valueText(host: DnsHost | null, record: ExpectedRecord): string {
  if (record.type === 'TXT') return host?.quotesTxt ? presentation(record) : record.value;
  return host?.trailingDot ? `${record.value}.` : record.value;
}

/** What to know before typing: where the form is, and how this panel reads a name and a value. */
export function entryAdvice(host: DnsHost | null, zone: string): readonly string[] {
  if (host === null) {
    return [
      'Most panels add the domain to the name: enter the host there. Other panels want the full name.',
    ];
  }
  const { labels, name, trailingDot, priority } = host;
  const hostLabel = labels?.host ?? 'Host';
  return [
    ...(host.host === 'relative'
      ? [`${hostLabel}: without ${zone}; ${name} adds it.`]
      : [`${hostLabel}: the full name.`]),
    ...(trailingDot === true
      ? [
          'A host name in the value field must end with a dot, as shown below. Without the dot, the panel appends the domain.',
        ]
      : []),
    ...(trailingDot === null
      ? [
          `If the panel then shows the value with ${zone} at its end, enter the value again with a final dot.`,
        ]
      : []),
    ...(priority === null
      ? [
          'If the panel has no priority field, enter the priority before the value, followed by a space.',
        ]
      : []),
    ...host.notes,
  ];
}

/** The address of the panel, for this zone where it takes one. */
export function panelUrl(host: DnsHost, zone: string): string {
  return host.panel.replace('{zone}', encodeURIComponent(zone));
}
