import { EXIT, Failure } from '../core/model/errors.ts';
import type { PortError } from '../ports/index.ts';
import type { Plan } from '../steps/step.ts';
import { failureOf } from './failure.ts';
import type { Job } from './job.ts';
import { changingLines, linesOf } from './plan-lines.ts';

/** How often a world that goes on changing is planned again. */
const MOST_ROUNDS = 3;

export interface Drift {
  /** The world is not any more what this plan was made from; `refusal` is what a service said to it. */
  changed(plan: Plan, refusal: PortError | null): void;
  /** Throws Failure where the next plan is not to be asked for or done. */
  check(next: Plan): void;
}

/** What someone else changes between a plan and its deeds, over the rounds of one run. */
export function watchDrift({ ports, consent }: Job): Drift {
  let rounds = 0;
  let last: { readonly plan: Plan; readonly refusal: PortError | null } | null = null;
  return {
    changed(plan, refusal) {
      rounds += 1;
      last = { plan, refusal };
      ports.output.note(
        refusal === null
          ? 'The world has changed since this plan was made. Nothing of it was done; looking again.\n'
          : `${refusal.message}\nSomeone else was quicker; looking again.\n`,
      );
    },
    check(next) {
      if (last === null) return;
      const before = changingLines(last.plan);
      const isSame = changingLines(next).join() === before.join();
      // Refused, and nothing is new: it is not that the world has changed.
      if (last.refusal !== null && isSame) throw failureOf(last.refusal);
      if (rounds > MOST_ROUNDS) throw goesOnChanging();
      const [unseen] = linesOf(next)
        .filter((line) => line.confirm !== undefined)
        .filter((line) => !before.includes(JSON.stringify(line)));
      if (consent.yes && unseen !== undefined) throw wouldReplaceOther(unseen.what);
    },
  };
}

function goesOnChanging(): Failure {
  return new Failure(
    'step/changed-meanwhile',
    `The world changed ${MOST_ROUNDS} times between a plan and its deeds. Nothing of the last plan was done.`,
    {
      exitCode: EXIT.act,
      fix: 'Find out what else writes there (Terraform, a colleague), then run it again.',
    },
  );
}

function wouldReplaceOther(what: string): Failure {
  return new Failure(
    'step/changed-meanwhile',
    `${what} has changed since you named it with --confirm. It was not replaced.`,
    { exitCode: EXIT.act, fix: 'Look at it with --dry-run, then run the command again.' },
  );
}
