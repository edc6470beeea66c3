import { parseAddress } from '../core/address.ts';
import { usage } from '../core/errors.ts';
import { PATH_NAME, type Path, type Template, testMessage } from '../core/message.ts';
import { explainReply, mayFallBack, retryAfter } from '../core/replies.ts';
import { pathsInUse } from '../core/sent.ts';
import type { Finding } from '../core/types.ts';
import type { Attempt, OutgoingMessage } from '../ports.ts';
import { type Answers, listOf, textOf } from './input.ts';
import { checkRecipients, type Logins, loginsFor } from './send-test.before.ts';
import type { ApplyContext, Plan, Situation, Task } from './step.ts';

/** What one run of sending gathers for the report. */
interface Run {
  readonly attempts: Attempt[];
  readonly findings: Finding[];
  logins: Logins;
}

/** A message over each path in use, or one message over a chain of paths until one takes it. */
export function planSending(situation: Situation): Plan {
  const { answers, checklist, world } = situation;
  const from = textOf(answers, 'from') ?? '';
  const to = recipients(answers);
  checkSender(from, world.domain);
  const via = textOf(answers, 'via');
  const chains: readonly (readonly Path[])[] =
    via === null ? pathsInUse(checklist).map((path) => [path]) : [via.split(',').filter(isPath)];
  const run: Run = { attempts: [], findings: [], logins: { smtp: null, old: null } };
  const prepare: Task = {
    changes: [],
    async run(context) {
      run.logins = await loginsFor(chains.flat(), context, checklist);
      await checkRecipients(to, chains.flat(), context);
    },
  };
  const sends = chains.map((chain) => sendTask(chain, { from, to }, situation, run));
  return {
    consent: `Send ${sends.length === 1 ? 'this message' : 'these messages'}?`,
    tasks: [prepare, ...sends],
  };
}

function isPath(text: string): text is Path {
  return text in PATH_NAME;
}

function recipients(answers: Answers): readonly string[] {
  const scenario = textOf(answers, 'scenario');
  return scenario === null ? listOf(answers, 'to') : [`${scenario}@simulator.amazonses.com`];
}

function checkSender(from: string, domain: string): void {
  const senderDomain = parseAddress(from).address.split('@')[1]?.toLowerCase() ?? '';
  if (senderDomain === domain || senderDomain.endsWith(`.${domain}`)) return;
  throw usage(
    'from-outside',
    `${from} is not an address of ${domain}.`,
    `Give --from with an address at ${domain}.`,
  );
}

function sendTask(
  chain: readonly Path[],
  envelope: { from: string; to: readonly string[] },
  situation: Situation,
  run: Run,
): Task {
  const over = chain.map((path) => PATH_NAME[path]).join(', else ');
  return {
    changes: [
      {
        op: '+',
        what: 'message',
        from: null,
        to: `${envelope.from} to ${envelope.to.join(', ')} over ${over}`,
      },
    ],
    async run(context) {
      const taken = await sendAlong(chain, envelope, situation, context, run);
      context.show('attempts', run.attempts.map(told));
      if (taken !== null) {
        context.show('provider', taken.via);
        context.show('messageId', taken.messageId);
      }
      const ok = run.findings.length === 0;
      context.conclude(ok ? 'done' : 'problem', run.findings);
    },
  };
}

/** One message over the first path that takes it; the same rules as `ses-migrate/transport` in applications. */
async function sendAlong(
  chain: readonly Path[],
  envelope: { from: string; to: readonly string[] },
  situation: Situation,
  context: ApplyContext,
  run: Run,
): Promise<Attempt | null> {
  const failed: Attempt[] = [];
  for (const path of chain) {
    const attempt = await attemptOver(path, envelope, situation, context, run);
    if (attempt.ok) return attempt;
    failed.push(attempt);
    if (!mayFallBack(attempt)) break;
  }
  run.findings.push(...failed.map(explainReply));
  return null;
}

async function attemptOver(
  path: Path,
  { from, to }: { from: string; to: readonly string[] },
  { answers, world }: Situation,
  context: ApplyContext,
  run: Run,
): Promise<Attempt> {
  const { ports, intend, record } = context;
  const token = newToken(ports.clock.now(), path);
  const template = (textOf(answers, 'template') ?? 'html') as Template;
  const draft = testMessage(template, path, world.domain, token);
  const raw = await ports.smtp.compose({ ...draft, from, to });
  const configurationSet = world.identity.ok
    ? (world.identity.value?.configurationSet ?? null)
    : null;
  const message = { from: parseAddress(from).address, to, raw, configurationSet };
  await intend('send', { via: path, token, to: to.join(' ') });
  const attempt = await tryPath(path, message, context, run);
  await record(attempt.ok ? 'sent' : 'refused', {
    via: path,
    token,
    from,
    to: to.join(' '),
    host: attempt.host,
    port: attempt.port,
    code: attempt.code,
    response: attempt.response,
    messageId: attempt.messageId,
    ambiguous: attempt.ambiguous,
    // No secret: it tells make-smtp-creds which key was proven.
    accessKeyId: path === 'smtp' ? (run.logins.smtp?.username ?? null) : null,
  });
  return attempt;
}

/** SES says when a message was not taken because of rate or load: only those are sent again. */
async function tryPath(
  path: Path,
  message: OutgoingMessage,
  context: ApplyContext,
  run: Run,
): Promise<Attempt> {
  const { ports } = context;
  for (let tries = 1; ; tries += 1) {
    if (run.attempts.length > 0) await ports.clock.sleep(pause(context));
    const attempt = await sendOver(path, message, context, run);
    run.attempts.push(attempt);
    ports.output.endProgress();
    const after = attempt.ok ? null : retryAfter(attempt, tries);
    if (after === null) return attempt;
    ports.output.progress(`${PATH_NAME[path]} said ${attempt.response}; trying again`);
    await ports.clock.sleep(after);
  }
}

/** Milliseconds that keep two messages inside the account's rate; a second where it is not known. */
function pause({ world }: ApplyContext): number {
  const rate = world.account.ok ? world.account.value.quota.maxRate : 1;
  return Math.ceil(1_000 / Math.max(rate, 0.1)) + 50;
}

async function sendOver(
  path: Path,
  message: OutgoingMessage,
  context: ApplyContext,
  run: Run,
): Promise<Attempt> {
  const { ports, world } = context;
  ports.output.progress(`Sending over ${PATH_NAME[path]}`);
  if (path === 'api') return ports.aws.sendEmail(message);
  if (path === 'old') {
    const { old } = run.logins;
    if (old === null)
      throw usage(
        'missing',
        'SMTP_URL is not set.',
        'Set SMTP_URL to smtp[s]://user:pass@host:port.',
      );
    return { ...(await ports.smtp.send(old.endpoint, old.login, message)), via: 'old' };
  }
  return ports.smtp.send(ports.smtp.endpoint(world.region), run.logins.smtp, message);
}

/** Unique without a source of chance: the time in base 36, and the path. */
function newToken(now: Date, path: Path): string {
  return `${now.getTime().toString(36)}-${path}`;
}

function told(attempt: Attempt): Readonly<Record<string, unknown>> {
  const { via, host, port, ok, code, response, ms } = attempt;
  return { via, host, port, ok, code, response, ms };
}
