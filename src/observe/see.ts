import type { Seen } from '../core/model/types.ts';
import { PortError, unseen } from '../ports/index.ts';

/** Looks, and keeps a failure to look as a value. Anything that is no PortError is a bug and passes. */
export async function see<T>(look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { ok: true, value: await look() };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return unseen(error);
  }
}

export const NOT_READ: Extract<Seen<never>, { ok: false }> = {
  ok: false,
  code: 'not-read',
  message: 'This command did not read the data that this result needs.',
};

/** For a look that only sharpens another: what could not be seen is left out of it. */
export function valueOr<T, U>(seen: Seen<T>, otherwise: U): T | U {
  return seen.ok ? seen.value : otherwise;
}
