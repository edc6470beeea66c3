import { cancelled, EXIT, Failure } from '../../core/model/errors.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding, Status } from '../../core/model/types.ts';
import { PATH_NAME, type Path } from '../../core/sending/message.ts';
import type { ArrivedMessage, Mailbox } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { type Arrival, waitForArrival } from '../wait-for-arrival.ts';
import { type Judged, judgeCopy } from './judge-copy.ts';

/** Milliseconds between two looks into the mailbox, where the server does not tell of new mail. */
const PAUSE = 4_000;

/** Milliseconds for a look that begins when the time is nearly over. */
const LAST_LOOK = 10_000;

/** A message that was handed over and has not been seen in the mailbox. */
export interface Pending {
  readonly token: string;
  readonly via: Path;
  readonly to: readonly string[];
  /** What SES gave back on sending; null where it gave none. */
  readonly messageId: string | null;
  readonly answered: boolean;
  readonly at: Date;
  /** False: looked for, and not waited for, as a later message of its path tells more. */
  readonly awaited: boolean;
}

interface Outcome {
  readonly status: Status;
  readonly findings: readonly Finding[];
  /** Tokens of the messages of which a copy was found, whatever it proves. */
  readonly found: ReadonlySet<string>;
}

/** What one look into the mailbox left to wait for. */
interface Progress {
  readonly open: readonly Pending[];
  /** Why this look could not be made; null: it was made. */
  readonly failure: Failure | null;
}

/** Looks until a copy of each message is verified, or until the time is over (milliseconds). */
export async function waitForCopies(
  pending: readonly Pending[],
  mailbox: Mailbox,
  limit: number,
  context: ApplyContext,
): Promise<Outcome> {
  const { clock } = context.ports;
  const end = clock.now().getTime() + limit;
  const judged: Judged[] = [];
  let open = pending;
  const lookOnce = async (): Promise<Progress> => {
    const { arrived, failure } = await look(
      mailbox,
      { open, left: end - clock.now().getTime() },
      context,
    );
    for (const message of arrived) {
      // Two folders may hold one message.
      const sent = open.find(({ token }) => token === message.token);
      if (sent === undefined) continue;
      const one = await judge(message, sent, context);
      judged.push(one);
      // A forged one on the way says nothing of ours, which is still awaited.
      if (!one.foreign) open = open.filter((each) => each !== sent);
    }
    show(judged, context);
    return { open, failure };
  };
  const arrival: Arrival<Progress> = {
    limit,
    look: lookOnce,
    hasArrived: (seen) => awaited(seen.open).length === 0 || isHopeless(seen),
    pause: () => PAUSE,
    onPause: (seen) => tell(seen, end, context),
    // What cannot be read now is read again in a moment: connections break in a long wait.
    async rest(ms, _signal, { failure }) {
      await (failure === null ? mailbox.rest(ms) : rest(ms, context));
      checkNotStopped(context, open);
    },
  };
  const last = await waitForArrival(clock, arrival, context.signal);
  for (const sent of last.open.filter((each) => !each.awaited))
    context.ports.output.note(
      `${notArrived(sent).message} A later one tells more, so it is not waited for.`,
    );
  const left = new Set(last.open.map(({ token }) => token));
  const found = new Set(pending.map(({ token }) => token).filter((token) => !left.has(token)));
  return { ...conclude(judged, { ...last, open: awaited(last.open) }), found };
}

function awaited(open: readonly Pending[]): readonly Pending[] {
  return open.filter((each) => each.awaited);
}

function isHopeless({ failure }: Progress): boolean {
  return failure !== null && failure.exitCode !== EXIT.unknown;
}

/** Throws Failure `cancelled` after Ctrl-C; what was sent stays in the checklist. */
export function checkNotStopped({ signal }: ApplyContext, sent: readonly Pending[]): void {
  if (!signal.aborted) return;
  throw cancelled(
    sent.length === 0
      ? 'Stopped. Nothing was sent.'
      : 'Stopped waiting. The checklist has the sent messages: run the same command with --find to look for them.',
  );
}

