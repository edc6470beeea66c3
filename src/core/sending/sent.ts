import { type Checklist, receiptsOf } from '../checklist.ts';
import { isReceipt, type ReceiptOf } from '../checklist-receipts.ts';
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

/** The message of this token, if this checklist sent it. */
export function sentWithToken(checklist: Checklist, token: string): ReceiptOf<'sent'> | null {
  const sent = receiptsOf(checklist, 'send-test', 'sent');
  return sent.findLast((each) => each.facts.token === token) ?? null;
}

/** The newest verdict on a copy that SES sent: one of the old provider proves nothing about SES. */
export function lastProof(checklist: Checklist): ReceiptOf<'proved'> | null {
  const proofs = receiptsOf(checklist, 'send-test', 'proved');
  return proofs.findLast((each) => each.facts.via !== 'old') ?? null;
}

/** Messages over the paths in use that were taken last and of which no copy is verified, oldest first. */
export function unproven(checklist: Checklist): readonly ReceiptOf<'sent'>[] {
  const proved = receiptsOf(checklist, 'send-test', 'proved').map((each) => each.facts.token);
  return pathsInUse(checklist)
    .flatMap((path) => lastSent(checklist, path) ?? [])
    .filter((each) => isReceipt(each, 'sent'))
    .filter((each) => !proved.includes(each.facts.token));
}

/** A receipt without a selector is of a version that did not ask who signed. */
export function proofHolds({ facts }: ReceiptOf<'proved'>): boolean {
  if (facts.selector === null) return false;
  const { dkim, spf, dmarc } = facts;
  const aligned = facts.alignedBy.split(',');
  const alignedBy = (['dkim', 'spf'] as const).filter((each) => aligned.includes(each));
  return verdictOf({ dkim, spf, dmarc, alignedBy }) === 'holds';
}
