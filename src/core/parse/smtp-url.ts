import { usage } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import { cutsLogin, hasControls, hasMore, PERCENT_ENCODING } from './server-url.ts';

/** Where an old provider takes mail. */
export interface SmtpUrl {
  readonly host: string;
  readonly port: number;
  /** `starttls`, which is required, wherever a password would cross a network. */
  readonly tls: 'implicit' | 'starttls' | 'if-offered';
  readonly username: string | null;
  readonly password: Secret | null;
}

/** What is sent there never leaves the machine: a relay on it often has no certificate. */
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|::1)$/;

/** Reads `smtp[s]://user:pass@host:port`; an error never repeats the value, which may hold a password. */
export function parseSmtpUrl(text: string, name: 'SMTP_URL' | '--smtp-url'): SmtpUrl {
  if (cutsLogin(text)) {
    const what = `${name} has a /, ? or # in its user name or password, which ends them there.`;
    throw usage('bad-smtp-url', what, PERCENT_ENCODING);
  }
  const url = URL.canParse(text) && !hasControls(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') throw badUrl(name);
  if (hasMore(url)) {
    throw usage(
      'bad-smtp-url',
      `${name} has a path, a ? or a # after the server, which names nothing there.`,
      `Remove all that follows the host and the port. ${PERCENT_ENCODING}`,
    );
  }
  const implicit = url.protocol === 'smtps:';
  // An IPv6 address is in brackets in a URL alone (RFC 3986, 3.2.2).
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
  const inClear = url.username === '' || THIS_MACHINE.test(host);
  return {
    host,
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? 'implicit' : inClear ? 'if-offered' : 'starttls',
    username: url.username === '' ? null : decoded(url.username, name),
    password: url.password === '' ? null : new Secret(decoded(url.password, name)),
  };
}

/** The flag, which every user of the machine can read while the program runs: no password. */
export function parseSmtpUrlFlag(text: string): string {
  const { password } = parseSmtpUrl(text, '--smtp-url');
  if (password === null) return text;
  throw usage(
    'bad-smtp-url',
    '--smtp-url contains a password: other users of this machine and the shell history can read it.',
    'Set SMTP_URL to that URL and remove --smtp-url.',
  );
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw usage(
      'bad-smtp-url',
      `${name} has a % in its user name or password that starts no escape.`,
      `Write each % there as %25. ${PERCENT_ENCODING}`,
    );
  }
}

function badUrl(name: string): Error {
  const form = name === 'SMTP_URL' ? 'smtp[s]://user:pass@host:port' : 'smtp[s]://user@host:port';
  return usage(
    'bad-smtp-url',
    `${name} is not a URL of an SMTP server.`,
    `Write ${form}. ${PERCENT_ENCODING}`,
  );
}
