import type { Checklist, Receipt } from '../core/checklist.ts';
import { finding } from '../core/findings.ts';
import { PATH_NAME, type Path } from '../core/message.ts';
import { explainReply } from '../core/replies.ts';
import { lastProof, lastSent, pathsInUse, proofHolds } from '../core/sent.ts';
import type { Finding } from '../core/types.ts';
import type { World } from '../core/world.ts';
import { type Answers, type Input, isSet, textOf } from './input.ts';
import { emlInput, fromInput, toInput } from './send-test.inputs.ts';
import { planProbe } from './send-test.ports.ts';
import { planProof } from './send-test.proof.ts';
import { planSending } from './send-test.sending.ts';
import type { CheckResult, Step } from './step.ts';

/** A message over each path in use was accepted, and a received copy proves DKIM, SPF and DMARC. */
export const sendTest: Step = {
  id: 'send-test',
  title: 'A message over each path, and the proof in a received copy',
  needs: ['verify-domain', 'check-dns', 'make-smtp-creds'],
  reads: ['caller', 'account', 'identity'],
  diagnose,
  data,
  action: {
    repeatable: true,
    inputs: neededInputs,
    plan(situation) {
      if (isSet(situation.answers, 'probePorts')) return planProbe(situation);
      return textOf(situation.answers, 'eml') === null
        ? planSending(situation)
        : planProof(situation);
    },
  },
};

/** All paths sent and no copy proven yet: what is left is the copy. */
function neededInputs(answers: Answers, checklist: Checklist): readonly Input[] {
  if (textOf(answers, 'eml') !== null || isSet(answers, 'probePorts')) return [];
  const asked = ['from', 'to', 'scenario', 'via'].some((key) => answers[key] !== undefined);
  if (!asked && unsent(checklist).length === 0 && answers.walk === true) return [emlInput];
  const simulated = textOf(answers, 'scenario') !== null;
  return simulated ? [fromInput] : [fromInput, toInput];
}

function unsent(checklist: Checklist): readonly Path[] {
  return pathsInUse(checklist).filter((path) => lastSent(checklist, path)?.what !== 'sent');
}

function diagnose(_world: World, checklist: Checklist): CheckResult {
  const refused = pathsInUse(checklist)
    .map((path) => lastSent(checklist, path))
    .filter((receipt) => receipt?.what === 'refused');
  const left = unsent(checklist);
  if (left.length > 0) {
    const over = left.map((path) => PATH_NAME[path]).join(' and ');
    return {
      status: 'todo',
      summary: `no message accepted yet over ${over}`,
      findings: refused.filter((each) => each !== null).map(refusal),
    };
  }
  return diagnoseProof(checklist);
}

function diagnoseProof(checklist: Checklist): CheckResult {
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
          'SES accepted the messages; that they arrive signed and aligned is not proven yet.',
          {
            fix: 'Save a received message as a file and run `ses-migrate send-test --eml FILE`.',
          },
        ),
      ],
    };
  }
  const { dkim, spf, dmarc, alignedBy } = proof.facts;
  const verdict = `DKIM ${dkim}, SPF ${spf}, DMARC ${dmarc}`;
  if (proofHolds(proof)) {
    return { status: 'done', summary: `${sent}; a received copy has ${verdict}`, findings: [] };
  }
  return {
    status: 'problem',
    summary: `${sent}, but a received copy has ${verdict}`,
    findings: [weakProof(verdict, String(alignedBy))],
  };
}

function weakProof(verdict: string, alignedBy: string): Finding {
  const aligned = alignedBy === '' ? 'nothing' : alignedBy;
  return finding(
    'send/not-aligned',
    `The received copy has ${verdict}; aligned with the From domain: ${aligned}.`,
    {
      expected: 'DKIM pass, SPF pass, DMARC pass, aligned by dkim and spf',
      found: verdict,
      fix: 'Run check-dns; then send again and verify the new copy. Forwarding and mailing lists break signatures: use the first mailbox.',
    },
  );
}

function refusal(receipt: Receipt): Finding {
  const { via, host, code, response, ambiguous } = receipt.facts;
  return explainReply({
    via: String(via),
    host: String(host),
    code: typeof code === 'number' ? code : null,
    response: String(response),
    ambiguous: ambiguous === true,
  });
}

function data(_world: World, checklist: Checklist): Readonly<Record<string, unknown>> {
  const proof = lastProof(checklist);
  return {
    provider: null,
    messageId: null,
    attempts: [],
    proof:
      proof === null
        ? null
        : {
            dkim: proof.facts.dkim,
            spf: proof.facts.spf,
            dmarc: proof.facts.dmarc,
            alignedBy: String(proof.facts.alignedBy)
              .split(',')
              .filter((each) => each !== ''),
            receivedAt: proof.facts.receivedAt,
          },
  };
}
