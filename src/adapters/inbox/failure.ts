import { EXIT, Failure } from '../../core/model/errors.ts';
import { type Secret, withoutSecrets } from '../../core/model/secret.ts';
import type { MailAccount } from '../../core/parse/inbox-url.ts';
import { BY_FILE, loginFix } from '../../core/proof/imap-logins.ts';
import { printable } from '../../core/text/printable.ts';

/** What imapflow adds to its errors. */
interface ImapError {
  readonly code?: string;
  /** Also where the connection ended in place of an answer. */
  readonly authenticationFailed?: boolean;
  /** NO or BAD; absent: the server did not answer. */
  readonly responseStatus?: string;
  readonly tlsFailed?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
  /** Of an untagged BYE (RFC 9051, 7.1.5). */
  readonly reason?: string;
}

/** Whose mailbox it is, what must not be shown, and what the server offered before the login. */
export interface Attempted {
  readonly account: MailAccount;
  readonly password: Secret;
  /** Names of capabilities; empty where the server did not come to say. */
  readonly offers: ReadonlySet<string>;
}

/** OpenSSL's words for a certificate that cannot be trusted, and Node's own. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY)|HOSTNAME)/;

/** A server that greets in the clear where TLS was begun, or the other way round. */
const NO_TLS_SPOKEN =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|RECORD_LAYER/i;

/** The error of a connection in words; anything else is a bug and is thrown as it is. */
export function failureOf(error: unknown, attempted: Attempted): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) throw error;
  const { account, password } = attempted;
  const { code = '', authenticationFailed, responseStatus, tlsFailed } = error as ImapError;
  const { reason, responseText } = error as ImapError;
  const at = `${account.host}:${account.port}`;
  const said = printable(withoutSecrets(reason ?? responseText ?? error.message, [password]));
  const how = { at, said, cause: error, attempted };
  const isAnswered = responseStatus !== undefined || takesNoPassword(attempted.offers);
  if (authenticationFailed === true && isAnswered) return loginFailure(error, how);
  if (tlsFailed === true || TLS_CODE.test(code)) return tlsFailure(code, how);
  const hint =
    account.tls === 'starttls' && account.port === 993
      ? 'Port 993 speaks TLS from the first byte: write imaps://. '
      : '';
  return new Failure('inbox/unreachable', `The mailbox at ${at} could not be read: ${said}`, {
    exitCode: EXIT.unknown,
    fix: `${hint}Check host, port and network, then run the command again; after sending add --find.`,
    cause: error,
  });
}

interface How {
  /** `host:port`. */
  readonly at: string;
  /** The server's words, fit to be shown. */
  readonly said: string;
  readonly cause: Error;
  readonly attempted: Attempted;
}

/** What the response codes of RFC 5530 say of a login that is not the password's fault. */
const LATER: Readonly<Record<string, string>> = {
  UNAVAILABLE: 'The server cannot check passwords just now',
  SERVERBUG: 'The server has a fault of its own',
  INUSE: 'Another connection has the mailbox to itself',
  LIMIT: 'The mailbox has too many connections or logins',
};

function loginFailure(error: Error, { at, said, cause, attempted }: How): Failure {
  const { account, offers } = attempted;
  const code = (error as ImapError).serverResponseCode ?? '';
  if (takesNoPassword(offers)) {
    const ways = [...offers]
      .filter((each) => each.startsWith('AUTH='))
      .map((each) => each.slice(5));
    return new Failure(
      'inbox/takes-no-password',
      `${at} takes no password: it offers ${printable(ways.join(', ') || 'no way to log in')} only.`,
      { exitCode: EXIT.act, fix: BY_FILE, cause },
    );
  }
  const later = LATER[code];
  if (later !== undefined) {
    return new Failure('inbox/unavailable', `${at} did not take the login now: ${said}`, {
      exitCode: EXIT.unknown,
      fix: `${later}; the password is possibly right. Close other mail programs, wait some minutes and run the command again; after sending add --find.`,
      cause,
    });
  }
  if (code === 'CONTACTADMIN') {
    return new Failure('inbox/contact-admin', `${at} refused ${printable(account.user)}: ${said}`, {
      exitCode: EXIT.act,
      fix: `The server asks to contact its operator; another password does not help. Or: ${BY_FILE}`,
      cause,
    });
  }
  const expired = code === 'EXPIRED' ? 'The password has expired: set a new one. ' : '';
  return new Failure('inbox/login-refused', `${at} refused ${printable(account.user)}: ${said}`, {
    exitCode: EXIT.act,
    fix: `${expired}${loginFix(account)}`,
    cause,
  });
}

/** RFC 9051, 6.2.3: LOGIN is forbidden; and no mechanism is left that a password is for. */
function takesNoPassword(offers: ReadonlySet<string>): boolean {
  const mechanisms = [...offers].filter((each) => each.startsWith('AUTH='));
  return (
    offers.has('LOGINDISABLED') && !mechanisms.some((each) => /^AUTH=(?:PLAIN|LOGIN)$/.test(each))
  );
}

function tlsFailure(code: string, { at, said, cause, attempted }: How): Failure {
  const { tls } = attempted.account;
  if (tls === 'implicit' && NO_TLS_SPOKEN.test(code)) {
    return new Failure('inbox/no-tls', `${at} does not speak TLS from the first byte: ${said}`, {
      exitCode: EXIT.act,
      fix: 'For a port with STARTTLS, such as 143, write imap:// (STARTTLS is then required); for imaps:// use port 993. No password was sent.',
      cause,
    });
  }
  return new Failure('inbox/no-tls', `The TLS certificate of ${at} cannot be trusted: ${said}`, {
    exitCode: EXIT.act,
    fix: `${certificateFix(code)} No password was sent.`,
    cause,
  });
}

function certificateFix(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'It has expired: its operator has to renew it. If its date is right, correct the clock of this machine.';
    case 'CERT_NOT_YET_VALID':
      return 'It is not valid yet: correct the clock of this machine, or ask its operator.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'It is for another name: use the host name in the certificate.';
    default:
      return 'Use imaps:// and the host name in the certificate. For a private certificate authority set NODE_EXTRA_CA_CERTS.';
  }
}