interface MailboxLook {
  readonly arrived: readonly ArrivedMessage[];
  readonly failure: Failure | null;
}

async function look(
  mailbox: Mailbox,
  { open, left }: { readonly open: readonly Pending[]; readonly left: number },
  context: ApplyContext,
): Promise<MailboxLook> {
  const tokens = open.map(({ token }) => token);
  try {
    return { arrived: await mailbox.look(tokens, Math.max(left, LAST_LOOK)), failure: null };
  } catch (error) {
    checkNotStopped(context, open);
    if (error instanceof Failure) return { arrived: [], failure: error };
    throw error;
  }
}

async function rest(ms: number, context: ApplyContext): Promise<void> {
  const { clock } = context.ports;
  await clock.sleep(ms, context.signal).catch((error: unknown) => {
    if (!context.signal.aborted) throw error;
  });
}

function judge(message: ArrivedMessage, sent: Pending, context: ApplyContext): Promise<Judged> {
  const { raw, folder, place, arrivedAt } = message;
  // Two clocks: one that is behind makes no negative time.
  const ms = new Date(arrivedAt).getTime() - sent.at.getTime();
  const arrival = { folder, place, seconds: Math.max(0, Math.round(ms / 1_000)) };
  context.ports.output.endProgress();
  return judgeCopy({ sent, raw, arrival }, context);
}

/** Scripts read one proof; where there are several, the first that is not whole. */
function show(judged: readonly Judged[], { show: add }: ApplyContext): void {
  const [first] = judged;
  if (first === undefined) return;
  add('send-test', {
    proof: (judged.find(({ status }) => status !== 'done') ?? first).shown,
    proofs: judged.flatMap(({ shown }) => shown ?? []),
  });
}

/** `end` in milliseconds since the epoch. */
function tell({ open, failure }: Progress, end: number, { ports }: ApplyContext): void {
  const due = awaited(open);
  const over = [...new Set(due.map(({ via }) => PATH_NAME[via]))].join(' and ');
  const since = Math.min(...due.map(({ at }) => at.getTime()));
  const times = `sent ${clockTime(since)} UTC, waiting until ${clockTime(end)}, Ctrl-C stops`;
  ports.output.progress(
    `Waiting for the message over ${over}`,
    failure === null ? times : `${failure.message}; connecting again; ${times}`,
  );
}

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

function conclude(judged: readonly Judged[], { open, failure }: Progress): Omit<Outcome, 'found'> {
  const findings = judged.flatMap((each) => each.findings);
  const own = open.length === 0 ? judged.filter(({ foreign }) => !foreign) : judged;
  const has = (status: Status) => own.some((each) => each.status === status);
  const found = has('problem') ? 'problem' : has('unknown') ? 'unknown' : 'done';
  if (open.length === 0) return { status: found, findings };
  if (failure !== null) {
    const status = failure.exitCode === EXIT.unknown && found !== 'problem' ? 'unknown' : 'problem';
    return { status, findings: [...findings, unread(failure)] };
  }
  const status = found === 'done' ? 'waiting' : found;
  return { status, findings: [...findings, ...open.map(notArrived)] };
}

function unread(error: Failure): Finding {
  return finding(error.code, error.message, { fix: error.fixes });
}

function notArrived({ via, to, at }: Pending): Finding {
  return finding(
    'send/not-arrived',
    `The message over ${PATH_NAME[via]} to ${to.join(', ')} (sent at ${at.toISOString()}) is not in the mailbox yet.`,
    {
      fix: 'Run the same command with --find in a minute. If the message still does not arrive, check for a bounce, check that --inbox is the mailbox of the recipient, and that none of its rules deletes or forwards the message.',
    },
  );
}
