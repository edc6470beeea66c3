import { isIP } from 'node:net';
import { usage } from '../model/errors.ts';
import { cutsLogin, hasControls, hasMore, PERCENT_ENCODING } from './server-url.ts';

/** An IMAP mailbox as `--inbox` names it; its password comes from IMAP_PASSWORD or a prompt. */
export interface MailAccount {
  readonly host: string;
  readonly port: number;
  /** `starttls` is required, not offered (RFC 8314, 3.2). */
  readonly tls: 'implicit' | 'starttls';
  readonly user: string;
}

const FORM = 'imaps://you@example.com@imap.example.com';

/**
 * Parses `imap[s]://USER@HOST[:PORT]` (RFC 5092); the @ of the user may be percent-encoded or not. Throws
 * Failure `usage/bad-inbox`, which never repeats the value where it may hold a password.
 */
export function parseInboxUrl(text: string): MailAccount {
  if (cutsLogin(text)) {
    throw usage(
      'bad-inbox',
      '--inbox has a /, ? or # before the @ of the server, which ends the user name there.',
      `${PERCENT_ENCODING} The password does not belong into the URL: set IMAP_PASSWORD.`,
    );
  }
  const url = URL.canParse(text.trim()) && !hasControls(text) ? new URL(text.trim()) : null;
  if (url?.password) {
    throw usage(
      'bad-inbox',
      '--inbox contains a password: other users of this machine and the shell history can read it.',
      'Set IMAP_PASSWORD or type it at the prompt, and leave it out of the URL.',
    );
  }
  if (url === null || !/^imaps?:$/.test(url.protocol))
    throw bad('is not the URL of an IMAP server');
  const user = decoded(url.username);
  // An IPv6 address is in brackets in a URL alone (RFC 3986, 3.2.2).
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  if (user === '') throw bad('names no user');
  if (!isHost(host)) throw bad('names no server');
  if (hasMore(url)) {
    throw bad('has a path after the server: the folders are found automatically');
  }
  const tls = url.protocol === 'imaps:' ? 'implicit' : 'starttls';
  const port = url.port === '' ? (tls === 'implicit' ? 993 : 143) : Number(url.port);
  return { host, port, tls, user };
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw bad(`has a % in its user that starts no escape. ${PERCENT_ENCODING}`);
  }
}

function bad(what: string): Error {
  return usage('bad-inbox', `--inbox ${what}.`, `Write it as ${FORM}.`);
}
