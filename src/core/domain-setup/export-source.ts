import type { MetricAlarm } from '../events/alarms.ts';
import type { EventTopic, TopicSubscription } from '../events/facts.ts';
import type { Seen } from '../model/types.ts';
import type { HostedZone, RecordSet } from '../records/facts.ts';
import { cutAbove } from '../records/zone-cuts.ts';
import type { ConfigurationSet } from '../ses/configuration-set.ts';
import type { Identity } from '../ses/facts.ts';
import type { RecordState } from './record-state.ts';

export const EXPORT_FORMATS = [
  'zone',
  'route53',
  'cloudflare',
  'terraform',
  'dnscontrol',
  'csv',
  'json',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Everything the formats are written from; each is a pure function of it. */
export interface ExportSource {
  readonly domain: string;
  readonly region: string;
  /** Apex of the zone that holds the records. */
  readonly zone: string;
  readonly nameServers: readonly string[];
  readonly records: readonly RecordState[];
  readonly identity: Identity;
  /** MAIL FROM domain in force or chosen; null: none yet. */
  readonly mailFrom: string | null;
  /** Name of the configuration set in force or chosen, and what SES has of it; null: none is named. */
  readonly configurationSet: { readonly name: string; readonly seen: SeenSet } | null;
  /** What the set publishes to and what watches it; null: not asked for by this format. */
  readonly events: ExportedEvents | null;
  /** The Route 53 zone in this account that the Internet asks; null: there is none. */
  readonly hosted: HostedSets | null;
}

export interface ExportedEvents {
  readonly topics: Seen<readonly EventTopic[]>;
  /** By ARN of the topic. */
  readonly subscriptions: Seen<Readonly<Record<string, readonly TopicSubscription[]>>>;
  /** Those on the bounce and complaint rates of the account. */
  readonly alarms: Seen<readonly MetricAlarm[]>;
}

export type SeenSet = Seen<ConfigurationSet | null>;

/** A zone, and its sets at our names and between them and the zone. */
export interface HostedSets {
  readonly zone: HostedZone;
  readonly sets: readonly RecordSet[];
}

/** Whether the zone itself holds this name: what it handed to other servers is not for it to say. */
export function isInZone(name: string, { zone, sets }: HostedSets): boolean {
  return cutAbove(name, zone.name, sets) === null;
}
