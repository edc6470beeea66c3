import type { DomainJob } from '../commands/check-dns/domains.ts';
import type { Checklist } from '../core/checklist.ts';
import { usage } from '../core/model/errors.ts';
import { fromTokens } from '../core/records/records.ts';
import { choicesIn, readFiles } from '../flow/inputs.ts';
import type { Job } from '../flow/job.ts';
import { openSession, type Subject } from '../flow/session.ts';
import { LONGEST_WAIT } from '../flow/wait.ts';
import type { Ports } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import { fullMailFrom } from '../steps/verify-domain/inputs.ts';
import { isSet, listOf, textOf } from './answers.ts';
import { typedLine } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import type { Invocation } from './parse.ts';

/** The job of a command on the domain of the checklist, with what was chosen by flag remembered. */
export async function jobFor(
  invocation: Invocation,
  ports: Ports,
  stored: Checklist | null,
  subject: Subject,
): Promise<Job> {
  const { command, answers, globals, waitMs } = invocation;
  const session = openSession(ports, stored, subject);
  const inputs = COMMANDS.find((spec) => spec.id === command)?.inputs ?? [];
  const chosen = choicesIn(inputs, answers);
  const { mailFrom } = chosen;
  session.choose(
    mailFrom === undefined
      ? chosen
      : { ...chosen, mailFrom: fullMailFrom(mailFrom, subject.domain) },
  );
  const watching = isSet(answers, 'watch');
  return {
    ports,
    session,
    subject,
    answers: await readFiles(inputs, answers, ports),
    consent: { ...consentOf(globals), ...(isSet(answers, 'draft') ? { dryRun: true } : {}) },
    waitMs: waitLimit(waitMs, watching),
    lockWaitMs: globals.lockWaitMs,
    forever: watching,
    records: givenRecords(answers, subject),
    ...(command === 'walk' ? {} : { typed: typedLine(invocation), ...forReal(invocation) }),
  };
}

function forReal(invocation: Invocation): Pick<Job, 'forReal'> {
  const { draft, ...answers } = invocation.answers;
  if (draft !== true && !invocation.globals.dryRun) return {};
  const globals = { ...invocation.globals, dryRun: false };
  return { forReal: typedLine({ ...invocation, answers, globals }) };
}

export function consentOf({ yes, dryRun, noPreflight }: Invocation['globals']): Job['consent'] {
  return { yes, dryRun, noPreflight };
}

/** Milliseconds; to watch is to wait, too. */
export function waitLimit(waitMs: number | null, watching: boolean): number | null {
  return waitMs === null && !watching ? null : Math.min(waitMs ?? LONGEST_WAIT, LONGEST_WAIT);
}

/** A domain beside the one of the checklist: looked at, nothing kept. */
export function otherDomain(invocation: Invocation, ports: Ports, subject: Subject): DomainJob {
  const { answers, waitMs } = invocation;
  return {
    domain: subject.domain,
    isOwn: false,
    job: {
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
      `Easy DKIM has three tokens; ${tokens.length} were given.`,
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
