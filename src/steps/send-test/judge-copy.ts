import type { ReceiptFacts } from '../../core/checklist-receipts.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding, Status } from '../../core/model/types.ts';
import { type Claim, judgeClaim } from '../../core/proof/claim.ts';
import { headFault } from '../../core/proof/header-fields.ts';
import { explainProof, verdictOf } from '../../core/proof/proof.ts';
import type { ShownProof } from '../../core/proof/shown-proof.ts';
import type { OwnMessage } from '../../core/sending/sent.ts';
import type { Proof } from '../../ports/index.ts';
import type { ApplyContext } from '../step.ts';
import { withOwnIdentity } from './own-identity.ts';

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
  /** null: it could not be judged. */
  readonly shown: ShownProof | null;
  /** Another message than the one that was sent, with its token on it. */
  readonly foreign: boolean;
}

interface Copy {
  readonly raw: Buffer;
  readonly sent: Pick<OwnMessage, 'token' | 'via' | 'to' | 'messageId' | 'answered'>;
  /** null: from a file. */
  readonly arrival: Arrival | null;
}

/** Verifies a copy of ours and keeps the verdict; not of a foreign one, nor where DNS did not answer. */
export async function judgeCopy(copy: Copy, context: ApplyContext): Promise<Judged> {
  const { arrival } = copy;
  const { token, via } = copy.sent;
  const unread = headFault(copy.raw);
  if (unread !== null)
    return { status: 'problem', findings: [unfit(unread)], shown: null, foreign: true };
  const proof = await context.ports.inbox.verify(copy.raw);
  const claim = judgeClaim(proof, claimOf(copy, context));
  const verdict = verdictOf(proof);
  const findings = claim.foreign
    ? [...claim.findings]
    : await withOwnIdentity([...claim.findings, ...explainProof(proof)], copy.raw, context);
  if (arrival?.place === 'junk') findings.push(inJunk(arrival));
  const shown = {
    ...proof,
    token,
    via,
    folder: arrival?.folder ?? null,
    seconds: arrival?.seconds ?? null,
  };
  const { foreign } = claim;
  if (foreign) return { status: 'problem', findings, shown, foreign };
  if (!copy.sent.answered) await context.record('sent', arrived(copy.sent));
  if (verdict === 'unknown') return { status: 'unknown', findings, shown, foreign };
  const { selector } = claim;
  const mailFrom = proof.rewritten === null ? proof.mailFrom : null;
  const subject = { selector, mailFrom, region: context.world.region };
  await context.record('proved', { token, via, ...factsOf(proof, arrival, findings), ...subject });
  const bad = verdict === 'fails' || selector === null || arrival?.place === 'junk';
  return { status: bad ? 'problem' : 'done', findings, shown, foreign };
}

function unfit(why: string): Finding {
  return finding(
    'send/unfit-copy',
    `The copy was not verified: ${why}, which no message of ours has.`,
    {
      fix: 'Verify the copy that SES delivered. If this one is not yours, somebody who knows its token made it.',
    },
  );
}

/** A copy is the answer that the run which sent it never got. */
function arrived({ token, via, to, messageId }: Copy['sent']): ReceiptFacts<'sent'> {
  const unknown = {
    from: '',
    host: '',
    port: null,
    code: null,
    ambiguous: false,
    stage: null,
  } as const;
  const response = 'found in a received copy';
  return { token, via, to: to.join(' '), messageId, response, accessKeyId: null, ...unknown };
}

function claimOf({ sent }: Copy, { world }: ApplyContext): Claim {
  const { token, via, messageId } = sent;
  const { domain, identity } = world;
  const tokens = identity.ok ? (identity.value?.dkim.tokens ?? []) : [];
  const selectors = tokens.map((each) => each.toLowerCase());
  return { domain, selectors, token, via, messageId };
}

function factsOf(proof: Proof, arrival: Arrival | null, findings: readonly Finding[]) {
  const { dkim, dmarc, alignedBy, receivedAt, authenticationResults, rewritten } = proof;
  return {
    dkim,
    // What is kept is about SES; a forwarder's own result is in the report of this run.
    spf: rewritten === null ? proof.spf : 'unknown',
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
    `The message was delivered to the spam folder ${JSON.stringify(folder)}.`,
    {
      fix: 'Mark it as not spam, and start with few messages a day to people who expect them: a new domain has no reputation yet.',
    },
  );
}
