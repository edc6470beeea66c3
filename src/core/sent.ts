import { type Checklist, type Receipt, receiptsOf } from './checklist.ts';
import type { Path } from './message.ts';

/** The paths that the applications use, each of which has to prove itself. */
export function pathsInUse(checklist: Checklist): readonly Path[] {
  const sendsBy = checklist.choices.sendsBy ?? 'both';
  return sendsBy === 'both' ? ['api', 'smtp'] : [sendsBy];
}

/** The newest receipt of an attempt over this path, accepted or refused. */
export function lastSent(checklist: Checklist, path: Path): Receipt | null {
  const attempts = receiptsOf(checklist, 'send-test').filter(
    (each) => (each.what === 'sent' || each.what === 'refused') && each.facts.via === path,
  );
  return attempts.at(-1) ?? null;
}

/** The message of this token, if this checklist sent it. */
export function sentWithToken(checklist: Checklist, token: string): Receipt | null {
  const sent = receiptsOf(checklist, 'send-test').filter((each) => each.what === 'sent');
  return sent.findLast((each) => each.facts.token === token) ?? null;
}

/** The newest verdict on a received copy. */
export function lastProof(checklist: Checklist): Receipt | null {
  return receiptsOf(checklist, 'send-test').findLast((each) => each.what === 'proved') ?? null;
}

/** A copy proves the set-up when DKIM, SPF and DMARC pass and DKIM is aligned. */
export function proofHolds(proof: Receipt): boolean {
  const { dkim, spf, dmarc, alignedBy } = proof.facts;
  return (
    dkim === 'pass' && spf === 'pass' && dmarc === 'pass' && String(alignedBy).includes('dkim')
  );
}
