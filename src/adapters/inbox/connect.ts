import { ImapFlow } from 'imapflow';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { type Secret, withoutSecrets } from '../../core/model/secret.ts';
import type { MailAccount } from '../../core/parse/inbox-url.ts';
import { loginFix } from '../../core/proof/imap-logins.ts';
import { printable } from '../../core/text/printable.ts';

/** Milliseconds for TCP and TLS together, and for the greeting. */
const CONNECTION_TIMEOUT = 15_000;
/** Milliseconds of silence in the middle of an answer. */
const SOCKET_TIMEOUT = 60_000;
/** Bytes. Test messages are small; a server that sends more than this sends something else. */
export const LARGEST_MESSAGE = 2 * 1024 * 1024;

export interface Access {
  readonly account: MailAccount;
  readonly password: Secret;
  readonly ca: string | null;
  readonly signal: AbortSignal;
}

/** A connection that is logged in; without TLS no password is sent. Throws Failure `inbox/…`. */
export async function connect(access: Access): Promise<ImapFlow> {
  const { account, password, ca, signal } = access;
  const { host, port, tls, user } = account;
  if (signal.aborted) throw failureOf(new Error('stopped'), access);
  const client = new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'starttls' ? { doSTARTTLS: true } : {}),
    auth: { user, pass: password.reveal() },
    ...(ca === null ? {} : { tls: { ca } }),
    // Its log would hold the conversation.
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECTION_TIMEOUT,
    greetingTimeout: CONNECTION_TIMEOUT,
    socketTimeout: SOCKET_TIMEOUT,
    maxLineLength: LARGEST_MESSAGE,
    maxLiteralSize: 2 * LARGEST_MESSAGE,
    maxResponseSize: 3 * LARGEST_MESSAGE,
  });
  // Each call that is under way fails with it as well; without a listener it would end the process.
  client.on('error', () => undefined);
  const stop = () => client.close();
  signal.addEventListener('abort', stop, { once: true });
  client.on('close', () => signal.removeEventListener('abort', stop));
  // TLS, greeting and login together: a server that sends a byte now and then is never silent.
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    client.close();
  }, SOCKET_TIMEOUT);
  try {
    await client.connect();
  } catch (error) {
    client.close();
    const text = `no login within ${SOCKET_TIMEOUT / 1_000} s`;
    throw failureOf(late ? new Error(text) : error, access);
  } finally {
    clearTimeout(timer);
  }
  return client;
}

/** What imapflow adds to its errors. */
interface ImapError {
  readonly code?: string;
  readonly authenticationFailed?: boolean;
  readonly tlsFailed?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
}

/** OpenSSL's words for a certificate that cannot be trusted, and Node's own. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY)|HOSTNAME)/;

/** The error of a connection in words; anything else is a bug and is thrown as it is. */
export function failureOf(
  error: unknown,
  { account, password }: Pick<Access, 'account' | 'password'>,
): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) throw error;
  const {
    code = '',
    authenticationFailed,
    tlsFailed,
    serverResponseCode,
    responseText,
  } = error as ImapError;
  const at = `${account.host}:${account.port}`;
  const said = printable(withoutSecrets(responseText ?? error.message, [password]));
  // RFC 5530: the server cannot check passwords just now, which says nothing about this one.
  if (authenticationFailed === true && serverResponseCode !== 'UNAVAILABLE') {
    return new Failure('inbox/login-refused', `${at} refused ${printable(account.user)}: ${said}`, {
      exitCode: EXIT.act,
      fix: loginFix(account),
      cause: error,
    });
  }
  if (tlsFailed === true || TLS_CODE.test(code)) {
    return new Failure('inbox/no-tls', `The TLS certificate of ${at} cannot be trusted: ${said}`, {
      exitCode: EXIT.act,
      fix: 'Use imaps:// and the host name in the certificate. For a private certificate authority set NODE_EXTRA_CA_CERTS. No password was sent.',
      cause: error,
    });
  }
  return new Failure('inbox/unreachable', `The mailbox at ${at} could not be read: ${said}`, {
    exitCode: EXIT.unknown,
    fix: 'Check host, port and network, then run the command again; after sending add --find.',
    cause: error,
  });
}
