import { finding } from '../../core/model/findings.ts';
import type { Finding, Status } from '../../core/model/types.ts';
import { explainProof, verdictOf } from '../../core/proof/proof.ts';
import type { Proof } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';

/** How a copy came: where it was found in a mailbox and how long it took. */
export interface Arrival {
  readonly folder: string;
  readonly place: 'inbox' | 'junk' | 'other';
  /** From the hand-over to SES to the mailbox. */
  readonly seconds: number;
}

export interface Judged {
  readonly status: Extract<Status, 'done' | 'problem' | 'unknown'>;
  readonly findings: readonly Finding[];
  readonly shown: Readonly<Record<string, unknown>>;
}

interface Copy {
  readonly raw: Buffer;
  readonly token: string;
  readonly via: string;
  /** null: from a file. */
  readonly arrival: Arrival | null;
}

/** Verifies a copy of ours and keeps the verdict; one that DNS did not let us reach is not kept. */
export async function judgeCopy(copy: Copy, { ports, record }: ApplyContext): Promise<Judged> {
  const { token, via, arrival } = copy;
  const proof = await ports.inbox.verify(copy.raw);
  const verdict = verdictOf(proof);
  const findings = explainProof(proof);
  if (arrival?.place === 'junk') findings.push(inJunk(arrival));
  const shown = {
    ...proof,
    token,
    via,
    folder: arrival?.folder ?? null,
    seconds: arrival?.seconds ?? null,
  };
  if (verdict === 'unknown') return { status: 'unknown', findings, shown };
  await record('proved', { token, via, ...factsOf(proof, arrival, findings) });
  const bad = verdict === 'fails' || arrival?.place === 'junk';
  return { status: bad ? 'problem' : 'done', findings, shown };
}

function factsOf(proof: Proof, arrival: Arrival | null, findings: readonly Finding[]) {
  const { dkim, spf, dmarc, alignedBy, receivedAt, authenticationResults } = proof;
  return {
    dkim,
    spf,
    dmarc,
    alignedBy: alignedBy.join(','),
    receivedAt,
    folder: arrival?.folder ?? null,
    place: arrival?.place ?? null,
    seconds: arrival?.seconds ?? null,
    receiver: authenticationResults?.server ?? null,
    causes: findings.map(({ code }) => code).join(','),
  };
}

function inJunk({ folder }: Arrival): Finding {
  return finding(
    'send/in-junk',
    `The message lies in the folder for spam, ${JSON.stringify(folder)}.`,
    {
      fix: 'Mark it as no spam, and begin with few messages a day to people who expect them: a new domain has no reputation yet.',
    },
  );
}
