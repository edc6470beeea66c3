import { repeatsFindings } from '../core/model/status.ts';
import type { Finding, Report, StepReport } from '../core/model/types.ts';
import { readableDomain } from '../core/parse/domain.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { accountLines } from './account.ts';
import { addressLines } from './addresses.ts';
import { attemptLines } from './attempts.ts';
import { fleetLines } from './fleet.ts';
import { matrixLines } from './matrix.ts';
import { portLines } from './ports.ts';
import { recordCards } from './records.ts';
import { remedyLines } from './remedies.ts';
import { resourceLines } from './resources.ts';
import { paint } from './style.ts';
import { statusMark } from './words.ts';
import { paragraph } from './wrap.ts';

/** A report as text for people. */
export function reportText(report: Report, style: Style, verbose = false): string {
  const blocks = [
    [heading(report, style)],
    details(report, style, verbose),
    stepsBlock(report.steps, style),
    nextLines(report, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ command, target }: Report, style: Style): string {
  const { domain, region, account } = target;
  const name = domain === null ? null : escapeControls(readableDomain(domain));
  const about = [name, region, account === null ? null : `account ${account}`].filter(
    (part) => part !== null,
  );
  return `${paint(command, 'bold', style)}  ${about.join(style.unicode ? ' · ' : ', ')}`;
}

/** What a report shows beside the checklist: its data says it, not the command. */
function details({ data }: Report, style: Style, verbose: boolean): string[] {
  if ('domains' in data) return matrixLines(data, style, verbose);
  if ('causes' in data) return fleetLines(data, style);
  if ('dnsHost' in data) return recordCards(data, style);
  if ('ports' in data && data.ports !== undefined) return portLines(data.ports, style);
  if ('attempts' in data) return attemptLines(data, style);
  if ('addresses' in data) return addressLines(data, style);
  if ('resources' in data && 'account' in data) {
    const { account, elsewhere = null, resources } = data;
    const head = account === null ? [] : accountLines(account, elsewhere, style);
    const made = resourceLines(resources, style);
    return head.length > 0 && made.length > 0 ? [...head, '', ...made] : [...head, ...made];
  }
  return [];
}

/** One line a step, as in `status`. */
export function checklistLines(steps: readonly StepReport[], style: Style): string[] {
  return steps.flatMap((step) => {
    const mark = `${statusMark(step.status, style)}  ${step.id.padEnd(18)}  `;
    return paragraph(mark, escapeControls(step.summary), style.columns);
  });
}

/** One step with its findings and what to do about each. */
export function stepLines(step: StepReport, style: Style): string[] {
  const mark = `${statusMark(step.status, style)}  ${paint(step.id, 'bold', style)}: `;
  return [
    ...paragraph(mark, escapeControls(step.summary), style.columns, 4),
    ...grouped(step.findings).flatMap((group) => groupLines(group, style)),
  ];
}

/** The checklist, and below it what was found, also about a step that is done. */
function stepsBlock(steps: readonly StepReport[], style: Style): string[] {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return stepLines(only, style);
  const judged = steps.filter((step) => !['skipped', 'blocked'].includes(step.status));
  const explained = judged.filter(
    (step) => step.findings.length > 0 && !repeatsFindings(step, judged),
  );
  return [
    ...checklistLines(steps, style),
    ...explained.flatMap((step) => ['', ...stepLines(step, style)]),
  ];
}

/** Findings of one code and the same remedies, in the order of their first; statements may differ. */
function grouped(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const remedies = (finding.fixes ?? []).map(({ statement: _statement, ...rest }) => rest);
    const key = JSON.stringify([finding.code, remedies]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

/** What was found, each on lines of its own, then once what to do about it. */
function groupLines(group: readonly Finding[], style: Style): string[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const code = paint(`[${first.code}]`, 'dim', style);
  const messages = group.flatMap(({ message }, index) => {
    const text = escapeControls(message);
    const isLast = index === group.length - 1;
    return paragraph(
      group.length > 1 ? '    - ' : '    ',
      isLast ? `${text} ${code}` : text,
      style.columns,
    );
  });
  const mark = `    ${style.unicode ? '→' : '->'} `;
  const remedies = (first.fixes ?? []).flatMap((remedy, index) => {
    const same = others.flatMap(({ fixes = [] }) => fixes[index] ?? []);
    return remedyLines([remedy, ...same], { mark, columns: style.columns });
  });
  return [...messages, ...remedies];
}

function nextLines({ next }: Report, style: Style): string[] {
  if (next.length === 0) return [];
  return [
    'Next:',
    ...next.flatMap(({ command, why }) => [
      `  ${paint(command, 'cyan', style)}`,
      ...paragraph('    ', escapeControls(why), style.columns),
    ]),
  ];
}
