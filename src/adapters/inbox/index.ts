import type { Dns, Inbox } from '../../ports/index.ts';

/**
 * Proof of received messages; what reads and verifies them is large and loaded when it is needed.
 * `ca`: certificates of authorities (PEM) in place of those that Node trusts.
 */
export function createInbox(dns: Dns, { ca = null }: { readonly ca?: string | null } = {}): Inbox {
  return {
    async verify(raw) {
      const { verifyMessage } = await import('./verify.ts');
      return verifyMessage(raw, dns);
    },
    async open(account, password, options) {
      const { openMailbox } = await import('./mailbox.ts');
      return openMailbox({ account, password, ca, ...options });
    },
  };
}
