import type { Checklist } from '../../core/checklist.ts';
import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import type { LastProof } from '../../core/proof/shown-proof.ts';
import { lastProof, messageOf } from '../../core/sending/sent.ts';
import type { World } from '../../core/world.ts';
import type { SendTestData } from './data.ts';

export function sendTestData(_world: World, checklist: Checklist): SendTestData {
  const proof = lastProof(checklist);
  return {
    provider: null,
    messageId: null,
    attempts: [],
    proof: null,
    lastProof: proof === null ? null : proofData(proof, checklist),
  };
}

function proofData({ at, facts }: ReceiptOf<'proved'>, checklist: Checklist): LastProof {
  const { token, via, dkim, spf, dmarc, receivedAt, folder, seconds } = facts;
  const alignedBy = (['dkim', 'spf'] as const).filter((each) =>
    facts.alignedBy.split(',').includes(each),
  );
  const where = { folder: folder ?? null, seconds: seconds ?? null };
  const to = (messageOf(checklist, token)?.to ?? []).filter((address) => address !== '');
  return { token, via, dkim, spf, dmarc, alignedBy, receivedAt, ...where, provedAt: at, to };
}
