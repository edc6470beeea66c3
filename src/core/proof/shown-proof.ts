import type { Proof } from './received-proof.ts';

/** The verdict on a received copy. From the checklist alone fewer fields are known than from the copy itself. */
export type ShownProof = Pick<Proof, 'dkim' | 'spf' | 'dmarc' | 'alignedBy'> &
  Partial<Proof> & {
    readonly token?: string;
    readonly via?: string | null;
    readonly folder?: string | null;
    readonly seconds?: number | null;
  };

/** A verdict that an earlier run gave. */
export type LastProof = ShownProof & {
  /** ISO 8601: when the copy was verified. */
  readonly provedAt: string;
  /** To whom the message went; empty where the checklist does not know. */
  readonly to: readonly string[];
};
