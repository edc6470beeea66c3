import { usage } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/types.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { PATH_NAME, type Path } from '../../core/sending/message.ts';
import { besideProxy, SEND_OVER_API } from '../../core/sending/no-connection.ts';
import { canFallBack, explainReply, type Reply } from '../../core/sending/replies.ts';
import { lastSent, pathsInUse } from '../../core/sending/sent.ts';
import type { Attempt, Ports } from '../../ports/index.ts';
import { explainLogin } from '../explain-login.ts';
import type { ApplyContext, Plan, Task } from '../step.ts';
import {
  attemptOver,
  type Envelope,
  notAsked,
  openRun,
  type Run,
  ratePerSecond,
} from './attempt.ts';
import { sendAgainTask } from './cut-short.ts';
import type { ReportedAttempt } from './data.ts';
import { byCondition } from './denied.ts';
import { inThisAccount } from './in-this-account.ts';
import type { SendTestOptions, SendTestSituation } from './inputs.ts';
import { checkAccount, checkKnownAccount, checkRecipients, loginsFor } from './preconditions.ts';
import { chosenPort } from './probe-ports.ts';

/** SES takes no more recipients in one message (SES Developer Guide, quotas). */
const MOST_RECIPIENTS = 50;

/** A message over each path in use, or one message over a chain of paths until one takes it. */
export function planSending(situation: SendTestSituation): Plan {
  const { answers, world } = situation;
  const from = answers.from ?? '';
  const to = recipients(answers);
  checkSender(from, world.domain);
  const chains = chainsOf(situation);
  const again = sendAgainTask(situation, chains.flat());
  const run = openRun();
  const onlySes = chains.filter((chain) => tried(chain, answers).every((path) => path !== 'old'));
  const prepare: Task = {
    changes: [],
    // Before consent: nobody is asked about a message that SES would refuse, or for a password to send it.
    async precheck(ports) {
      if (onlySes.length === 0) return [];
      checkAccount(to.filter(counts).length * onlySes.length, world);
      await checkRecipients(from, to, { ports, world });
      return [];
    },
    async run(context) {
      checkKnownAccount(chains.flat(), situation);
      run.logins = await loginsFor(chains.flat(), context, situation);
    },
  };
  const sends = chains.flatMap((chain) =>
    groupsOf(to, chain, situation).map((group) =>
      sendTask(chain, { from, to: group }, situation, run),
    ),
  );
  return {
    consent: `Send ${sends.length === 1 ? 'this message' : 'these messages'}?`,
    tasks: [prepare, ...(again === null ? [] : [again]), ...sends],
  };
}

function chainsOf({ answers, checklist }: SendTestSituation): readonly (readonly Path[])[] {
  const inUse = pathsInUse(checklist);
  // The walkthrough comes back after a refusal, such as a mistyped password: what was taken is not sent again.
  const open = inUse.filter((path) => lastSent(checklist, path)?.what !== 'sent');
  const wanted = answers.walk === true && open.length > 0 ? open : inUse;
  const chains = answers.via === undefined ? wanted.map((path) => [path]) : [answers.via];
  if (answers.failFirst === true && chains.some((chain) => chain.length < 2)) {
    throw usage(
      'bad-via',
      '--fail-first needs a second path to fall back to.',
      'Use --via with a chain, for example --via old,api.',
    );
  }
  return chains;
}

/** The paths of a chain that are asked; where the old server is one of them, it can take what SES would refuse. */
function tried(chain: readonly Path[], { failFirst }: SendTestOptions): readonly Path[] {
  return failFirst === true ? chain.slice(1) : chain;
}

/** Mail to the simulator uses up no quota (SES Developer Guide, send-an-email-from-console). */
function counts(address: string): boolean {
  return !address.endsWith('@simulator.amazonses.com');
}

function recipients(answers: SendTestOptions): readonly string[] {
  const scenario = answers.scenario ?? null;
  return scenario === null ? (answers.to ?? []) : [`${scenario}@simulator.amazonses.com`];
}

