import { ImapFlow } from 'imapflow';
import type { Secret } from '../../core/model/secret.ts';
import type { MailAccount } from '../../core/parse/inbox-url.ts';
import { failureOf } from './failure.ts';

/** Milliseconds for TCP and TLS together, and for the greeting. */
const CONNECTION_TIMEOUT = 15_000;
/** Milliseconds for all until the login is answered. */
const LOGIN = 60_000;
/** Milliseconds that a server is silent where it owes an answer. */
export const SILENCE = 20_000;
/** Bytes. Test messages are small; a server that sends more than this sends something else. */
export const LARGEST_MESSAGE = 2 * 1024 * 1024;

export interface Access {
  readonly account: MailAccount;
  readonly password: Secret;
  readonly ca: string | null;
  readonly signal: AbortSignal;
  /** In place of SILENCE. */
  readonly silence?: number;
}

/** A connection that is logged in; without TLS no password is sent. Throws Failure `inbox/…`. */
export async function connect(access: Access): Promise<ImapFlow> {
  const { account, password, ca, signal, silence = SILENCE } = access;
  const { host, port, tls, user } = account;
  if (signal.aborted) throw failureOf(new Error('stopped'), { ...access, offers: new Set() });
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
    socketTimeout: silence,
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
  }, LOGIN);
  try {
    await client.connect();
  } catch (error) {
    const offers = new Set(client.capabilities.keys());
    client.close();
    const text = `no login within ${LOGIN / 1_000} s`;
    throw failureOf(late ? new Error(text) : error, { ...access, offers });
  } finally {
    clearTimeout(timer);
  }
  return client;
}
