import type { DataParts, Finding, LedgerId, PlannedData, Status } from '../core/model/types.ts';
import type { World } from '../core/world.ts';
import type { Answers } from '../steps/input.ts';
import type { Plan } from '../steps/step.ts';
import type { Session } from './session.ts';

export interface Advance {
  readonly step: {
    readonly id: LedgerId;
    /** The command line that comes here; absent: `ses-migrate` and the id. */
    readonly line?: string;
  };
  readonly world: World;
  readonly session: Session;
  readonly answers: Answers;
  readonly consent: Consent;
  /** True: the step looks itself whether it needs to know the account. */
  readonly anyAccount?: boolean;
  /** The plan as it would be made now; null: that is unknown. Absent: nothing can have changed. */
  readonly replan?: () => Promise<Plan | null>;
}

export interface Consent {
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** True: IAM's simulator is not asked before a change. */
  readonly noPreflight?: boolean;
}

export interface Outcome {
  /** False when nothing was applied: a dry run, a draft, or nothing to do. */
  readonly applied: boolean;
  /** True when nothing was applied because the plan would be another one by now. */
  readonly outdated: boolean;
  readonly shown: PlannedData;
  /** In the order in which they came. */
  readonly parts: readonly DataParts[];
  /** The command's own result, where the step gave one. */
  readonly concluded: { readonly status: Status; readonly findings: readonly Finding[] } | null;
}
