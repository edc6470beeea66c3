import type { Checklist } from '../core/checklist.ts';
import { Failure } from '../core/model/errors.ts';
import type { Report } from '../core/model/types.ts';
import { choicesIn, readFiles } from '../flow/inputs.ts';
import type { Job } from '../flow/job.ts';
import { checkSubject, openSession, type Subject } from '../flow/session.ts';
import { LONGEST_WAIT } from '../flow/wait.ts';
import type { Ports } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import { fullMailFrom } from '../steps/verify-domain/inputs.ts';
import type { Context, Invocation, Opened } from './command.ts';
import { commandLineOf } from './command-line.ts';

/** What a command's own flags say of its job. */
export type JobFlags = Pick<Job, 'forever' | 'records'>;

const NO_FLAGS: JobFlags = { forever: false, records: null };

/** The job of a command on the domain of the checklist, with what was chosen by flag remembered. */
async function jobFor<Options extends Answers>(
  { steps }: Context,
  invocation: Invocation<Options>,
  ports: Ports,
  stored: Checklist | null,
  subject: Subject,
  { forever, records }: JobFlags,
): Promise<Job<Options>> {
  const { command, answers, globals, waitMs } = invocation;
  const real = command.withoutDraft?.(answers) ?? null;
  const ledgers = [...steps.map(({ id }) => id), 'verify-address'];
  const session = openSession(ports, stored, subject, ledgers);
  const chosen = choicesIn(command.inputs, answers);
  const { mailFrom } = chosen;
  session.choose(
    mailFrom === undefined
      ? chosen
      : { ...chosen, mailFrom: fullMailFrom(mailFrom, subject.domain) },
  );
  return {
    checklistSteps: steps,
    ports,
    session,
    subject,
    answers: await readFiles(command.inputs, answers, ports),
    consent: { ...consentOf(globals), ...(real === null ? {} : { dryRun: true }) },
    waitMs: waitLimit(waitMs, forever),
    lockWaitMs: globals.lockWaitMs,
    forever,
    records,
    ...(command.bare === undefined
      ? { typed: commandLineOf(invocation), ...realCommand(invocation, real) }
      : {}),
  };
}

function realCommand(invocation: Invocation, real: Answers | null): Pick<Job, 'realCommand'> {
  if (real === null && !invocation.globals.dryRun) return {};
  const globals = { ...invocation.globals, dryRun: false };
  const answers = real ?? invocation.answers;
  return { realCommand: commandLineOf({ ...invocation, answers, globals }) };
}

export function consentOf({ yes, dryRun, noPreflight }: Invocation['globals']): Job['consent'] {
  return { yes, dryRun, noPreflight };
}

/** Milliseconds; `--watch` waits too. */
export function waitLimit(waitMs: number | null, watching: boolean): number | null {
  return waitMs === null && !watching ? null : Math.min(waitMs ?? LONGEST_WAIT, LONGEST_WAIT);
}

/** The job of a command on one domain, which must be the domain of the checklist, if there is one. */
export async function openJob<Options extends Answers>(
  context: Context,
  options: Invocation<Options>,
  flags?: JobFlags,
): Promise<Job<Options>> {
  return jobIn(context, await context.open(), options, flags);
}

/** The same where AWS, DNS and the checklist are open already. */
export function jobIn<Options extends Answers>(
  context: Context,
  opened: Opened,
  options: Invocation<Options>,
  flags: JobFlags = NO_FLAGS,
): Promise<Job<Options>> {
  const { ports, stored, region, domain, sources } = opened;
  if (domain === null) throw new Error(`${options.command.id} without a domain`);
  checkSubject(stored, ports.store.path, { domain, region }, sources);
  return jobFor(context, options, ports, stored, { domain, region }, flags);
}

/** Runs on a job and saves the report for readers of the file; if it cannot be saved, the report is still printed. */
export async function reportAndKeep(job: Job, run: (job: Job) => Promise<Report>): Promise<Report> {
  const report = await run(job);
  if (!job.consent.dryRun && !refusesChoice(job, report)) await keep(job, report);
  return report;
}

async function keep({ session, ports, checklistSteps }: Job, report: Report): Promise<void> {
  try {
    await session.keep(
      report,
      checklistSteps.map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'checklist/locked') throw error;
    ports.output.note(`The last report was not saved in the checklist. ${error.message}`);
  }
}

/** A refused name is not saved: the next run would be refused for it too. */
function refusesChoice({ session }: Job, { steps }: Report): boolean {
  const { mailFrom } = session.checklist().choices;
  const findings = steps.flatMap((step) => step.findings);
  return findings.some(
    ({ code, subject }) => code === 'dns/mail-from-in-use' && subject === mailFrom,
  );
}
