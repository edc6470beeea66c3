import type { DomainView } from '../core/dns/view.ts';
import type { LedgerId, Status, StepReport } from '../core/model/types.ts';
import type { SesView } from '../core/ses/ses-view.ts';
import type { Output } from '../ports/index.ts';
import type { Step } from '../steps/step.ts';

export function statusOf(steps: readonly StepReport[], id: LedgerId): Status {
  return steps.find((each) => each.id === id)?.status ?? 'unknown';
}

/** The first of these steps that can change without a command of ours; null: a person has to act, or all is done. */
export function pendingStep(
  reports: readonly StepReport[],
  steps: readonly Step[],
): StepReport | null {
  const fixedElsewhere = (id: LedgerId) =>
    steps.some((step) => step.id === id && step.isFixedElsewhere === true);
  return reports.find((report) => isPending(report, fixedElsewhere(report.id))) ?? null;
}

function isPending({ status, findings }: StepReport, isFixedElsewhere: boolean): boolean {
  if (status === 'waiting') return true;
  if (!isFixedElsewhere) return false;
  const refused = findings.some((finding) => finding.code.startsWith('aws/'));
  return status === 'problem' || (status === 'unknown' && !refused);
}

/**
 * Milliseconds until the next cache expires, where old answers in caches are all that is waited for;
 * null: something else can change at any time, or a cache does not say when it expires.
 */
export function cachesMoveIn(domains: readonly DomainView[]): number | null {
  const left: number[] = [];
  for (const { records, ses } of domains) {
    if (ses !== null && !isSettled(ses)) return null;
    for (const record of records.filter((each) => each.required && each.status !== 'match')) {
      if (record.status !== 'propagating') return null;
      for (const { kind, status, ttl } of record.views.filter((view) => view.status !== 'match')) {
        if (kind === 'authoritative') return null;
        if (status === 'unknown') continue;
        if (ttl === null) return null;
        left.push(ttl);
      }
    }
  }
  // A TTL counts whole seconds, the last of which has started.
  return left.length === 0 ? null : (Math.min(...left) + 1) * 1000;
}

function isSettled({ verified, dkim, mailFrom }: SesView): boolean {
  return verified && dkim === 'SUCCESS' && mailFrom === 'SUCCESS';
}

/** What is waited for, since when, and the next look. */
export function showWaiting(
  output: Output,
  step: StepReport | null,
  since: Date,
  pauseMs: number,
  below: readonly string[] = [],
): void {
  const from = since.toISOString().slice(11, 19);
  output.progress(
    step === null ? 'Nothing to wait for; still checking' : `${step.id}: ${step.summary}`,
    `since ${from} UTC, next check in ${Math.ceil(pauseMs / 1000)} s, Ctrl-C stops`,
    below,
  );
}
