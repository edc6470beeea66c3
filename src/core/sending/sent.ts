import { type Checklist, type Receipt, receiptsOf } from '../checklist.ts';
import { verdictOf } from '../proof/proof.ts';
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

/** The newest verdict on a copy that SES sent: one of the old provider proves nothing about SES. */
export function lastProof(checklist: Checklist): Receipt | null {
  const proofs = receiptsOf(checklist, 'send-test').filter((each) => each.what === 'proved');
  return proofs.findLast((each) => each.facts.via !== 'old') ?? null;
}

/** Messages over the paths in use that were taken last and of which no copy is verified, oldest first. */
export function unproven(checklist: Checklist): readonly Receipt[] {
  const proved = receiptsOf(checklist, 'send-test')
    .filter((each) => each.what === 'proved')
    .map((each) => each.facts.token);
  return pathsInUse(checklist)
    .flatMap((path) => lastSent(checklist, path) ?? [])
    .filter((each) => each.what === 'sent' && !proved.includes(each.facts.token ?? null));
}

/** A receipt without a selector is of a version that did not ask who signed. */
export function proofHolds({ facts }: Receipt): boolean {
  if (facts.selector === null) return false;
  const alignedBy = (['dkim', 'spf'] as const).filter((each) =>
    String(facts.alignedBy).split(',').includes(each),
  );
  const [dkim, spf, dmarc] = [String(facts.dkim), String(facts.spf), String(facts.dmarc)];
  return verdictOf({ dkim, spf, dmarc, alignedBy }) === 'holds';
}
