import { repeatsFindings } from '../core/model/status.ts';
import type { LedgerId, Next, StepReport } from '../core/model/types.ts';

/** What is not replaced without being named. */
const CHOICES = new Set(['route53/conflict', 'cloudflare/conflict', 'cloudflare/proxied']);

/** The commands that come next, for the steps that are not done: at most one a step. */
export function nextOf(steps: readonly StepReport[]): readonly Next[] {
  const done = steps
    .filter((step) => step.status === 'done')
    .map((step) => `ses-migrate ${step.id}`);
  const open = steps
    .filter((step) => step.status !== 'unknown' || !repeatsFindings(step, steps))
    .flatMap(nextOfStep)
    .filter(
      ({ command }) => !done.some((name) => command === name || command.startsWith(`${name} `)),
    );
  return [...open, ...steps.flatMap((step) => step.offers ?? [])];
}

function nextOfStep(step: StepReport): readonly Next[] {
  const { id, status, findings } = step;
  switch (status) {
    case 'waiting':
      return [{ command: `ses-migrate ${id} --wait`, why: 'waits until it is done' }];
    case 'todo':
      return [todo(step)];
    case 'problem':
      // To replace what others put there is a choice: the finding says how, nothing invites to it.
      if (findings.some(({ code }) => CHOICES.has(code))) return [];
      return [{ command: `ses-migrate ${id}`, why: 'again, when that is mended' }];
    case 'unknown':
      return [{ command: `ses-migrate ${id}`, why: 'again, when that can be read' }];
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

function todo({ id, title, findings }: StepReport): Next {
  if (findings.some((each) => each.code === 'send/unproven')) {
    const why = 'with a received message saved as FILE';
    return { command: 'ses-migrate send-test --eml FILE', why };
  }
  const untried = findings.find((each) => each.code === 'send/path-untried');
  if (untried !== undefined) {
    const why = 'the other way to SES, if you use it';
    return { command: `ses-migrate send-test --via ${untried.subject}`, why };
  }
  const orphans = findings.filter((each) => each.code === 'smtp/orphaned-key');
  const named = orphans.map((each) => ` --confirm ${each.subject}`).join('');
  return { command: `ses-migrate ${id}${named}`, why: title };
}

/** What is worth doing after a step of one's own is done. */
function after(id: LedgerId): readonly Next[] {
  const next: Partial<Record<LedgerId, Next>> = {
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