function checkSender(from: string, domain: string): void {
  const senderDomain = parseAddress(from).address.split('@')[1]?.toLowerCase() ?? '';
  if (senderDomain === domain || senderDomain.endsWith(`.${domain}`)) return;
  throw usage(
    'from-outside',
    `${from} is not an address of ${domain}.`,
    `Use --from with an address at ${domain}.`,
  );
}

/** SES counts recipients, not messages: no message has more of them than a second allows. */
function groupsOf(to: readonly string[], chain: readonly Path[], { world }: SendTestSituation) {
  if (chain.every((path) => path === 'old')) return [to];
  const size = Math.min(MOST_RECIPIENTS, Math.max(1, Math.floor(ratePerSecond(world))));
  return Array.from({ length: Math.ceil(to.length / size) }, (_each, index) =>
    to.slice(index * size, (index + 1) * size),
  );
}

function sendTask(
  chain: readonly Path[],
  envelope: Envelope,
  situation: SendTestSituation,
  run: Run,
): Task {
  const failFirst = situation.answers.failFirst === true;
  const over = chain.map((path, index) =>
    failFirst && index === 0 ? `${PATH_NAME[path]} (made to fail)` : PATH_NAME[path],
  );
  return {
    changes: [
      {
        op: '+',
        what: 'message',
        from: null,
        to: `${envelope.from} to ${envelope.to.join(', ')} over ${over.join(', else ')}`,
      },
    ],
    async run(context) {
      const taken = await sendAlong(chain, envelope, situation, context, run);
      context.show('send-test', { attempts: run.attempts.map(told) });
      if (taken !== null) {
        context.show('send-test', { provider: taken.via, messageId: taken.messageId });
      }
      context.conclude(run.findings.length === 0 ? 'done' : 'problem', run.findings);
    },
  };
}

/** One message over the first path that takes it; the same rules as `ses-migrate/transport` in applications. */
async function sendAlong(
  chain: readonly Path[],
  envelope: Envelope,
  situation: SendTestSituation,
  context: ApplyContext,
  run: Run,
): Promise<Attempt | null> {
  const failed: Attempt[] = [];
  const failFirst = situation.answers.failFirst === true;
  run.messageId = null;
  for (const [index, path] of chain.entries()) {
    if (failFirst && index === 0) {
      run.attempts.push(notAsked(path, situation, context, run));
      continue;
    }
    const last = index === chain.length - 1;
    const attempt = await attemptOver({ path, last, envelope, situation, context, run });
    if (attempt.ok) return attempt;
    failed.push(attempt);
    if (!canFallBack(attempt)) break;
  }
  for (const attempt of failed) {
    const refused = { ...attempt, from: envelope.from };
    const said = await explained(refused, envelope, situation, context.ports, run);
    const about = inThisAccount(said, situation.world);
    const token = run.tokens.get(attempt);
    // Whether it went out is found out by its copy.
    run.findings.push(
      attempt.ambiguous && token !== undefined ? { ...about, subject: token } : about,
    );
  }
  return null;
}

/** A login or sender that SES refused is looked into; what another server says is for itself. */
async function explained(
  attempt: Attempt & Pick<Reply, 'from'>,
  envelope: Envelope,
  situation: SendTestSituation,
  ports: Ports,
  { logins }: Run,
): Promise<Finding> {
  const { answers, world } = situation;
  if (attempt.code === null && !attempt.ambiguous && attempt.via !== 'api')
    return besideProxy(explainReply(attempt), ports.env.proxyVariable(), SEND_OVER_API);
  const { smtp: login } = logins;
  const place = { region: world.region, port: chosenPort(answers) };
  const said =
    attempt.via === 'smtp' && login !== null
      ? await explainLogin(ports, { ...place, login }, attempt)
      : explainReply(attempt);
  return byCondition(said, attempt, envelope, situation, ports);
}

function told(attempt: Attempt): ReportedAttempt {
  const { via, host, port, ok, code, response, ms } = attempt;
  return { via, host, port, ok, code, response, ms };
}
