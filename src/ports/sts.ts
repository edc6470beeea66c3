import type { Caller } from '../core/ses/facts.ts';

/** Whose credentials these are. */
export interface Sts {
  caller(): Promise<Caller>;
}
