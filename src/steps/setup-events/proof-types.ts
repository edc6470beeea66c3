import type { Checklist } from '../../core/checklist.ts';
import type { Path } from '../../core/sending/message.ts';
import type { Setting } from './wanted.ts';

export interface ProofWish {
  readonly setting: Setting;
  readonly checklist: Checklist;
  readonly paths: readonly Path[];
  readonly from: string;
  /** Milliseconds. */
  readonly limit: number;
}

export const EVENTS = ['Bounce', 'Complaint'] as const;
export type EventName = (typeof EVENTS)[number];

/** An event of this run, and over which path its message went. */
export interface SeenProbe {
  readonly event: EventName;
  readonly path: Path;
  readonly seconds: number;
}
