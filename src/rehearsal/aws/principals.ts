import type { AccessKey, IamStore } from './iam/store.ts';
import type { Faults } from './options.ts';
import { type Context, decide, readPolicy } from './policy.ts';
import type { AccountPrincipal } from './principal.ts';

export interface Principals {
  /** null when no user of the account has this key. */
  find(accessKeyId: string): AccountPrincipal | null;
}

/** `newKey` is the time until SMTP accepts a key, in milliseconds. */
export function createPrincipals(iam: IamStore, newKey: number): Principals {
  return {
    find(accessKeyId) {
      const found = iam.findKey(accessKeyId);
      if (!found) return null;
      const { user, key } = found;
      const judge = (action: string, resource: string, context: Context = {}) =>
        decide(
          [...user.policies.values()].flatMap((policy) => policy.statements),
          action,
          resource,
          context,
        );
      return {
        user,
        key,
        accessKeyId: key.id,
        secretAccessKey: key.secret,
        sessionToken: key.sessionToken,
        expired: key.expired,
        active: key.active,
        smtpFrom: key.createdAt + newKey,
        arn: user.arn,
        account: iam.accountId,
        used: (service) => iam.use(key, service),
        decide: judge,
        allows: (action, resource, context) => judge(action, resource, context) === 'allowed',
      };
    },
  };
}

/** The person at the keyboard: a user who may do what the policy says, else everything, but what the faults deny. */
export function addOperator(iam: IamStore, faults: Faults): AccessKey {
  const operator = iam.addUser('operator');
  const put = (name: string, document: string) =>
    operator.policies.set(name, { document, statements: readPolicy(document) });
  put('operator', faults.operatorPolicy ?? policyOf('Allow', '*'));
  if (faults.deny.length > 0) put('faults', policyOf('Deny', faults.deny));
  return iam.addKey(operator, faults.expiredToken ? { expired: true } : undefined);
}

/** A user like the operator whose rights are this document. */
export function addUser(iam: IamStore, document: string): AccessKey {
  const user = iam.addUser(`user-${iam.users().length}`);
  user.policies.set('rights', { document, statements: readPolicy(document) });
  return iam.addKey(user);
}

function policyOf(effect: 'Allow' | 'Deny', actions: string | readonly string[]): string {
  const statement = { Effect: effect, Action: actions, Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
