/** One page of a list and the token of the next; a token is the offset in base64, opaque to callers. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** null when the token is not one of ours. */
export function page<T>(
  all: readonly T[],
  size: number,
  token: string | undefined,
): Page<T> | null {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'));
  if (!Number.isInteger(start) || start < 0 || start > all.length) return null;
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
