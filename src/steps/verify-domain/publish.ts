import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import { publishedNames } from '../../core/domain-setup/published.ts';
import { finding } from '../../core/model/findings.ts';
import type { ExpectedRecord, Finding, Status } from '../../core/model/types.ts';
import type {
  ChildZone,
  DnsApi,
  HostedZone,
  Hosting,
  RecordSet,
} from '../../core/records/facts.ts';
import { planSet, presentation, type SetPlan } from '../../core/records/record-sets.ts';
import { cutAbove } from '../../core/records/zone-cuts.ts';
import type { World } from '../../core/world.ts';
import { API_NAME, isAtCloudflare, zoneToWrite } from '../../dns-hosts/zone-to-write.ts';
import type { VerifyDomainOptions } from './inputs.ts';

/** What is written to one zone. */
export interface ZonePlan {
  readonly zone: HostedZone;
  readonly plans: readonly SetPlan[];
}

export type Publication =
  | {
      readonly kind: 'manual';
      /** `unknown` and `problem`: an API is, or may be, the place, but it cannot be written. */
      readonly status: Extract<Status, 'done' | 'unknown' | 'problem'>;
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: DnsApi;
      readonly zone: HostedZone;
      /** The zone, and zones below it that are ours and hold names that we need. */
      readonly zones: readonly ZonePlan[];
      /** How many record sets are to be written. */
      readonly missing: number;
      readonly conflicts: readonly Finding[];
      readonly findings: readonly Finding[];
      /** `unknown` where a zone below can not be looked at. */
      readonly otherwise: Extract<Status, 'done' | 'unknown'>;
    };

/** Where the records go: the public zone that is really delegated, through its API; else a person's hands. */
export function publication(
  world: World,
  checklist: Checklist,
  answers: VerifyDomainOptions = {},
): Publication {
  const { hosting } = world;
  const { choices } = checklist;
  if (choices.dns === 'manual') return byHand([], 'done');
  if (!hosting.ok) return byHand([couldNotLook('DNS hosting', hosting)], 'unknown');
  const { zone, findings } = zoneToWrite(hosting.value, checklist);
  if (zone === null) {
    const hint = hintOfToken(world, hosting.value);
    return byHand([...findings, ...hint], withoutZone(findings, checklist));
  }
  const { recordSets } = hosting.value;
  if (!recordSets.ok) {
    const what = `records of ${API_NAME[zone.api]} zone ${zone.id}`;
    return byHand([couldNotLook(what, recordSets)], 'unknown');
  }
  return toZones(
    world,
    { zone, sets: recordSets.value, children: hosting.value.children },
    answers,
  );
}

type ByHand = Extract<Publication, { kind: 'manual' }>;

function byHand(findings: readonly Finding[], status: ByHand['status']): ByHand {
  return { kind: 'manual', status, findings };
}

/** Without a zone to write a person enters the records, unless an API was asked for or may be the place. */
function withoutZone(findings: readonly Finding[], { choices }: Checklist): ByHand['status'] {
  const is = (what: string) => findings.some(({ code }) => code.endsWith(`/${what}`));
  if (is('several-zones')) return 'problem';
  if (is('delegation-unknown')) return 'unknown';
  const asked = choices.dns === 'route53' || choices.dns === 'cloudflare';
  if (!asked && choices.hostedZoneId === undefined) return 'done';
  return is('no-zone') || is('not-delegated') ? 'problem' : 'unknown';
}

/** At Cloudflare without a token, while records are missing: they need not be typed. */
function hintOfToken(world: World, { delegation, zones }: Hosting): readonly Finding[] {
  const there = delegation.ok && isAtCloudflare(delegation.value.nameServers);
  const tried = !zones.ok ? zones.service === 'cloudflare' : zones.value.some(isCloudflare);
  const records = world.records.ok ? world.records.value : [];
  if (!there || tried || publishedNames(world).size >= records.length) return [];
  return [
    finding('cloudflare/no-token', `${world.domain} is at Cloudflare, which has an API for this.`, {
      fix: 'To have the records entered for you, set CLOUDFLARE_API_TOKEN to an API token with Zone.Zone Read and Zone.DNS Edit for the zone, then run `ses-migrate verify-domain` again.',
    }),
  ];
}

