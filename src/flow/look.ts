import type { Report } from '../core/model/types.ts';
import type { SourceKey, World } from '../core/world.ts';
import { observe } from '../observe/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';
import { assess, placesOf, sourcesOf } from './assess.ts';
import { credentialsFailure } from './failure.ts';
import type { Job, Look } from './job.ts';

/** Records given by flag (`--token`) are looked up in DNS only, without AWS. */
const OF_GIVEN_RECORDS: ReadonlySet<SourceKey> = new Set(['hosting', 'records', 'dns']);

/**
 * `before`: an earlier look of the same wait; what the domain does besides SES is not read again. `answers`: with those
 * that a person gave since the command line.
 */
export async function look(
  job: Job,
  steps: readonly Step[],
  before: Look | null = null,
  answers: Answers = job.answers,
): Promise<Look> {
  const { ports, session, subject, records } = job;
  const checklist = session.checklist();
  const sources = records === null ? sourcesOf(steps) : OF_GIVEN_RECORDS;
  const footprint = before?.world.footprint;
  const { memo } = session;
  const places = placesOf(steps, answers, subject.domain);
  const scope = { ...subject, checklist, sources, records, places, footprint, memo };
  const world = await observe(ports, scope);
  refuseWithoutCredentials(world, steps);
  if (world.caller.ok) session.checkAccount(world.caller.value.account);
  return { world, checklist, steps: assess(steps, world, checklist, ports.clock.now()) };
}

/** Without usable credentials nothing can be read: reported once, not for each step. SMTP needs none. */
function refuseWithoutCredentials({ caller, identity }: World, steps: readonly Step[]): void {
  if (steps.every((step) => step.action?.runsAlways === true)) return;
  for (const seen of [caller, identity]) {
    if (seen.ok || seen.code !== 'credentials') continue;
    throw credentialsFailure(seen);
  }
}

export function targetOf(job: Job, world: World): Report['target'] {
  const account = world.caller.ok ? world.caller.value.account : job.session.checklist().account;
  return { ...job.subject, account };
}
