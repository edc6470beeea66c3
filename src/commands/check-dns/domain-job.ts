import { usage } from '../../core/model/errors.ts';
import { fromTokens } from '../../core/records/records.ts';
import type { Job } from '../../flow/job.ts';
import { openSession, type Subject } from '../../flow/session.ts';
import type { Ports } from '../../ports/index.ts';
import type { CheckDnsOptions } from '../../steps/check-dns/inputs.ts';
import { fullMailFrom } from '../../steps/verify-domain/inputs.ts';
import type { Context, Invocation } from '../command.ts';
import { type JobFlags, waitLimit } from '../job.ts';
import type { DomainJob } from './domains.ts';

/** A domain beside the one of the checklist: checked, nothing kept. */
export function otherDomain(
  { steps }: Context,
  { answers, waitMs }: Invocation<CheckDnsOptions>,
  ports: Ports,
  subject: Subject,
): DomainJob {
  const flags = flagsFor(answers, subject);
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
      waitMs: waitLimit(waitMs, flags.forever),
      ...flags,
    },
  };
}

/** What `--watch` and `--token` say of the job. Throws Failure `usage/tokens`. */
export function flagsFor(answers: CheckDnsOptions, subject: Subject): JobFlags {
  return { forever: answers.watch === true, records: givenRecords(answers, subject) };
}

function givenRecords(answers: CheckDnsOptions, { domain, region }: Subject): Job['records'] {
  const { token: tokens = [], mailFrom = 'mail', dkimZone = null } = answers;
  if (tokens.length === 0) return null;
  if (tokens.length !== 3) {
    throw usage(
      'tokens',
      `Easy DKIM needs three tokens, but ${tokens.length} ${tokens.length === 1 ? 'was' : 'were'} given.`,
      'Give --token three times.',
    );
  }
  return fromTokens({
    domain,
    region,
    tokens,
    signingHostedZone: dkimZone,
    mailFrom: fullMailFrom(mailFrom, domain),
  });
}
