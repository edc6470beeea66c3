import type { LastProof, ShownProof } from '../../core/proof/shown-proof.ts';
import type { Attempt } from '../../core/sending/attempt.ts';
import type { PortProbe } from '../../core/sending/smtp-ports.ts';

export type ReportedAttempt = Omit<Attempt, 'messageId' | 'ambiguous'>;

export interface SendTestData {
  /** Of the path that took the message; null: none was sent, or none was taken. */
  readonly provider: string | null;
  readonly messageId: string | null;
  readonly attempts: readonly ReportedAttempt[];
  /** Of the copy that this run verified; null: it verified none. */
  readonly proof: ShownProof | null;
  /** Of the newest copy that the checklist remembers; null: none. */
  readonly lastProof: LastProof | null;
  /** Where several copies came: one a path. */
  readonly proofs?: readonly ShownProof[];
  /** With `--probe-ports`. */
  readonly ports?: readonly PortProbe[];
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'send-test': SendTestData;
  }
}
