import { type Checklist, intentsOf, receiptsOf } from '../checklist.ts';
import type { IntentOf, ReceiptOf } from '../checklist-receipts.ts';
import { marksIn, tokenMark } from '../checklist-sums.ts';
import { verdictOf } from '../proof/proof.ts';
import type { Path } from './message.ts';

/** The paths that the applications use, each of which has to prove itself. */
export function pathsInUse(checklist: Checklist): readonly Path[] {
  const sendsBy = checklist.choices.sendsBy ?? 'both';
  return sendsBy === 'both' ? ['api', 'smtp'] : [sendsBy];
}

/** The newest receipt of an attempt over this path, accepted or refused. */
export function lastSent(checklist: Checklist, path: Path): ReceiptOf<'sent' | 'refused'> | null {
  const attempts = receiptsOf(checklist, 'send-test', 'sent', 'refused').filter(
    (each) => each.facts.via === path,
  );
  return attempts.at(-1) ?? null;
}

/** A message that this checklist handed over, or may have. */
export interface OwnMessage {
  readonly token: string;
  readonly via: Path;
  readonly to: readonly string[];
  /** What SES gave back on sending; null where it gave none. */
  readonly messageId: string | null;
  /** ISO 8601. */
  readonly at: string;
  /** False where the run ended, or the connection did, before an answer came. */
  readonly answered: boolean;
}

/** The message of this token, if this checklist sent it or may have; an older one is found by its mark in a sum. */
export function messageOf(checklist: Checklist, token: string): OwnMessage | null {
  return (
    messages(checklist).findLast((each) => each.token === token) ?? summedMessage(checklist, token)
  );
}

function summedMessage(checklist: Checklist, token: string): OwnMessage | null {
  const sum = receiptsOf(checklist, 'send-test', 'summed-sends').find(({ facts }) =>
    marksIn(facts.sent).includes(tokenMark(token)),
  );
  if (sum === undefined) return null;
  const { via, last } = sum.facts;
  return { token, via, to: [], messageId: null, at: last, answered: true };
}

/** Messages of runs that ended before SES answered, oldest first: whether they went out, a mailbox tells. */
export function cutShort(checklist: Checklist): readonly OwnMessage[] {
  return intentsOf(checklist, 'send-test', 'send').map(unanswered);
}

/** Every message that SES took or may have taken. A refusal is none, but where it is not known whether it was one. */
function messages(checklist: Checklist): readonly OwnMessage[] {
  const taken = receiptsOf(checklist, 'send-test', 'sent', 'refused')
    .filter((each) => each.what === 'sent' || each.facts.ambiguous)
    .map(takenMessage);
  const given = receiptsOf(checklist, 'send-test', 'sent-again').map(unanswered);
  // A copy that was found is the answer to a message in doubt, so that its newest receipt counts.
  const byToken = new Map(
    [...given, ...cutShort(checklist), ...taken].map((each) => [each.token, each]),
  );
  return [...byToken.values()];
}

function unanswered({ at, facts }: IntentOf<'send'> | ReceiptOf<'sent-again'>): OwnMessage {
  const { token, via, to } = facts;
  return { token, via, to: to.split(' '), messageId: null, at, answered: false };
}

export function takenMessage({ at, what, facts }: ReceiptOf<'sent' | 'refused'>): OwnMessage {
  const { token, via, to, messageId } = facts;
  return { token, via, to: to.split(' '), messageId, at, answered: what === 'sent' };
}

/** The newest verdict on a copy that SES sent: one of the old provider proves nothing about SES. */
export function lastProof(checklist: Checklist): ReceiptOf<'proved'> | null {
  const proofs = receiptsOf(checklist, 'send-test', 'proved');
  return proofs.findLast((each) => each.facts.via !== 'old') ?? null;
}

/** Messages that were taken, or may have been, and of which no copy is verified, oldest first. */
export function unproven(checklist: Checklist): readonly OwnMessage[] {
  const proved = receiptsOf(checklist, 'send-test', 'proved').map((each) => each.facts.token);
  return messages(checklist)
    .filter(({ token }) => !proved.includes(token))
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Whether a later message over the same path, to one of the same recipients, tells more than this one. */
export function isSuperseded({ via, to, at, answered }: OwnMessage, checklist: Checklist): boolean {
  // Whether one in doubt went out is to be known, whatever was sent after it.
  if (!answered) return false;
  const own = to.map((address) => address.toLowerCase());
  const isSame = (each: OwnMessage) =>
    each.via === via && each.to.some((address) => own.includes(address.toLowerCase()));
  return messages(checklist).some((each) => each.at > at && isSame(each));
}

/** A receipt without a selector is of a version that did not ask who signed. */
export function proofHolds({ facts }: ReceiptOf<'proved'>): boolean {
  if (facts.selector === null) return false;
  const { dkim, spf, dmarc } = facts;
  const aligned = facts.alignedBy.split(',');
  const alignedBy = (['dkim', 'spf'] as const).filter((each) => aligned.includes(each));
  return verdictOf({ dkim, spf, dmarc, alignedBy }) === 'holds';
}
