/** An envelope sender that somebody on the way put in the place of the first one. */
export interface Rewritten {
  readonly by: 'forwarder' | 'list';
  /** Domain of who did it, lower case. */
  readonly domain: string;
}

/** SRS0=hash=tt=domain=local and SRS1=…, with = + or - behind the word (Sender Rewriting Scheme, 3). */
const SRS = /^srs[01][=+-]/i;
/** Mailman, Sympa, ezmlm and Majordomo: bounces of a list, some with the recipient in it (VERP). */
const LIST = /(?:^|[-.+])bounces?(?:[-+].*)?$|^owner-|-(?:owner|request|return)(?:[-+].*)?$/i;

/** Who rewrote an envelope sender; null: nobody that is known. `from`: the domain of the From address. */
export function rewrittenBy(
  envelope: string,
  from: string | null,
  hasListId: boolean,
): Rewritten | null {
  const at = envelope.lastIndexOf('@');
  const [local, domain] = [envelope.slice(0, at), envelope.slice(at + 1).toLowerCase()];
  if (at < 1 || domain === '') return null;
  if (SRS.test(local)) return { by: 'forwarder', domain };
  // The sender's own bounces have such names as well, below its domain or below that of SES.
  const own = from !== null && (domain === from || domain.endsWith(`.${from}`));
  if (own || /(?:^|\.)amazonses\.com$/.test(domain)) return null;
  return hasListId && LIST.test(local) ? { by: 'list', domain } : null;
}