const isCloudflare = ({ api }: HostedZone): boolean => api === 'cloudflare';

interface Place {
  readonly zone: HostedZone;
  readonly sets: readonly RecordSet[];
  readonly children: readonly ChildZone[];
}

/** Each record into the zone that has the say at its name, or into a person's hands. */
function toZones(world: World, place: Place, answers: VerifyDomainOptions): Publication {
  const { zone, sets, children } = place;
  const confirmed = answers.confirm ?? [];
  const records = world.records.ok ? world.records.value : [];
  const inside = records.filter(({ name }) => cutAbove(name, zone.name, sets) === null);
  const below = children.map((child) => ({
    child,
    records: records.filter(({ name }) => cutAbove(name, zone.name, sets)?.name === child.name),
  }));
  const zones: ZonePlan[] = [planZone(zone, inside, sets, confirmed)];
  const findings: Finding[] = [];
  for (const { child, records: own } of below) {
    const found = planChild(world, zone.api, child, own, confirmed);
    if ('zone' in found) zones.push(found);
    else findings.push(...found.findings);
  }
  const plans = zones.flatMap((each) => each.plans);
  return {
    kind: zone.api,
    zone,
    zones,
    missing: plans.filter((plan) => plan.kind === 'write').length,
    conflicts: plans.flatMap((plan) => (plan.kind === 'conflict' ? [plan.finding] : [])),
    findings,
    otherwise: below.some(({ child }) => !child.zone.ok || isBlind(child)) ? 'unknown' : 'done',
  };
}

/** It is ours, and its records can not be read. */
function isBlind({ zone, recordSets }: ChildZone): boolean {
  return zone.ok && zone.value !== null && !recordSets.ok;
}

function planZone(
  zone: HostedZone,
  records: readonly ExpectedRecord[],
  sets: readonly RecordSet[],
  confirmed: readonly string[],
): ZonePlan {
  const leave = { api: zone.api, confirmed };
  return { zone, plans: records.map((record) => planSet(record, sets, leave)) };
}

/** A zone below: written where it is ours; else told what to enter there. */
function planChild(
  world: World,
  api: DnsApi,
  child: ChildZone,
  records: readonly ExpectedRecord[],
  confirmed: readonly string[],
): ZonePlan | { readonly findings: readonly Finding[] } {
  const { name, zone, recordSets } = child;
  if (!zone.ok) return { findings: [couldNotLook(`the zone ${name}`, zone)] };
  if (zone.value === null) return { findings: elsewhere(world, api, child, records) };
  if (!recordSets.ok) return { findings: [couldNotLook(`the records of ${name}`, recordSets)] };
  const deeper = records.some((each) => cutAbove(each.name, name, recordSets.value) !== null);
  if (deeper) return { findings: elsewhere(world, api, child, records) };
  return planZone(zone.value, records, recordSets.value, confirmed);
}

/** What a person has to enter where the zone below is run; nothing once DNS shows it. */
function elsewhere(
  world: World,
  api: DnsApi,
  { name, nameServers }: ChildZone,
  records: readonly ExpectedRecord[],
): readonly Finding[] {
  const published = publishedNames(world);
  const open = records.filter((record) => !published.has(`${record.name} ${record.type}`));
  if (open.length === 0) return [];
  const lines = open.map((record) => `${record.name} ${record.type} ${presentation(record)}`);
  const servers = nameServers.join(', ');
  return [
    finding(
      `${api}/child-zone`,
      `${name} is a zone of its own at ${servers}, which is none of the zones that can be written here.`,
      {
        subject: `${name} NS`,
        found: servers,
        fix: { say: 'Enter these records there:', record: lines.join('\n') },
      },
    ),
  ];
}
