import { EXIT, Failure } from '../core/model/errors.ts';
import type { PortError } from '../ports/index.ts';
import type { Plan } from '../steps/step.ts';
import { failureOf } from './failure.ts';
import type { Job } from './job.ts';
import { changingLines, linesOf } from './plan-lines.ts';

/** How often to plan again while AWS or DNS keeps changing. */
const MOST_ROUNDS = 3;

export interface Drift {
  /** AWS or DNS changed after this plan was made; `refusal` is the error of the service, if it noticed. */
  changed(plan: Plan, refusal: PortError | null): void;
  /** Throws Failure if the next plan must not be proposed or applied. */
  check(next: Plan): void;
}

/** Handles what someone else changes between a plan and its changes, over the rounds of one run. */
export function watchDrift({ ports, consent }: Job): Drift {
  let rounds = 0;
  let last: { readonly plan: Plan; readonly refusal: PortError | null } | null = null;
  return {
    changed(plan, refusal) {
      rounds += 1;
      last = { plan, refusal };
      ports.output.note(
        refusal === null
          ? 'AWS or DNS changed after this plan was made. Nothing was applied; planning again.\n'
          : `${refusal.message}\nSomeone else made a change first; planning again.\n`,
      );
    },
    check(next) {
      if (last === null) return;
      const before = changingLines(last.plan);
      const isSame = changingLines(next).join() === before.join();
      // Refused although nothing changed: the reason is another one.
      if (last.refusal !== null && isSame) throw failureOf(last.refusal);
      if (rounds > MOST_ROUNDS) throw keepsChanging();
      const [unseen] = linesOf(next)
        .filter((line) => line.confirm !== undefined)
        .filter((line) => !before.includes(JSON.stringify(line)));
      if (consent.yes && unseen !== undefined) throw wouldReplaceOther(unseen.what);
    },
  };
}

function keepsChanging(): Failure {
  return new Failure(
    'step/changed-meanwhile',
    `AWS or DNS changed ${MOST_ROUNDS} times between the plan and its changes. The last plan was not applied.`,
    {
      exitCode: EXIT.act,
      fix: 'Find out what else makes changes there (Terraform, a colleague), then run the command again.',
    },
  );
}

function wouldReplaceOther(what: string): Failure {
  return new Failure(
    'step/changed-meanwhile',
    `${what} changed after you named it with --confirm. It was not replaced.`,
    { exitCode: EXIT.act, fix: 'Check the plan with --dry-run, then run the command again.' },
  );
}
