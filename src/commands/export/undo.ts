import { EXIT, Failure } from '../../core/model/errors.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { resourcesMade } from '../../core/undo/made.ts';
import { withNeeds } from '../../flow/assess.ts';
import type { Job } from '../../flow/job.ts';
import { look, targetOf } from '../../flow/look.ts';
import { undoScript } from '../../render/export/undo.ts';
import { makeSmtpCreds } from '../../steps/make-smtp-creds/step.ts';
import { setupEvents } from '../../steps/setup-events/step.ts';
import type { Step } from '../../steps/step.ts';
import { verifyDomain } from '../../steps/verify-domain/step.ts';

/** The steps whose world shows what was made, with what they notice. */
export function undoSteps(steps: readonly Step[]): readonly Step[] {
  return withNeeds([verifyDomain.id, makeSmtpCreds.id, setupEvents.id], steps);
}

/** The script in `data.content`. It changes nothing itself. */
export async function exportUndo(job: Job): Promise<ReportOf<'export'>> {
  const { world, checklist } = await look(job, undoSteps(job.checklistSteps));
  const target = targetOf(job, world);
  if (target.account === null) throw unknownAccount();
  const { domain, region } = world;
  const resources = resourcesMade(world, checklist);
  const about = { domain, region, account: target.account, now: job.ports.clock.now() };
  return {
    version: 1,
    command: 'export',
    target,
    status: 'done',
    exitCode: EXIT.done,
    steps: [],
    next: [],
    data: { format: 'undo', content: undoScript(resources, about), records: [], resources },
  };
}

/** The script checks the account before it does anything, so it has to be known. */
function unknownAccount(): Failure {
  return new Failure(
    'checklist/account-not-known',
    'The account is not known: AWS did not say whose credentials these are, and the checklist names none.',
    {
      exitCode: EXIT.unknown,
      fix: 'Sign in with credentials of the account, then run the command again.',
    },
  );
}
