import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import type { World } from '../../core/world.ts';

/** What is different now from when the copy was verified, each as `SUBJECT (was → is)`; empty where the proof still is of this set-up. */
export function changedSince(
  proof: ReceiptOf<'proved'>,
  world: World,
  checklist: Checklist,
): readonly string[] {
  return [
    ...change('Region', proof.facts.region, world.region),
    ...changedIdentity(proof, world),
    ...changedKey(proof, checklist),
  ];
}

/** Facts that an older version did not keep are not compared. */
function change(what: string, before: string | null, now: string): readonly string[] {
  return before === null || before === '' || before === now
    ? []
    : [`${what} (${before}, now ${now})`];
}

function changedIdentity({ facts }: ReceiptOf<'proved'>, { identity }: World): readonly string[] {
  if (!identity.ok || identity.value === null) return [];
  const { dkim, mailFrom } = identity.value;
  const selector = (facts.selector ?? '').toLowerCase();
  const tokens = dkim.tokens.map((token) => token.toLowerCase());
  return [
    ...(selector === '' || tokens.length === 0 || tokens.includes(selector)
      ? []
      : [`DKIM selectors (${selector}, now ${tokens.join(' ')})`]),
    ...(mailFrom.domain === null ? [] : change('MAIL FROM', facts.mailFrom, mailFrom.domain)),
  ];
}

/** Of a message over SMTP: the key it was sent with, and the one handed over since. */
function changedKey({ at, facts }: ReceiptOf<'proved'>, checklist: Checklist): readonly string[] {
  if (facts.via !== 'smtp') return [];
  const sent = receiptsOf(checklist, 'send-test', 'sent').findLast(
    (each) => each.facts.token === facts.token,
  );
  const newest = handovers(checklist).at(-1);
  if (newest === undefined || newest.at <= at) return [];
  return change('SMTP key', sent?.facts.accessKeyId ?? null, newest.facts.accessKeyId);
}

export function outdated(proof: ReceiptOf<'proved'>, changed: readonly string[]): Finding {
  return finding(
    'send/proof-outdated',
    `A received copy was verified on ${proof.at.slice(0, 10)} (UTC). Changed since then: ${changed.join('; ')}.`,
    { fix: 'Run `ses-migrate send-test` and verify the new copy.' },
  );
}
