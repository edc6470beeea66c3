import type { Checklist } from '../../core/checklist.ts';
import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import { PATH_NAME } from '../../core/sending/message.ts';
import { lastProof, pathsInUse, proofHolds } from '../../core/sending/sent.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult } from '../step.ts';
import { changedSince, outdated } from './proof-subject.ts';

export function diagnoseProof(world: World, checklist: Checklist): CheckResult {
  const proof = lastProof(checklist);
  const sent = `accepted over ${pathsInUse(checklist)
    .map((path) => PATH_NAME[path])
    .join(' and ')}`;
  if (proof === null) {
    return {
      status: 'todo',
      summary: `${sent}; no received copy verified yet`,
      findings: [
        finding(
          'send/unproven',
          'SES accepted the messages, but no received copy proves yet that they arrive signed and aligned.',
          {
            fix: 'Run `ses-migrate send-test --inbox imaps://USER@HOST --find`, or save a received message as a file and run `ses-migrate send-test --eml FILE`.',
          },
        ),
      ],
    };
  }
  const { dkim, spf, dmarc, place } = proof.facts;
  const verdict = `DKIM ${dkim}, SPF ${spf}, DMARC ${dmarc}`;
  if (proofHolds(proof)) {
    const where = place === 'junk' ? ', delivered to the spam folder' : '';
    const on = `proven ${proof.at.slice(0, 10)} (UTC)`;
    const changed = changedSince(proof, world, checklist);
    if (changed.length > 0) {
      const what = changed.map((each) => each.replace(/ \(.*$/, '')).join(', ');
      const summary = `${sent}; ${on}, with other keys or settings (${what})`;
      return { status: 'todo', summary, findings: [outdated(proof, changed)] };
    }
    const summary = `${sent}; a received copy has ${verdict}, ${on}${where}`;
    return { status: 'done', summary, findings: [] };
  }
  return {
    status: 'problem',
    summary: `${sent}, but a received copy has ${verdict}`,
    findings: [weakProof(verdict, proof)],
  };
}

/** Causes that DKIM, SPF and DMARC know nothing of: all three pass, and the copy does not prove the set-up. */
const NOT_BY_SES: Readonly<Record<string, string>> = {
  'send/other-signer': 'the signature was not made by SES',
  'send/partial-signature': 'the signature covers only part of the body',
};

function weakProof(verdict: string, { facts }: ReceiptOf<'proved'>): Finding {
  const aligned = facts.alignedBy === '' ? 'nothing' : facts.alignedBy;
  const [cause] = facts.causes.split(',');
  const code = cause ?? '';
  const known = NOT_BY_SES[code];
  if (known !== undefined) {
    return finding(code, `The received copy has ${verdict}, but ${known}.`, {
      fix: `Run \`ses-migrate explain ${code}\` for the cause. Send again and verify the new copy.`,
    });
  }
  const why = cause ? `Run \`ses-migrate explain ${cause}\` for the cause. ` : '';
  return finding(
    'send/not-aligned',
    `The received copy has ${verdict}; aligned with the From domain: ${aligned}.`,
    {
      expected: 'DKIM pass, SPF pass, DMARC pass, aligned by dkim and spf',
      found: verdict,
      fix: `${why}Run check-dns, then send again and verify the new copy. Forwarding and mailing lists break signatures: use the mailbox that SES delivers to.`,
    },
  );
}
