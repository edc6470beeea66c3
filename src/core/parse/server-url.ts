/** How a user name or a password is written into a URL (RFC 3986, 3.2.1 and 2.1). */
export const PERCENT_ENCODING =
  'In a user name or password write / as %2F, ? as %3F, # as %23, @ as %40, : as %3A and % as %25 (RFC 3986, 3.2.1).';

/**
 * Whether a `/`, `?` or `#` comes before the last @. There a URL ends the user name and password (RFC 3986,
 * 3.2), so that what looks like the host is the beginning of a password.
 */
export function cutsLogin(text: string): boolean {
  const rest = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  return /[/?#].*@/s.test(rest);
}

/** Whether a URL names more than a server: a path, query or fragment. */
export function hasMore({ pathname, search, hash }: URL): boolean {
  return !['', '/'].includes(pathname) || search !== '' || hash !== '';
}

/** Line breaks and tabs vanish from a URL without a word (URL Standard, basic URL parser). */
export function hasControls(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text.trim());
}
