import type { Next, StepId, StepReport } from '../core/types.ts';

/** The commands that come next, for the steps that are not done: at most one a step. */
export function nextOf(steps: readonly StepReport[]): readonly Next[] {
  const done = steps
    .filter((step) => step.status === 'done')
    .map((step) => `ses-migrate ${step.id}`);
  return steps
    .flatMap(nextOfStep)
    .filter(
      ({ command }) => !done.some((name) => command === name || command.startsWith(`${name} `)),
    );
}

function nextOfStep({ id, status, summary, findings }: StepReport): readonly Next[] {
  switch (status) {
    case 'waiting':
      return [{ command: `ses-migrate ${id} --wait`, why: summary }];
    case 'todo':
      return [todo(id, findings[0]?.code ?? null, summary)];
    case 'problem':
    case 'unknown':
      return [
        { command: `ses-migrate ${id}`, why: `again, after this: ${findings[0]?.fix ?? summary}` },
      ];
    case 'blocked':
      return findings.flatMap((each) =>
        each.fix === undefined ? [] : [{ command: each.fix, why: each.message }],
      );
    case 'done':
      return after(id);
    case 'skipped':
      return [];
  }
}

function todo(id: StepId, code: string | null, summary: string): Next {
  if (code === 'send/unproven') {
    return {
      command: 'ses-migrate send-test --eml FILE',
      why: 'with a received message saved as FILE',
    };
  }
  return { command: `ses-migrate ${id}`, why: summary };
}

/** What is worth doing after a step of one's own is done. */
function after(id: StepId): readonly Next[] {
  const next: Partial<Record<StepId, Next>> = {
    'verify-domain': {
      command: 'ses-migrate check-dns --wait',
      why: 'DNS and SES have to see the records',
    },
    'check-dns': { command: 'ses-migrate request-production', why: 'to send to everyone' },
    'request-production': {
      command: 'ses-migrate make-smtp-creds',
      why: 'for applications that send over SMTP',
    },
    'make-smtp-creds': { command: 'ses-migrate send-test', why: 'to prove it with a message' },
  };
  const found = next[id];
  return found === undefined ? [] : [found];
}
