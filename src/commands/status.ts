import type { Checklist } from '../core/checklist.ts';
import { found, type OtherRegion, otherRegionsOf } from '../core/domain-setup/other-regions.ts';
import { exitCodeOf, overallStatus } from '../core/model/status.ts';
import type { Report, ReportOf, StepReport } from '../core/model/types.ts';
import type { SesAccount } from '../core/ses/facts.ts';
import { resourcesMade } from '../core/undo/made.ts';
import type { Resource } from '../core/undo/resource.ts';
import type { World } from '../core/world.ts';
import { sourcesOf } from '../flow/assess.ts';
import type { Job, Look } from '../flow/job.ts';
import { look, targetOf } from '../flow/look.ts';
import { nextOf } from '../flow/next.ts';
import { pendingStep, showWaiting } from '../flow/pending.ts';
import { recordedAt } from '../flow/session.ts';
import { LONGEST_WAIT, waitFor } from '../flow/wait.ts';
import { nothingRead } from '../observe/index.ts';
import { rightsToRead } from '../observe/rights.ts';
import { reportMarkdown } from '../render/markdown.ts';
import { defineInputs, type OptionsOf } from '../steps/input.ts';
import type { Command } from './command.ts';
import { openJob } from './job.ts';
import { watcher } from './watcher.ts';

/** Account and Region as SES tells them. */
interface StatusAccount
  extends Pick<SesAccount, 'sendingEnabled' | 'enforcement' | 'quota' | 'plan'> {
  readonly sandbox: boolean;
  readonly review: string | null;
  readonly caseId: string | null;
}

/** What is only used has no date: this checklist did not make it. */
type ListedResource = Resource | Pick<Resource, 'kind' | 'name'>;

export interface StatusData {
  /** null: it could not be read, or was not read. */
  readonly account: StatusAccount | null;
  readonly elsewhere?: readonly OtherRegion[] | null;
  /** What this checklist made, with the way back; without `createdAt`: what it found and uses. */
  readonly resources: readonly ListedResource[];
  /** With --facts. */
  readonly facts?: ReturnType<typeof factsOf>;
  /** With --offline. */
  readonly offline?: true;
  readonly receipts?: Checklist['steps'];
}

declare module '../core/model/types.ts' {
  interface ReportData {
    readonly status: StatusData;
  }
}

const inputs = defineInputs([
  { key: 'offline', flag: '--offline', summary: 'read the checklist file only, not AWS or DNS' },
  { key: 'watch', flag: '--watch', summary: 'check again until Ctrl-C' },
  { key: 'facts', flag: '--facts', summary: 'with --json: include everything that was read' },
  { key: 'markdown', flag: '--markdown', summary: 'print a Markdown to-do list' },
]);

type StatusOptions = OptionsOf<typeof inputs>;

/** `ses-migrate status`. */
export const statusCommand: Command<StatusOptions> = {
  id: 'status',
  summary: 'Show migration status',
  group: 'checklist',
  subject: 'domain',
  argument: '[domain]',
  inputs,
  canWait: false,
  rights: (steps, sources) => rightsToRead(sourcesOf(steps), sources),
  examples: ['status --json | jq .steps', 'status --markdown'],
  jsonForm: ({ watch }) => (watch === true ? 'none' : 'indented'),
  present: (report, _output, { answers }) =>
    answers.markdown === true
      ? { result: reportMarkdown(report), notes: [], annotated: true }
      : null,
  async run(context, options) {
    const { offline, watch } = options.answers;
    const job = await openJob(context, options, { forever: watch === true, records: null });
    if (offline === true) return offlineReport(job);
    return status(job, watcher(options, job.ports, true));
  },
};

/** The whole checklist over one fresh snapshot; with `--watch` again and again, until Ctrl-C. */
export async function status(
  job: Job<StatusOptions>,
  onLook: (report: Report) => void,
): Promise<ReportOf<'status'>> {
  const { ports, checklistSteps: steps } = job;
  if (!job.forever) return statusReport(job, await look(job, steps));
  const since = ports.clock.now();
  let before: Look | null = null;
  const lookOnce = async (): Promise<Look> => {
    const seen = await look(job, steps, before);
    before = seen;
    onLook(statusReport(job, seen));
    return seen;
  };
  const last = await waitFor(ports.clock, {
    limit: job.waitMs ?? LONGEST_WAIT,
    look: lookOnce,
    settled: () => false,
    endWith: ports.output.readerGone,
    onPause: (seen, pause) =>
      showWaiting(ports.output, pendingStep(seen.steps, steps), since, pause),
  });
  return statusReport(job, last);
}

