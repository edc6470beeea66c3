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
      /** `unknown` and `problem`: the records belong, or could belong, in a zone with an API, but it cannot be written. */
      readonly status: Extract<Status, 'done' | 'unknown' | 'problem'>;
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: DnsApi;
      readonly zone: HostedZone;
      /** The zone, and delegated zones below it that this account can write and that hold names of our records. */
      readonly zones: readonly ZonePlan[];
      /** How many record sets are to be written. */
      readonly missing: number;
      readonly conflicts: readonly Finding[];
      readonly findings: readonly Finding[];
      /** `unknown` when a delegated zone could not be read. */
      readonly otherwise: Extract<Status, 'done' | 'unknown'>;
    };

/** Where the records go: through the API into the public zone that the domain is delegated to; else by hand. */
export function publication(
  world: World,
  checklist: Checklist,
  answers: VerifyDomainOptions = {},
): Publication {
  const { hosting } = world;
  const { choices } = checklist;
  if (choices.dns === 'manual') return manual([], 'done');
  if (!hosting.ok) return manual([couldNotLook('DNS hosting', hosting)], 'unknown');
  const { zone, findings } = zoneToWrite(hosting.value, checklist);
  if (zone === null) {
    const hint = tokenHint(world, hosting.value);
    return manual([...findings, ...hint], statusWithoutZone(findings, checklist));
  }
  const { recordSets } = hosting.value;
  if (!recordSets.ok) {
    const what = `records of ${API_NAME[zone.api]} zone ${zone.id}`;
    return manual([couldNotLook(what, recordSets)], 'unknown');
  }
  return toZones(
    world,
    { zone, sets: recordSets.value, children: hosting.value.children },
    answers,
  );
}

type Manual = Extract<Publication, { kind: 'manual' }>;

function manual(findings: readonly Finding[], status: Manual['status']): Manual {
  return { kind: 'manual', status, findings };
}

/** Without a writable zone, a person adds the records, unless an API was chosen or could be the right place. */
function statusWithoutZone(findings: readonly Finding[], { choices }: Checklist): Manual['status'] {
  const is = (what: string) => findings.some(({ code }) => code.endsWith(`/${what}`));
  if (is('several-zones')) return 'problem';
  if (is('delegation-unknown')) return 'unknown';
  const asked = choices.dns === 'route53' || choices.dns === 'cloudflare';
  if (!asked && choices.hostedZoneId === undefined) return 'done';
  return is('no-zone') || is('not-delegated') ? 'problem' : 'unknown';
}

/** A hint for a domain at Cloudflare without a token while records are missing: the API could add them. */
function tokenHint(world: World, { delegation, zones }: Hosting): readonly Finding[] {
  const there = delegation.ok && isAtCloudflare(delegation.value.nameServers);
  const tried = !zones.ok ? zones.service === 'cloudflare' : zones.value.some(isCloudflare);
  const records = world.records.ok ? world.records.value : [];
  if (!there || tried || publishedNames(world).size >= records.length) return [];
  return [
    finding(
      'cloudflare/no-token',
      `${world.domain} uses Cloudflare, and ses-migrate can publish the records there through the API.`,
      {
        fix: 'To publish the records automatically, set CLOUDFLARE_API_TOKEN to an API token with Zone.Zone Read and Zone.DNS Edit for the zone, then run `ses-migrate verify-domain` again.',
      },
    ),
  ];
}

const isCloudflare = ({ api }: HostedZone): boolean => api === 'cloudflare';

/** The zone at the domain, what is in it, and the zones below it. */
interface ZoneContents {
  readonly zone: HostedZone;
  readonly sets: readonly RecordSet[];
  readonly children: readonly ChildZone[];
}

/** Assigns each record to the zone that is authoritative for its name; records in foreign zones become findings. */
function toZones(world: World, contents: ZoneContents, answers: VerifyDomainOptions): Publication {
  const { zone, sets, children } = contents;
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

/** A zone of this account whose records could not be read. */
function isBlind({ zone, recordSets }: ChildZone): boolean {
  return zone.ok && zone.value !== null && !recordSets.ok;
}

function planZone(
  zone: HostedZone,
  records: readonly ExpectedRecord[],
  sets: readonly RecordSet[],
  confirmed: readonly string[],
): ZonePlan {
  const policy = { api: zone.api, confirmed };
  return { zone, plans: records.map((record) => planSet(record, sets, policy)) };
}

/** A delegated zone: planned when this account can write it; otherwise findings name the records to add there. */
function planChild(
  world: World,
  api: DnsApi,
  child: ChildZone,
  records: readonly ExpectedRecord[],
  confirmed: readonly string[],
): ZonePlan | { readonly findings: readonly Finding[] } {
  const { name, zone, recordSets } = child;
  if (!zone.ok) return { findings: [couldNotLook(`the zone ${name}`, zone)] };
  if (zone.value === null) return { findings: recordsForChild(world, api, child, records) };
  if (!recordSets.ok) return { findings: [couldNotLook(`the records of ${name}`, recordSets)] };
  const deeper = records.some((each) => cutAbove(each.name, name, recordSets.value) !== null);
  if (deeper) return { findings: recordsForChild(world, api, child, records) };
  return planZone(zone.value, records, recordSets.value, confirmed);
}

/** The records that a person has to add in the delegated zone; none once DNS returns them. */
function recordsForChild(
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
      `${name} is delegated as a separate zone to ${servers}, which ses-migrate cannot write to.`,
      {
        subject: `${name} NS`,
        found: servers,
        fix: { say: 'Add these records there:', record: lines.join('\n') },
      },
    ),
  ];
}
