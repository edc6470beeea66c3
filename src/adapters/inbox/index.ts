import type { Dns, Inbox } from '../../ports/index.ts';
import { type InboxLimits, LIMITS } from './limits.ts';

/**
 * Proof of received messages; what reads and verifies them is large and loaded when it is needed.
 * `ca`: certificates of authorities (PEM) in place of those that Node trusts. `limits`: in place of the usual ones.
 */
export function createInbox(
  dns: Dns,
  {
    ca = null,
    limits = {},
  }: { readonly ca?: string | null; readonly limits?: Partial<InboxLimits> } = {},
): Inbox {
  return {
    async verify(raw) {
      const { verifyMessage } = await import('./verify.ts');
      return verifyMessage(raw, dns);
    },
    async open(account, password, options) {
      const { openMailbox } = await import('./mailbox.ts');
      return openMailbox({ account, password, ca, limits: { ...LIMITS, ...limits }, ...options });
    },
  };
}
