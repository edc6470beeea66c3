import type { StepReport } from '../core/model/types.ts';
import { stepOf } from '../flow/assess.ts';
import type { Job, Look } from '../flow/job.ts';
import { recordCards } from '../render/records.ts';
import type { Step } from '../steps/step.ts';

/** The records that a person still has to enter, as cards to copy from. */
export function cardsFor({ ports, checklistSteps }: Job, step: Step, seen: Look): string[] {
  if (step.isFixedElsewhere !== true) return [];
  const { output } = ports;
  return step.needs.flatMap((id) => {
    const data = stepOf(id, checklistSteps).data(seen.world, seen.checklist, new Date(0));
    return 'dnsHost' in data ? recordCards(data, output.stderr) : [];
  });
}

/** What the cards show already: a record is missing, and SES has not seen it. */
const ON_THE_CARDS = new Set([
  'dns/missing',
  'dns/spf-missing',
  'dns/dmarc-missing',
  'ses/dkim-pending',
  'ses/mail-from-pending',
]);

export function besideCards(step: StepReport): StepReport {
  return { ...step, findings: step.findings.filter(({ code }) => !ON_THE_CARDS.has(code)) };
}
