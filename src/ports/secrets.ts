import type { StoreName } from '../core/aws/secret-stores.ts';
import type { Secret } from '../core/model/secret.ts';
import type { StoredSecret } from '../core/smtp-credentials/secret-store.ts';

/** AWS Secrets Manager and the Parameter Store of Systems Manager. */
export interface SecretStores {
  /** What is under the name in that store; null when the service says that there is nothing. */
  findSecret(store: StoreName, name: string): Promise<StoredSecret | null>;
  /** What it holds now; null when the service says that there is nothing. */
  readSecret(store: StoreName, name: string): Promise<Secret | null>;
  createSecret(store: StoreName, name: string, value: Secret): Promise<void>;
  /** A new version of what is there. */
  replaceSecret(store: StoreName, name: string, value: Secret): Promise<void>;
}
