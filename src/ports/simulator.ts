import type { Caller } from '../core/ses/facts.ts';

/** An IAM action and the ARN, or `*`, that it would be judged on. */
export interface SimulationRequest {
  readonly action: string;
  readonly resource: string;
}

export interface Verdict extends SimulationRequest {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** False where the simulator lacks what the real judgement will have. */
  readonly certain: boolean;
}

/** IAM's policy simulator. */
export interface Simulator {
  /** What IAM's simulator says of the caller's own policies; throws where it may not be asked. */
  simulate(caller: Caller, wishes: readonly SimulationRequest[]): Promise<readonly Verdict[]>;
}
