import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import type { ExportFormat, ExportSource, SeenSet } from '../../core/domain-setup/export-source.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { recordStates } from '../../core/domain-setup/record-state.ts';
import { ALARM_METRICS } from '../../core/events/alarms.ts';
import { exitCodeOf, overallStatus } from '../../core/model/status.ts';
import type { ReportOf, StepReport } from '../../core/model/types.ts';
import type { Identity } from '../../core/ses/facts.ts';
import type { Resource } from '../../core/undo/resource.ts';
import type { World } from '../../core/world.ts';
import { zoneToWrite } from '../../dns-hosts/zone-to-write.ts';
import { withNeeds, withoutNotices } from '../../flow/assess.ts';
import type { Job, Look } from '../../flow/job.ts';
import { look, targetOf } from '../../flow/look.ts';
import { nextOf } from '../../flow/next.ts';
import { see } from '../../observe/see.ts';
import type { Ports } from '../../ports/index.ts';
import { exportRows, exportText } from '../../render/export/index.ts';
import type { ExportRow } from '../../render/export/table.ts';
import type { Answers } from '../../steps/input.ts';
import type { Step } from '../../steps/step.ts';
import { verifyDomain } from '../../steps/verify-domain/step.ts';

export interface ExportData {
  readonly format: ExportFormat | 'undo';
  /** null: there is no identity to write them from, or none could be read. */
  readonly content: string | null;
  readonly records: readonly ExportRow[];
  /** Of `undo`: what the script undoes, in its order. */
  readonly resources?: readonly Resource[];
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly export: ExportData;
  }
}

/** The steps whose world holds the records; only what they judge by is read. */
export function exportSteps(steps: readonly Step[]): readonly Step[] {
  return withNeeds([verifyDomain.id], steps).map(withoutNotices);
}

/**
 * The records as a file for another tool, in `data.content`; null where there is no identity to write them
 * from, or it cannot be read. Problems are reported beside it and set the exit code.
 */
export async function exportRecords(
  job: Job<Answers & { readonly soa?: boolean }>,
  format: ExportFormat,
): Promise<ReportOf<'export'>> {
  const seen = await look(job, exportSteps(job.checklistSteps));
  const { identity } = seen.world;
  if (!identity.ok || identity.value === null) return reportOf(job, seen, seen.steps, { format });
  const source = await sourceOf(job, seen, identity.value, format);
  return reportOf(job, seen, troubles(seen, source, format), {
    format,
    content: exportText(format, source, { soa: job.answers.soa === true }),
    records: exportRows(source),
  });
}

async function sourceOf(
  { ports, subject }: Job,
  { world, checklist }: Look,
  identity: Identity,
  format: ExportFormat,
): Promise<ExportSource> {
  const { hosting, domain, region } = world;
  const delegation =
    hosting.ok && hosting.value.delegation.ok ? hosting.value.delegation.value : null;
  const set = checklist.choices.configurationSet ?? identity.configurationSet;
  // Only Terraform describes it: other formats do not need the permission to read it.
  const configurationSet =
    set === null || format !== 'terraform'
      ? null
      : { name: set, seen: await see(() => ports.ses.configurationSet(set)) };
  return {
    domain,
    region,
    zone: delegation?.zone ?? subject.domain,
    nameServers: delegation?.nameServers ?? [],
    records: recordStates(world),
    identity,
    mailFrom: mailFromIn(world, checklist).name,
    configurationSet,
    events: configurationSet === null ? null : await eventsOf(ports, configurationSet.seen),
    hosted: hostedOf(world, checklist),
  };
}

/** What a set that is there publishes to, and the alarms. Before there is a set, nothing is named. */
async function eventsOf({ sns, cloudWatch }: Ports, set: SeenSet): Promise<ExportSource['events']> {
  if (!set.ok || set.value === null) return null;
  const arns = set.value.destinations.flatMap(({ target }) =>
    target.kind === 'sns' ? [target.topicArn] : [],
  );
  const unique = [...new Set(arns)];
  const [topics, subscriptions, alarms] = await Promise.all([
    see(() => Promise.all(unique.map(async (arn) => ({ arn, topic: await sns.topic(arn) })))),
    see(async () => {
      const each = unique.map(async (arn) => [arn, await sns.subscriptions(arn)] as const);
      return Object.fromEntries(await Promise.all(each));
    }),
    see(async () =>
      (await Promise.all(ALARM_METRICS.map((each) => cloudWatch.alarms(each)))).flat(),
    ),
  ]);
  return { topics, subscriptions, alarms };
}

function hostedOf({ hosting }: World, checklist: Checklist): ExportSource['hosted'] {
  if (!hosting.ok || !hosting.value.recordSets.ok) return null;
  const { zone } = zoneToWrite(hosting.value, checklist);
  return zone?.api === 'route53' ? { zone, sets: hosting.value.recordSets.value } : null;
}

/** What the file cannot contain, or what is wrong with the setup. Open steps are not a problem here. */
function troubles({ steps }: Look, source: ExportSource, format: ExportFormat): StepReport[] {
  const wrong = steps.filter(({ status }) => status === 'problem' || status === 'unknown');
  const set = source.configurationSet;
  if (format !== 'terraform' || set === null || set.seen.ok) return wrong;
  const why = couldNotLook(`configuration set ${set.name}`, set.seen);
  const summary = 'the file does not contain the configuration set';
  return steps.map((step) => ({
    ...step,
    status: 'unknown',
    summary,
    findings: [...step.findings, why],
  }));
}

function reportOf(
  job: Job,
  { world }: Look,
  steps: readonly StepReport[],
  data: Pick<ExportData, 'format'> & Partial<ExportData>,
): ReportOf<'export'> {
  const { content = null, records = [], format } = data;
  return {
    version: 1,
    command: 'export',
    target: targetOf(job, world),
    status: steps.length === 0 ? 'done' : overallStatus(steps),
    exitCode: exitCodeOf(steps),
    steps,
    next: nextOf(steps, job.checklistSteps),
    data: { format, content, records },
  };
}
