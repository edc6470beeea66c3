import { Failure, usage } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { MailAccount } from '../../core/parse/inbox-url.ts';
import type { Mailbox } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { checkNotStopped, type Pending } from './arrival.ts';

/** How often a person may type a password before it is taken for wrong; more would lock some mailboxes. */
const MOST_TRIES = 3;

/** Logs in: with IMAP_PASSWORD, or with what a person types, who may try again. Sends nothing. */
export async function openMailbox(
  account: MailAccount,
  pending: readonly Pending[],
  context: ApplyContext,
): Promise<Mailbox> {
  const { env, prompt, output } = context.ports;
  const known = env.imapPassword();
  if (known !== null) return open(account, known, pending, context);
  if (!prompt.interactive) {
    throw usage('missing', `The password of ${account.user} is missing.`, 'Set IMAP_PASSWORD.');
  }
  for (let tries = 1; ; tries += 1) {
    const password = await prompt.password(`IMAP password of ${account.user}`);
    try {
      return await open(account, password, pending, context);
    } catch (error) {
      if (!isRefused(error) || tries === MOST_TRIES) throw error;
      output.show(`${error.message}\nEnter it again, or stop with Ctrl-C.`);
    }
  }
}

async function open(
  account: MailAccount,
  password: Secret,
  pending: readonly Pending[],
  context: ApplyContext,
): Promise<Mailbox> {
  const { inbox, output } = context.ports;
  const { signal } = context;
  output.progress(`Opening the mailbox at ${account.host}`);
  try {
    return await inbox.open(account, password, { since: earliest(pending), signal });
  } catch (error) {
    checkNotStopped(context, pending);
    throw besideProxy(error, context);
  } finally {
    output.endProgress();
  }
}

function isRefused(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'inbox/login-refused';
}

/** The time to look from; null: only what comes from now on. */
function earliest(pending: readonly Pending[]): Date | null {
  const times = pending.map(({ at }) => at.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** A network that lets out only what goes through a proxy lets no IMAP out; a saved message needs no connection. */
function besideProxy(error: unknown, { ports }: ApplyContext): unknown {
  if (!(error instanceof Failure) || error.code !== 'inbox/unreachable') return error;
  const variable = ports.env.proxyVariable();
  if (variable === null) return error;
  const say = `IMAP does not go through the HTTP proxy that ${variable} names. Where the network lets nothing else out, save the received message as a file and run \`ses-migrate send-test --eml FILE\`.`;
  const { code, message, exitCode, fixes, cause } = error;
  return new Failure(code, message, { exitCode, fix: [{ say }, ...fixes], cause });
}
