/** Apart from domain.ts, and to be imported only when needed: the list weighs 130 kB. */

import { parse } from 'tldts';
import { usage } from '../model/errors.ts';

/**
 * Throws Failure `usage/bad-domain` when `domain` (lower-case ASCII) is a public suffix alone, `co.uk`:
 * nobody can verify it. Suffixes of companies, such as `github.io`, pass: their owners may send mail.
 */
export function refusePublicSuffix(domain: string): void {
  const { isIcann, publicSuffix } = parse(domain);
  if (!isIcann || publicSuffix !== domain) return;
  throw usage(
    'bad-domain',
    `"${domain}" is a public suffix: domains are registered under it.`,
    `Enter your domain under it, such as acme.${domain}.`,
  );
}
