import type { Checklist } from '../core/checklist.ts';
import { Failure, usage } from '../core/model/errors.ts';
import type { Report } from '../core/model/types.ts';
import { fromTokens } from '../core/records/records.ts';
import { choicesIn, readFiles } from '../flow/inputs.ts';
import type { Job } from '../flow/job.ts';
import { checkSubject, openSession, type Subject } from '../flow/session.ts';
import { LONGEST_WAIT } from '../flow/wait.ts';
import type { Ports } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import { fullMailFrom } from '../steps/verify-domain/inputs.ts';
import { isSet, listOf, textOf } from './answers.ts';
import type { DomainJob } from './check-dns/domains.ts';
import type { Context, Invocation, Opened } from './command.ts';
import { commandLineOf } from './command-line.ts';

/** The job of a command on the domain of the checklist, with what was chosen by flag remembered. */
async function jobFor(
  { steps }: Context,
  invocation: Invocation,
  ports: Ports,
  stored: Checklist | null,
  subject: Subject,
): Promise<Job> {
  const { command, answers, globals, waitMs } = invocation;
  const session = openSession(ports, stored, subject);
  const chosen = choicesIn(command.inputs, answers);
  const { mailFrom } = chosen;
  session.choose(
    mailFrom === undefined
      ? chosen
      : { ...chosen, mailFrom: fullMailFrom(mailFrom, subject.domain) },
  );
  const watching = isSet(answers, 'watch');
  return {
    checklistSteps: steps,
    ports,
    session,
    subject,
    answers: await readFiles(command.inputs, answers, ports),
    consent: { ...consentOf(globals), ...(isSet(answers, 'draft') ? { dryRun: true } : {}) },
    waitMs: waitLimit(waitMs, watching),
    lockWaitMs: globals.lockWaitMs,
    forever: watching,
    records: givenRecords(answers, subject),
    ...(command.bare === undefined
      ? { typed: commandLineOf(invocation), ...forReal(invocation) }
      : {}),
  };
}

function forReal(invocation: Invocation): Pick<Job, 'forReal'> {
  const { draft, ...answers } = invocation.answers;
  if (draft !== true && !invocation.globals.dryRun) return {};
  const globals = { ...invocation.globals, dryRun: false };
  return { forReal: commandLineOf({ ...invocation, answers, globals }) };
}

export function consentOf({ yes, dryRun, noPreflight }: Invocation['globals']): Job['consent'] {
  return { yes, dryRun, noPreflight };
}

/** Milliseconds; `--watch` waits too. */
export function waitLimit(waitMs: number | null, watching: boolean): number | null {
  return waitMs === null && !watching ? null : Math.min(waitMs ?? LONGEST_WAIT, LONGEST_WAIT);
}

/** A domain beside the one of the checklist: checked, nothing kept. */
export function otherDomain(
  { steps }: Context,
  invocation: Invocation,
  ports: Ports,
  subject: Subject,
): DomainJob {
  const { answers, waitMs } = invocation;
  return {
    domain: subject.domain,
    isOwn: false,
    job: {
      checklistSteps: steps,
      ports,
      session: openSession(ports, null, subject),
      subject,
      answers,
      consent: { yes: false, dryRun: true },
      waitMs: waitLimit(waitMs, isSet(answers, 'watch')),
      forever: isSet(answers, 'watch'),
      records: givenRecords(answers, subject),
    },
  };
}

function givenRecords(answers: Answers, { domain, region }: Subject): Job['records'] {
  const tokens = listOf(answers, 'token');
  if (tokens.length === 0) return null;
  if (tokens.length !== 3) {
    throw usage(
      'tokens',
      `Easy DKIM needs three tokens, but ${tokens.length} ${tokens.length === 1 ? 'was' : 'were'} given.`,
      'Give --token three times.',
    );
  }
  const mailFrom = textOf(answers, 'mailFrom') ?? 'mail';
  return fromTokens({
    domain,
    region,
    tokens,
    signingHostedZone: textOf(answers, 'dkimZone'),
    mailFrom: fullMailFrom(mailFrom, domain),
  });
}

/** The job of a command on one domain, which must be the domain of the checklist, if there is one. */
export async function openJob(context: Context, options: Invocation): Promise<Job> {
  return jobIn(context, await context.open(), options);
}

/** The same where AWS, DNS and the checklist are open already. */
export function jobIn(context: Context, opened: Opened, options: Invocation): Promise<Job> {
  const { ports, stored, region, domain } = opened;
  if (domain === null) throw new Error(`${options.command.id} without a domain`);
  checkSubject(stored, ports.store.path, { domain, region });
  return jobFor(context, options, ports, stored, { domain, region });
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
