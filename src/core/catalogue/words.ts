import type { ExitCode } from '../model/errors.ts';

/** `step`: the command ends by the status of the step that the finding belongs to. */
export type Exit = ExitCode | 'step';

/** What there is to say of a code. Whole sentences; `fix` in the imperative. */
export interface Words {
  readonly meaning: string;
  readonly why: string;
  readonly fix: string;
  /** Where it differs from the other codes of its file. */
  readonly exit?: readonly Exit[];
}

export type Area = Readonly<Record<string, Words>>;
