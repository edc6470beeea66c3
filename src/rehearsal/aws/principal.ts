import type { Principal } from '../contract.ts';
import type { AccessKey, User } from './iam/store.ts';
import type { Context, Decision } from './policy.ts';

export interface AccountPrincipal extends Principal {
  readonly user: User;
  readonly key: AccessKey;
  decide(action: string, resource: string, context?: Context): Decision;
}
