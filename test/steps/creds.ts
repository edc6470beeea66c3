import type { SmtpUser } from '../../src/core/aws/iam-user.ts';
import { senderPolicy } from '../../src/core/aws/policies.ts';
import type { Checklist } from '../../src/core/checklist.ts';
import type { ForeignEntry } from '../../src/core/checklist-receipts.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { POLICY_NAME } from '../../src/core/smtp-credentials/smtp-keys.ts';
import type { Attempt } from '../../src/ports/index.ts';
import * as w from '../helpers/world.ts';

/** What the tests of make-smtp-creds begin with. */

export const NAME = `ses-smtp-${w.DOMAIN}`;
const POLICIES = { [POLICY_NAME]: senderPolicy({ domain: w.DOMAIN }) };
export const SECRET = new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
/** The password of SECRET in eu-west-1, by the vectors of AWS's algorithm in fixtures. */
export const KEY = { id: 'AKIANEW', secret: SECRET };
/** What IAM lists after the key was created. */
export const WITH_KEY = w.smtpUser({ name: NAME, keys: [w.key(KEY.id)] });
export const ENDPOINT = {
  host: 'email-smtp.eu-west-1.amazonaws.com',
  port: 587,
  tls: 'starttls',
} as const;

export function has(change: Partial<SmtpUser> | null) {
  const user = change === null ? null : w.smtpUser({ policies: POLICIES, ...change });
  return w.world({ smtpUser: w.ok(user) });
}

export function having(...receipts: ForeignEntry[]): Checklist {
  return w.checklist({ steps: w.done('make-smtp-creds', ...receipts) });
}

export function about(what: string, facts: ForeignEntry['facts']): Checklist {
  const intent = { at: '2026-11-22T09:00:00.000Z', what, facts };
  return w.checklist({ steps: { 'make-smtp-creds': { intent, receipts: [] } } });
}

export const HANDED = w.receipt('handed-over', {
  user: NAME,
  accessKeyId: 'AKIAOLD',
  writtenTo: 'f.env',
});
export const PROVED = w.receipt('proved-login', { accessKeyId: 'AKIAOLD' });
export const REFUSED = w.receipt('login-refused', { accessKeyId: 'AKIAOLD', response: '535 no' });
export const OLD = [w.key('AKIAOLD')];
export const ORPHAN = about('create-access-key', { user: NAME, keysBefore: '' });

export function attempt(change: Partial<Attempt> = {}): Attempt {
  const base = {
    via: 'smtp',
    host: ENDPOINT.host,
    port: 587,
    ms: 5,
    messageId: null,
    ambiguous: false,
  };
  return { ...base, ok: true, code: 235, response: '235 ok', ...change };
}
