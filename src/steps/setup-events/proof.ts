import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import type { ReceiptOf } from '../../core/checklist-receipts.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import type { Setting } from './wanted.ts';

type ProofReceipt = ReceiptOf<'proved-events'>;

export interface ProofState {
  /** The newest proof of these very settings; null: there is none. */
  readonly current: ProofReceipt | null;
  readonly summary: string;
  readonly findings: readonly Finding[];
}

/** A proof is of a set, a topic or bus, and a Region: with other ones it proves nothing. */
export function currentProof(checklist: Checklist, region: string, setting: Setting): ProofState {
  const last = receiptsOf(checklist, 'setup-events', 'proved-events').at(-1) ?? null;
  if (last === null) {
    const message = 'No bounce was seen coming back yet.';
    return {
      current: null,
      summary: 'set up, not proven',
      findings: [finding('events/not-proven', message, { fix: prove() })],
    };
  }
  const { set, source, region: where } = last.facts;
  const used =
    setting.topicArn ??
    (setting.main?.target.kind === 'event-bridge' ? setting.main.target.busArn : null);
  if (set === setting.setName && source === used && where === region)
    return { current: last, summary: '', findings: [] };
  const message = `The last proof, of ${last.at.slice(0, 10)} (UTC), was of ${set} and ${source} in ${where}; events now go through ${setting.setName} to ${used ?? 'another kind of destination'}.`;
  return {
    current: null,
    summary: `proven ${last.at.slice(0, 10)} (UTC), with other settings`,
    findings: [finding('events/proof-outdated', message, { fix: prove() })],
  };
}

function prove() {
  const command = 'ses-migrate setup-events --prove';
  return { say: `Run \`${command}\`: it waits for a simulated bounce and complaint.`, command };
}
