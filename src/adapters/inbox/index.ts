import type { Dns, Inbox } from '../../ports.ts';

/** Proof of received messages; what verifies them is large and loaded when there is one. */
export function createInbox(dns: Dns): Inbox {
  return {
    async verify(raw) {
      const { verifyMessage } = await import('./verify.ts');
      return verifyMessage(raw, dns);
    },
  };
}
