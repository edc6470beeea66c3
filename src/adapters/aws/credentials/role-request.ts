/** A role as a profile, or the environment, asks for it. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string | null;
  readonly externalId: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly mfaSerial: string | null;
  /** `profile wrk`, `the environment`. */
  readonly askedBy: string;
}
