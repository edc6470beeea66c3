import { ImapFlow } from 'imapflow';
import type { Secret } from '../../core/model/secret.ts';
import type { MailAccount } from '../../core/parse/inbox-url.ts';
import { failureOf } from './failure.ts';
import { bounded, type InboxLimits } from './limits.ts';

export interface Access {
  readonly account: MailAccount;
  readonly password: Secret;
  readonly ca: string | null;
  readonly signal: AbortSignal;
  readonly limits: InboxLimits;
}

/** A connection that is logged in; without TLS no password is sent. Throws Failure `inbox/…`. */
export async function connect(access: Access): Promise<ImapFlow> {
  const { account, password, ca, signal, limits } = access;
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
    connectionTimeout: limits.connection,
    greetingTimeout: limits.connection,
    socketTimeout: limits.silence,
    maxLineLength: limits.message,
    maxLiteralSize: 2 * limits.message,
    maxResponseSize: 3 * limits.message,
  });
  // Each call that is under way fails with it as well; without a listener it would end the process.
  client.on('error', () => undefined);
  const stop = () => client.close();
  signal.addEventListener('abort', stop, { once: true });
  client.on('close', () => signal.removeEventListener('abort', stop));
  const late = `no login within ${limits.login / 1_000} s`;
  try {
    await bounded(client, { ms: limits.login, bytes: limits.stage, late }, () => client.connect());
  } catch (error) {
    const offers = new Set(client.capabilities.keys());
    client.close();
    throw failureOf(error, { ...access, offers });
  }
  return client;
}
