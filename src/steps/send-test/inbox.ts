import type { Checklist } from '../../core/checklist.ts';
import { isReceipt } from '../../core/checklist-receipts.ts';
import { EXIT, Failure, usage } from '../../core/model/errors.ts';
import type { Finding, Status } from '../../core/model/types.ts';
import { type MailAccount, parseInboxUrl } from '../../core/parse/inbox-url.ts';
import { isSuperseded, type OwnMessage, takenMessage, unproven } from '../../core/sending/sent.ts';
import type { Mailbox } from '../../ports/index.ts';
import type { ApplyContext, Plan, Task } from '../step.ts';
import { checkNotStopped, type Pending, waitForCopies } from './arrival.ts';
import type { SendTestOptions, SendTestSituation } from './inputs.ts';
import { openMailbox } from './mailbox.ts';
import { planSending } from './sending.ts';

/** Milliseconds. SES hands most mail over within seconds; greylisting takes a minute or more. */
const DEFAULT_WAIT = 180_000;

/** Sends, waits for the message in a mailbox and verifies the copy; with --find it sends nothing. */
export function planInbox(situation: SendTestSituation): Plan {
  const { answers } = situation;
  const account = parseInboxUrl(answers.inbox ?? '');
  checkFlags(answers);
  const limit = answers.wait ?? DEFAULT_WAIT;
  const finds = answers.find === true;
  const before = finds
    ? pendingOf(unproven(situation.checklist), situation.checklist).filter(
        (each) => !isSimulated(each),
      )
    : [];
  if (finds && before.length === 0) throw nothingToFind();
  const sending: Plan = finds
    ? { consent: 'Check the mailbox?', tasks: [] }
    : planSending({ ...situation, answers: withRecipient(answers, account) });
  const run: Task['run'] = async (context) => {
    const mailbox = await openMailbox(account, before, context);
    try {
      await sendAndProve({ sending, before, account, limit }, mailbox, context);
    } finally {
      await mailbox.close();
    }
  };
  const iamActions = sending.tasks.flatMap((task) => task.iamActions ?? []);
  return {
    ...sending,
    // One operation: the mailbox is opened before anything is sent, and closed whatever happens.
    tasks: [{ changes: sending.tasks.flatMap((task) => task.changes), iamActions, run }],
  };
}

interface Job {
  readonly sending: Plan;
  readonly before: readonly Pending[];
  readonly account: MailAccount;
  readonly limit: number;
}

async function sendAndProve(job: Job, mailbox: Mailbox, context: ApplyContext): Promise<void> {
  const sent = await send(job.sending, context);
  const pending = forMailbox([...job.before, ...sent.pending], job.account);
  if (pending.length === 0) return context.conclude(sent.status, sent.findings);
  const { status, findings, found } = await waitForCopies(pending, mailbox, job.limit, context);
  // A copy ends the doubt whether the message went out.
  const left = sent.findings.filter(
    ({ code, subject = '' }) => code !== 'send/ambiguous' || !found.has(subject),
  );
  const worst =
    left.length < sent.findings.length && left.length === 0 ? status : worse(sent.status, status);
  context.conclude(worst, [...left, ...findings]);
}

interface Sent {
  readonly pending: readonly Pending[];
  readonly status: Status;
  readonly findings: readonly Finding[];
}

/** Runs the tasks of sending, and keeps what they say of themselves. */
async function send({ tasks }: Plan, context: ApplyContext): Promise<Sent> {
  const pending: Pending[] = [];
  let status: Status = 'done';
  let findings: readonly Finding[] = [];
  const listening: ApplyContext = {
    ...context,
    async record(what, facts, changes) {
      await context.record(what, facts, changes);
      const at = context.ports.clock.now().toISOString();
      const receipt = { at, what, facts };
      const isOut =
        isReceipt(receipt, 'sent') || (isReceipt(receipt, 'refused') && receipt.facts.ambiguous);
      if (isOut) pending.push(...pendingOf([takenMessage(receipt)], null));
    },
    conclude(told, why) {
      status = told;
      findings = why;
    },
  };
  for (const task of tasks) {
    checkNotStopped(context, pending);
    await task.run?.(listening);
  }
  return { pending, status, findings };
}

/** `checklist` null: they were sent by this run. */
function pendingOf(sent: readonly OwnMessage[], checklist: Checklist | null): Pending[] {
  return sent.map((each) => ({
    ...each,
    at: new Date(each.at),
    awaited: checklist === null || !isSuperseded(each, checklist),
  }));
}

/** Several recipients may get messages of their own: those to others do not come here. */
function forMailbox(pending: readonly Pending[], { user }: MailAccount): readonly Pending[] {
  const address = user.toLowerCase();
  const own = pending.filter(({ to }) => to.some((each) => each.toLowerCase() === address));
  // It may be the mailbox of another address: an alias, a catch-all.
  return own.length > 0 ? own : pending;
}

function isSimulated({ to }: Pending): boolean {
  return to.every((address) => address.endsWith('@simulator.amazonses.com'));
}

const ORDER: readonly Status[] = ['problem', 'unknown', 'waiting', 'done'];

function worse(a: Status, b: Status): Status {
  return ORDER.find((each) => each === a || each === b) ?? a;
}

/** Without --to the message goes to the mailbox itself. */
function withRecipient(answers: SendTestOptions, { user }: MailAccount): SendTestOptions {
  return (answers.to ?? []).length > 0 || !user.includes('@')
    ? answers
    : { ...answers, to: [user] };
}

function checkFlags(answers: SendTestOptions): void {
  const other = (['scenario', 'eml'] as const).find((key) => answers[key] !== undefined);
  if (other === undefined) return;
  throw usage(
    'bad-inbox',
    `--inbox cannot be used with --${other}.`,
    other === 'eml'
      ? 'A file needs no mailbox: remove one of the two flags.'
      : 'Mail to the simulator does not reach a mailbox: use --to with the address of this mailbox.',
  );
}

function nothingToFind(): Failure {
  return new Failure('send/nothing-to-find', 'No sent message is waiting for a proof.', {
    exitCode: EXIT.act,
    fix: 'Send one: run the same command without --find.',
  });
}
