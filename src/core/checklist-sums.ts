import { createHash } from 'node:crypto';
import type { Checklist, StoredReceipt } from './checklist.ts';
import { isReceipt, type ReceiptFacts, type ReceiptOf } from './checklist-receipts.ts';

/** Messages, and proofs, of which the receipt stays whole; what is older is summed up by day and path. */
const NEWEST = 100;

type Send = ReceiptOf<'sent' | 'refused'>;
type Sum = ReceiptOf<'summed-sends'>;
type Marks = 'sent' | 'refused' | 'proved';

/** Names a token in a sum: 12 hexadecimal digits of its SHA-256, enough to recognise a message of ours. */
export function tokenMark(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 12);
}

/** The marks in a sum. */
export function marksIn(text: string): readonly string[] {
  return text.split(' ').filter((mark) => mark !== '');
}

/** The facts of two sums of the same day and path: each message counts once, also where both have it. */
export function uniteSums(
  one: ReceiptFacts<'summed-sends'>,
  other: ReceiptFacts<'summed-sends'>,
): ReceiptFacts<'summed-sends'> {
  const both = (name: Marks) =>
    [...new Set([...marksIn(one[name]), ...marksIn(other[name])])].sort().join(' ');
  return {
    ...one,
    ...{ sent: both('sent'), refused: both('refused'), proved: both('proved') },
    first: inOrder(one.first, other.first)[0],
    last: inOrder(one.last, other.last)[1],
  };
}

function inOrder(one: string, other: string): readonly [string, string] {
  return one < other ? [one, other] : [other, one];
}

/**
 * The checklist with older messages summed up, so that the file does not grow with each of them. Whole stay: the
 * newest ones, the last over each path and with each key, those that may have been sent without an answer, those
 * that a kept proof is about, and of the proofs the newest and the first and last of each claim.
 */
export function withSums(checklist: Checklist): Checklist {
  const memory = checklist.steps['send-test'];
  if (memory === undefined) return checklist;
  const proofs = memory.receipts.filter((each) => isReceipt(each, 'proved'));
  const sends = memory.receipts.filter((each) => isReceipt(each, 'sent', 'refused'));
  if (sends.length <= NEWEST && proofs.length <= NEWEST) return checklist;
  const keptProofs = provingReceipts(proofs);
  const keptSends = neededSends(sends, new Set(keptProofs.map(({ facts }) => facts.token)));
  const kept = new Set<StoredReceipt>([...keptProofs, ...keptSends]);
  const folded = [...sends, ...proofs].filter((each) => !kept.has(each));
  if (folded.length === 0) return checklist;
  const sums = new Map<string, Sum>();
  const add = (sum: Sum) => {
    const before = sums.get(sum.id ?? '');
    const facts = before === undefined ? sum.facts : uniteSums(before.facts, sum.facts);
    sums.set(sum.id ?? '', { ...sum, at: facts.first, facts });
  };
  for (const each of memory.receipts) if (isReceipt(each, 'summed-sends')) add(each);
  for (const each of folded) add(sumOf(each));
  const out = new Set<StoredReceipt>(folded);
  const rest = memory.receipts.filter((each) => !out.has(each) && !isReceipt(each, 'summed-sends'));
  const oldestFirst = [...sums.values()].sort((a, b) =>
    `${a.at}${a.id}` < `${b.at}${b.id}` ? -1 : 1,
  );
  const receipts = [...oldestFirst, ...rest];
  return {
    ...checklist,
    steps: { ...checklist.steps, 'send-test': { ...memory, receipts } },
  };
}

function sumOf({ at, what, facts }: Send | ReceiptOf<'proved'>): Sum {
  const day = at.slice(0, 10);
  const none = { sent: '', refused: '', proved: '' };
  const marks = { ...none, [what]: tokenMark(facts.token) };
  return {
    id: `sends-${day}-${facts.via}`,
    at,
    what: 'summed-sends',
    facts: { day, via: facts.via, ...marks, first: at, last: at },
  };
}

function provingReceipts(proofs: readonly ReceiptOf<'proved'>[]): ReceiptOf<'proved'>[] {
  const claim = ({ facts }: ReceiptOf<'proved'>) => {
    const { via, dkim, spf, dmarc, alignedBy, selector, mailFrom, region } = facts;
    return JSON.stringify([via, dkim, spf, dmarc, alignedBy, selector, mailFrom, region]);
  };
  const ends = new Set([...firstOf(proofs, claim), ...lastOf(proofs, claim)]);
  return newestOr(proofs, (proof) => ends.has(proof));
}

function neededSends(sends: readonly Send[], proved: ReadonlySet<string>): Send[] {
  const last = new Set([
    ...lastOf(sends, ({ what, facts }) => `${what} ${facts.via}`),
    ...lastOf(sends, ({ what, facts }) => `${what} ${facts.accessKeyId}`),
  ]);
  return newestOr(
    sends,
    (send) => last.has(send) || send.facts.ambiguous || proved.has(send.facts.token),
  );
}

function newestOr<T>(all: readonly T[], isNeeded: (each: T) => boolean): T[] {
  return all.filter((each, index) => index >= all.length - NEWEST || isNeeded(each));
}

function lastOf<T>(all: readonly T[], key: (each: T) => string): readonly T[] {
  return [...new Map(all.map((each) => [key(each), each])).values()];
}

function firstOf<T>(all: readonly T[], key: (each: T) => string): readonly T[] {
  return lastOf(all.toReversed(), key);
}
