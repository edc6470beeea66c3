import type { Checklist } from '../core/checklist.ts';
import type { ExpectedRecord, StepReport } from '../core/model/types.ts';
import type { World } from '../core/world.ts';
import type { Ports } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';
import type { Consent } from './request.ts';
import type { Session, Subject } from './session.ts';

/** Everything one command works with; `Options` are those that its inputs define. */
export interface Job<Options = Answers> {
  /** The whole checklist, in order. */
  readonly checklistSteps: readonly Step[];
  readonly ports: Ports;
  readonly session: Session;
  readonly subject: Subject;
  readonly answers: Options;
  readonly consent: Consent;
  /** Milliseconds; null: do not wait. */
  readonly waitMs: number | null;
  /** Milliseconds to wait for another run that holds the checklist; absent: not at all. */
  readonly lockWaitMs?: number;
  /** `--watch`: continues when everything is done. */
  readonly forever: boolean;
  /** Records given by flag (`--token`): SES is not asked. */
  readonly records: readonly ExpectedRecord[] | null;
  /** The command line to copy, as the user typed it; absent: `ses-migrate` and the step. */
  readonly typed?: string;
  /** The same without `--dry-run` and `--draft`; absent: neither was given. */
  readonly realCommand?: string;
}

/** One look: the world, and every step judged over it. */
export interface Look {
  readonly world: World;
  readonly checklist: Checklist;
  readonly steps: readonly StepReport[];
}