export function statusReport(job: Job<StatusOptions>, seen: Look): ReportOf<'status'> {
  const open = seen.steps.filter((step) => step.status !== 'done' && step.status !== 'skipped');
  return {
    version: 1,
    command: 'status',
    target: targetOf(job, seen.world),
    status: overallStatus(seen.steps),
    exitCode: exitCodeOf(seen.steps),
    steps: seen.steps,
    next: nextOf(
      open.filter((step) => step.status !== 'blocked'),
      job.checklistSteps,
    ),
    data: {
      account: accountData(seen.world),
      elsewhere: otherRegionsOf(seen.world),
      resources: [...resources(seen), ...resourcesMade(seen.world, seen.checklist)],
      ...(job.answers.facts === true ? { facts: factsOf(seen.world) } : {}),
    },
  };
}

/** Everything that was read, under the names that scripts know. */
function factsOf({ otherRegions, ...world }: World) {
  return { ...world, elsewhere: otherRegions };
}

/** The account in this Region: sandbox, quota and use, reputation, plan; null: it could not be read. */
function accountData(world: World): StatusAccount | null {
  if (!world.account.ok) return null;
  const { productionAccess, sendingEnabled, enforcement, quota, details, plan } =
    world.account.value;
  return {
    sandbox: !productionAccess,
    sendingEnabled,
    enforcement,
    quota,
    review: details?.review ?? null,
    caseId: details?.caseId ?? null,
    plan,
  };
}

/** What belongs to this migration, by the names that its owners know. */
function resources({ world, checklist }: Look): readonly { kind: string; name: string }[] {
  const identity = world.identity.ok ? world.identity.value : null;
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const zones =
    world.hosting.ok && world.hosting.value.zones.ok ? world.hosting.value.zones.value : [];
  const named = (kind: string, name: string | null | undefined) =>
    name === null || name === undefined ? [] : [{ kind, name }];
  return [
    ...named('identity', identity?.name),
    ...found(otherRegionsOf(world)).flatMap(({ region }) =>
      named('identity', `${world.domain} in ${region}`),
    ),
    ...named('MAIL FROM domain', identity?.mailFrom.domain),
    ...named('configuration set', identity?.configurationSet),
    ...zones.map((zone) => ({ kind: 'hosted zone', name: `${zone.name} (${zone.id})` })),
    ...named('IAM user', user?.arn),
    ...named('support case', world.account.ok ? world.account.value.details?.caseId : null),
    ...named('checklist of', checklist.domain),
  ];
}

/**
 * The checklist from the file only, without reading AWS or DNS: every step, with when it was recorded. A step that is
 * not on record is unknown (exit 5 where nothing on record needs action).
 */
export function offlineReport(job: Job): ReportOf<'status'> {
  const checklist = job.session.checklist();
  const { last } = checklist;
  const steps = job.checklistSteps.map(({ id, title }): StepReport => {
    const step = last?.steps.find((each) => each.id === id);
    if (step === undefined)
      return { id, title, status: 'unknown', summary: 'not on record', findings: [] };
    return { ...step, summary: `${step.summary} (${asOf(recordedAt(last, id))})` };
  });
  const open = steps.filter((step) => step.status !== 'done' && step.status !== 'blocked');
  const unread = { command: 'ses-migrate status', why: 'read the current state' };
  return {
    version: 1,
    command: 'status',
    target: { ...job.subject, account: checklist.account },
    status: overallStatus(steps),
    exitCode: exitCodeOf(steps),
    steps,
    next:
      last === null
        ? [{ ...unread, why: `${unread.why}: the checklist file holds no report yet` }]
        : nextOf(open, job.checklistSteps),
    data: {
      account: null,
      resources: resourcesMade(nothingRead(job.subject), checklist),
      offline: true,
      receipts: checklist.steps,
    },
  };
}

function asOf(at: string | null): string {
  return at === null ? 'as of an unknown date' : `as of ${at.slice(0, 16).replace('T', ' ')} UTC`;
}
