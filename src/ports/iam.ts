import type { KeyOwner, SmtpUser } from '../core/aws/iam-user.ts';
import type { Secret } from '../core/model/secret.ts';

/** What IAM may be told of a user as it is made; the boundary is the ARN of a managed policy. */
export type NewUser = Pick<SmtpUser, 'permissionsBoundary' | 'tags'>;

/** Users and access keys of the account. */
export interface Iam {
  /** null when IAM says that the user does not exist. */
  smtpUser(name: string): Promise<SmtpUser | null>;
  /** Inline policies of a user by name, as parsed JSON documents; those attached to it are not read. */
  userPolicies(name: string): Promise<SmtpUser['policies']>;
  /** Whose key it is, in this account; null when IAM says that there is no such key. */
  keyOwner(keyId: string): Promise<KeyOwner | null>;
  createUser(name: string, user?: NewUser): Promise<void>;
  putUserPolicy(user: string, policyName: string, document: unknown): Promise<void>;
  createAccessKey(user: string): Promise<{ readonly id: string; readonly secret: Secret }>;
  deleteAccessKey(user: string, keyId: string): Promise<void>;
  /** A key that is not active logs in nowhere, until it is activated again. */
  setAccessKeyActive(user: string, keyId: string, active: boolean): Promise<void>;
}
