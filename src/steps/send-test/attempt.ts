import { apiHost } from '../../core/aws/regions.ts';
import type { Finding } from '../../core/model/types.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { NOT_ASKED } from '../../core/sending/attempt.ts';
import { failedOverApi } from '../../core/sending/delivery-failure.ts';
import { PATH_NAME, type Path, type Template, testMessage } from '../../core/sending/message.ts';
import { retryAfter } from '../../core/sending/replies.ts';
import type { World } from '../../core/world.ts';
import {
  type Attempt,
  type OutgoingMessage,
  PortError,
  type SmtpEndpoint,
} from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import type { SendTestSituation } from './inputs.ts';
import type { Logins } from './preconditions.ts';
import { chosenPort } from './probe-ports.ts';

export interface Envelope {
  /** With a display name or without. */
  readonly from: string;
  readonly to: readonly string[];
}

/** What one run of sending gathers for the report. */
export interface Run {
  readonly attempts: Attempt[];
  readonly findings: Finding[];
  /** Of each attempt the token in its message. */
  readonly tokens: Map<Attempt, string>;
  logins: Logins;
  /** Message-ID of the present message, the same over each path; null before its first. */
  messageId: string | null;
  /** Milliseconds to let pass before SES is handed the next message. */
  rest: number;
}

export function openRun(): Run {
  return {
    attempts: [],
    findings: [],
    tokens: new Map(),
    logins: { smtp: null, old: null },
    messageId: null,
    rest: 0,
  };
}

/** Everything one attempt over one path works with. */
interface OnePath {
  readonly path: Path;
  /** Nothing comes after it in the chain. */
  readonly last: boolean;
  readonly envelope: Envelope;
  readonly situation: SendTestSituation;
  readonly context: ApplyContext;
  readonly run: Run;
}

/** Hands the message to one path, again where its answer says that this helps, and keeps a receipt. */
export async function attemptOver(one: OnePath): Promise<Attempt> {
  const { path, envelope, context, run } = one;
  const { ports, intend, record } = context;
  // Unique without a source of chance: the time in base 36, and the path.
  const token = `${ports.clock.now().getTime().toString(36)}-${path}`;
  const message = await compose(one, token);
  const to = envelope.to.join(' ');
  await intend('send', { via: path, token, to });
  const keep = (attempt: Attempt) =>
    record(attempt.ok ? 'sent' : 'refused', {
      via: path,
      token,
      from: envelope.from,
      to,
      host: attempt.host,
      port: attempt.port,
      code: attempt.code,
      response: attempt.response,
      messageId: attempt.messageId,
      ambiguous: attempt.ambiguous,
      stage: attempt.stage ?? null,
      // No secret: it tells make-smtp-creds which key was proven.
      accessKeyId: path === 'smtp' ? (run.logins.smtp?.username ?? null) : null,
    });
  try {
    const attempt = await tryPath(one, message);
    run.tokens.set(attempt, token);
    await keep(attempt);
    return attempt;
  } catch (error) {
    // Refused for sure: no message is left in doubt.
    if (path === 'api' && error instanceof PortError && !error.ambiguous)
      await keep(failedAttempt(one, error));
    throw error;
  }
}

function failedAttempt({ context }: OnePath, error: PortError): Attempt {
  const said = error.cause instanceof Error ? error.cause : error;
  const place = { host: apiHost(context.world.region), port: 443 };
  return { via: 'api', ...place, ok: false, messageId: null, ...failedOverApi(said), ms: 0 };
}

async function compose(one: OnePath, token: string): Promise<OutgoingMessage> {
  const { path, envelope, situation, context, run } = one;
  const { answers, world } = situation;
  const template = (answers.template ?? 'html') as Template;
  const unsubscribe = unsubscribeFor(situation, token);
  const draft = testMessage(template, path, world.domain, { token, unsubscribe });
  run.messageId ??= `<${token}@${world.domain}>`;
  const raw = await context.ports.smtp.compose({
    ...draft,
    ...envelope,
    messageId: run.messageId,
  });
  const { identity } = world;
  const configurationSet = identity.ok ? (identity.value?.configurationSet ?? null) : null;
  return { from: parseAddress(envelope.from).address, to: envelope.to, raw, configurationSet };
}

/** Where the account says that it sends marketing mail, a test message is such mail, too. */
function unsubscribeFor({ answers, world }: SendTestSituation, token: string): string | null {
  const given = answers.unsubscribe ?? null;
  if (given !== null) return given;
  const marketing = world.account.ok && world.account.value.details?.mailType === 'MARKETING';
  return marketing ? `https://${world.domain}/unsubscribe?token=${token}` : null;
}

/** SES says when a message was not taken because of rate or load: only those are sent again. */
async function tryPath(one: OnePath, message: OutgoingMessage): Promise<Attempt> {
  const { path, context, run } = one;
  const { ports, world } = context;
  for (let tries = 1; ; tries += 1) {
    if (path !== 'old' && run.rest > 0) await ports.clock.sleep(run.rest);
    const attempt = await sendOver(one, message);
    if (path !== 'old')
      run.rest = Math.ceil((1_000 * message.to.length) / ratePerSecond(world)) + 50;
    run.attempts.push(attempt);
    ports.output.endProgress();
    const after = attempt.ok ? null : retryAfter(attempt, tries);
    if (after === null) return attempt;
    ports.output.progress(`${PATH_NAME[path]} replied ${attempt.response}; retrying`);
    await ports.clock.sleep(after);
  }
}

/** Recipients a second that the account may send to; one where that is not known, as in the sandbox. */
export function ratePerSecond({ account }: World): number {
  return Math.max(account.ok ? account.value.quota.maxRate : 1, 0.1);
}

async function sendOver(one: OnePath, message: OutgoingMessage): Promise<Attempt> {
  const { path, last, situation, context, run } = one;
  const { smtp, output } = context.ports;
  output.progress(`Sending over ${PATH_NAME[path]}`);
  if (path === 'api') return last ? context.ports.ses.sendEmail(message) : overApi(one, message);
  if (path === 'old') {
    const { old } = run.logins;
    if (old === null) throw new Error('the chain has no login for its old provider');
    return { ...(await smtp.send(old.endpoint, old.login, message)), via: 'old' };
  }
  return smtp.send(sesEndpoint(situation, context), run.logins.smtp, message);
}

/** Credentials that AWS does not accept stop a run; in a chain they are one more reason to continue. */
async function overApi(one: OnePath, message: OutgoingMessage): Promise<Attempt> {
  try {
    return await one.context.ports.ses.sendEmail(message);
  } catch (error) {
    if (!(error instanceof PortError) || error.reason !== 'credentials') throw error;
    return failedAttempt(one, error);
  }
}

function sesEndpoint({ answers }: SendTestSituation, { ports, world }: ApplyContext): SmtpEndpoint {
  return ports.smtp.endpoint(world.region, chosenPort(answers));
}

/** The first path of a chain under --fail-first. */
export function notAsked(
  path: Path,
  situation: SendTestSituation,
  context: ApplyContext,
  run: Run,
): Attempt {
  const old = run.logins.old?.endpoint;
  const place =
    path === 'api'
      ? { host: apiHost(context.world.region), port: 443 }
      : path === 'old' && old !== undefined
        ? old
        : sesEndpoint(situation, context);
  const fate = { ok: false, code: null, messageId: null, ambiguous: false };
  const { host, port } = place;
  return { via: path, host, port, ...fate, response: NOT_ASKED, ms: 0 };
}
