/** Why AWS refused one action. */
export interface Refusal {
  readonly action: string;
  /** As AWS named it; null when it did not. */
  readonly resource: string | null;
  /** ARN of who was refused; null when AWS did not say. */
  readonly principal: string | null;
  /** The kind of policy that AWS blames, `service control policy`; null when it did not say. */
  readonly policy: string | null;
  /** True: a Deny forbids it. False: no Allow was found, or AWS did not say. */
  readonly explicit: boolean;
}
