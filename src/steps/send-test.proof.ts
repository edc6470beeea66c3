import type { Checklist, Receipt } from '../core/checklist.ts';
import { EXIT, Failure } from '../core/errors.ts';
import { finding } from '../core/findings.ts';
import { tokenOf } from '../core/message.ts';
import { printable } from '../core/printable.ts';
import { sentWithToken } from '../core/sent.ts';
import { textOf } from './input.ts';
import type { Plan, Situation } from './step.ts';

/** Verifies a received copy of a message of ours; changes nothing but the checklist. */
export function planProof(situation: Situation): Plan {
  const file = textOf(situation.answers, 'eml') ?? '';
  return {
    consent: `Verify ${file}?`,
    tasks: [
      {
        changes: [],
        async run({ ports, record, show, conclude }) {
          const raw = await ports.files.read(file);
          const receipt = ownMessage(raw.toString('latin1'), file, situation.checklist);
          const proof = await ports.inbox.verify(raw);
          await record('proved', {
            token: receipt.facts.token ?? null,
            via: receipt.facts.via ?? null,
            dkim: proof.dkim,
            spf: proof.spf,
            dmarc: proof.dmarc,
            alignedBy: proof.alignedBy.join(','),
            receivedAt: proof.receivedAt,
          });
          show('proof', proof);
          const passes = proof.dkim === 'pass' && proof.spf === 'pass' && proof.dmarc === 'pass';
          if (passes && proof.alignedBy.includes('dkim')) return;
          conclude('problem', [
            finding(
              'send/not-aligned',
              `${file}: DKIM ${proof.dkim}, SPF ${proof.spf}, DMARC ${proof.dmarc}; aligned by ${proof.alignedBy.join(' and ') || 'nothing'}.`,
              {
                fix: 'Run check-dns, send again, and verify the new copy from the first mailbox, not a forwarded one.',
              },
            ),
          ]);
        },
      },
    ],
  };
}

/** The receipt of the message this copy belongs to; a stranger's mail proves nothing about this domain. */
function ownMessage(raw: string, file: string, checklist: Checklist): Receipt {
  const token = tokenOf(raw);
  const receipt = token === null ? null : sentWithToken(checklist, token);
  if (receipt !== null) return receipt;
  const has =
    token === null
      ? 'has no X-Migration-Token header'
      : `has token ${printable(token)}, which this checklist did not send`;
  throw new Failure('send/not-ours', `${file} ${has}.`, {
    exitCode: EXIT.act,
    fix: 'Save the whole source of a message that send-test sent (headers included) and give that file.',
  });
}
