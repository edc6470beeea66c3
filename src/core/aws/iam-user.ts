import type { Seen } from '../model/types.ts';

export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** null: IAM knows of none; its memory goes back to 2015-04-22, and it may tell a use hours later. */
  readonly lastUse: Seen<KeyUse | null>;
}

/** The newest call that was made, or the newest SMTP login, with an access key (IAM, AccessKeyLastUsed). */
export interface KeyUse {
  /** ISO 8601. */
  readonly at: string;
  /** `ses`, `iam`, … in IAM's words. */
  readonly service: string;
  readonly region: string;
}

export interface SmtpUser {
  readonly name: string;
  readonly arn: string;
  readonly keys: readonly AccessKey[];
  /** AWS's time of this look, ISO 8601: the age of a use is not a matter of the local clock. */
  readonly asOf: string;
  /** Inline policies by name; parsed JSON documents. */
  readonly policies: Readonly<Record<string, unknown>>;
  /** ARN of a managed policy. */
  readonly permissionsBoundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** Whose key it is. */
export interface KeyOwner {
  readonly user: string;
  readonly active: boolean;
}
