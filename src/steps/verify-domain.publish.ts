import type { Checklist } from '../core/checklist.ts';
import { couldNotLook, finding } from '../core/findings.ts';
import { planSet, type SetPlan } from '../core/route53.ts';
import type { Finding } from '../core/types.ts';
import type { HostedZone, Hosting, RecordSetChange, World } from '../core/world.ts';
import { type Answers, listOf } from './input.ts';
import type { ApplyContext, Task } from './step.ts';

/** Milliseconds between looks at a Route 53 change, and how many looks: it is INSYNC within 60 s. */
const IN_SYNC_INTERVAL = 1_000;
const IN_SYNC_LOOKS = 120;

export type Publication =
  | {
      readonly kind: 'manual';
      /** `unknown` and `problem`: Route 53 is, or may be, the place, but it cannot be written. */
      readonly status: 'done' | 'unknown' | 'problem';
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: 'route53';
      readonly zone: HostedZone;
      readonly plans: readonly SetPlan[];
      readonly changes: readonly RecordSetChange[];
      readonly conflicts: readonly Finding[];
      readonly findings: readonly Finding[];
    };

/** Where the records go: the public Route 53 zone that is really delegated, else a person's hands. */
export function publication(
  world: World,
  checklist: Checklist,
  answers: Answers = {},
): Publication {
  const { hosting, records } = world;
  const { choices } = checklist;
  if (choices.dns === 'manual') return byHand([], 'done');
  const asked = choices.dns === 'route53' || choices.hostedZoneId !== undefined;
  if (!hosting.ok) return byHand([couldNotLook('DNS hosting', hosting)], 'unknown');
  const chosen = zoneToWrite(hosting.value, checklist);
  if (chosen.zone === null) return byHand(chosen.findings, withoutZone(chosen.findings, asked));
  const { recordSets } = hosting.value;
  if (!recordSets.ok) {
    return byHand(
      [couldNotLook(`records of Route 53 zone ${chosen.zone.id}`, recordSets)],
      'unknown',
    );
  }
  const confirmed = listOf(answers, 'confirm');
  const plans = (records.ok ? records.value : []).map((record) =>
    planSet(record, recordSets.value, confirmed),
  );
  return {
    kind: 'route53',
    zone: chosen.zone,
    plans,
    changes: plans.flatMap((plan) => (plan.kind === 'write' ? [plan.change] : [])),
    conflicts: plans.flatMap((plan) => (plan.kind === 'conflict' ? [plan.finding] : [])),
    findings: chosen.findings,
  };
}

function byHand(
  findings: readonly Finding[],
  status: 'done' | 'unknown' | 'problem',
): Extract<Publication, { kind: 'manual' }> {
  return { kind: 'manual', status, findings };
}

/** Without a zone to write a person enters the records, unless Route 53 was asked for or may be the place. */
function withoutZone(findings: readonly Finding[], asked: boolean): 'done' | 'unknown' | 'problem' {
  const codes = findings.map((each) => each.code);
  if (codes.includes('route53/several-zones')) return 'problem';
  if (codes.includes('route53/delegation-unknown')) return 'unknown';
  if (!asked) return 'done';
  return codes.some((code) => code.startsWith('aws/')) ? 'unknown' : 'problem';
}

/** The zone to write, or none and why. A zone that the Internet does not ask is never written. */
export function zoneToWrite(
  hosting: Hosting,
  checklist: Checklist,
): { zone: HostedZone | null; findings: Finding[] } {
  const wanted = checklist.choices.dns === 'route53';
  if (!hosting.zones.ok) {
    const why = couldNotLook('hosted zones in Route 53', hosting.zones);
    return { zone: null, findings: [why] };
  }
  const id = checklist.choices.hostedZoneId;
  const publicZones = hosting.zones.value.filter((zone) => !zone.isPrivate);
  const candidates = id === undefined ? publicZones : publicZones.filter((zone) => zone.id === id);
  const delegated = candidates.filter((zone) => isDelegatedTo(hosting, zone));
  const [first, second] = delegated;
  if (first !== undefined && second === undefined) return { zone: first, findings: [] };
  if (first !== undefined) return { zone: null, findings: [severalZones(delegated)] };
  if (candidates.length > 0) return { zone: null, findings: [notDelegated(hosting, candidates)] };
  if (!wanted && id === undefined) return { zone: null, findings: [] };
  const what =
    id === undefined ? 'no public zone of this domain' : `no public zone ${id} of this domain`;
  return {
    zone: null,
    findings: [
      finding('route53/no-zone', `Route 53 in this account has ${what}.`, {
        fix: 'Enter the records at your DNS host, or use the account that holds the zone.',
      }),
    ],
  };
}

function isDelegatedTo(hosting: Hosting, zone: HostedZone): boolean {
  if (!hosting.delegation.ok) return false;
  const { nameServers, zone: apex } = hosting.delegation.value;
  const ours = new Set(zone.nameServers.map((name) => name.toLowerCase().replace(/\.$/, '')));
  return apex === zone.name && nameServers.some((name) => ours.has(name));
}

function severalZones(zones: readonly HostedZone[]): Finding {
  const ids = zones.map((zone) => zone.id).join(', ');
  return finding('route53/several-zones', `Several Route 53 zones claim this delegation: ${ids}.`, {
    fix: 'Name the one to write with --hosted-zone-id.',
  });
}

function notDelegated(hosting: Hosting, zones: readonly HostedZone[]): Finding {
  const ids = zones.map((zone) => `${zone.name} (${zone.id})`).join(', ');
  if (!hosting.delegation.ok) {
    return finding(
      'route53/delegation-unknown',
      `Route 53 has ${ids}, but which name servers the Internet asks could not be found out: ${hosting.delegation.message}`,
      { fix: 'Run again when DNS answers; or enter the records by hand (--dns manual).' },
    );
  }
  const inCharge = hosting.delegation.value.nameServers.join(', ');
  return finding(
    'route53/not-delegated',
    `Route 53 has ${ids}, but the Internet asks ${inCharge}; records written there would not be seen.`,
    {
      fix: `Enter the records where ${inCharge} are run, or delegate the domain to the zone's name servers.`,
    },
  );
}

/** One transactional batch, then a wait until all of Route 53's name servers have it. */
export function publishTask(way: Extract<Publication, { kind: 'route53' }>): Task {
  const lines = way.plans.flatMap((plan) => (plan.kind === 'conflict' ? [] : [plan.line]));
  if (way.changes.length === 0) return { changes: lines };
  return {
    changes: lines,
    calls: ['route53:ChangeResourceRecordSets', 'route53:GetChange'],
    async run(context) {
      const { ports, record } = context;
      const changeId = await ports.aws.changeRecordSets(way.zone.id, way.changes);
      await record(
        'published',
        { zone: way.zone.id, changeId, records: way.changes.length },
        lines,
      );
      await waitForSync(context, changeId);
    },
  };
}

async function waitForSync({ ports }: ApplyContext, changeId: string): Promise<void> {
  for (let look = 0; look < IN_SYNC_LOOKS; look += 1) {
    if (await ports.aws.changeInSync(changeId)) break;
    ports.output.progress(`Route 53 is spreading change ${changeId} to its name servers`);
    await ports.clock.sleep(IN_SYNC_INTERVAL);
  }
  ports.output.endProgress();
}
