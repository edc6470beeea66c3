import type { Dns, Inbox } from '../../ports/index.ts';

/**
 * Proof of received messages; what reads and verifies them is large and loaded when it is needed.
 * `ca`: certificates of authorities (PEM) in place of those that Node trusts. `silence`: milliseconds after which a server that owes an answer is given
 * up, in place of 20 s.
 */
export function createInbox(
  dns: Dns,
  { ca = null, silence }: { readonly ca?: string | null; readonly silence?: number } = {},
): Inbox {
  return {
    async verify(raw) {
      const { verifyMessage } = await import('./verify.ts');
      return verifyMessage(raw, dns);
    },
    async open(account, password, options) {
      const { openMailbox } = await import('./mailbox.ts');
      const given = silence === undefined ? {} : { silence };
      return openMailbox({ account, password, ca, ...given, ...options });
    },
  };
}
