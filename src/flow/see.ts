import type { Refusal } from '../core/refusal.ts';
import type { NotSeen, Seen } from '../core/types.ts';
import { PortError } from '../ports.ts';

/** Looks, and keeps a failure to look as a value. Anything that is no PortError is a bug and passes. */
export async function see<T>(look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { ok: true, value: await look() };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const seen = unseen(error.reason, error.message, error.refusal);
    return error.service === 'aws' ? seen : { ...seen, service: error.service };
  }
}

function unseen(
  code: NotSeen,
  message: string,
  refusal: Refusal | null = null,
): Extract<Seen<never>, { ok: false }> {
  return refusal === null ? { ok: false, code, message } : { ok: false, code, message, refusal };
}

export const NOT_READ = unseen('not-read', 'This run did not look there.');
