import type { FleetData } from '../core/dns/view.ts';
import type { Status, StepReport } from '../core/model/types.ts';
import { readableDomain } from '../core/parse/domain.ts';
import { plural } from '../core/text/plural.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paint } from './style.ts';
import { statusMark, statusWord } from './words.ts';

/** A domain of the fleet, and how it ended. */
type Ended = Pick<StepReport, 'status' | 'summary' | 'findings'> & { readonly domain: string };

const DOMAIN = 28;

/** One domain of a fleet, one line: never wrapped, so that it can be searched and cut. */
export function fleetLine({ domain, status, summary, findings }: Ended, style: Style): string {
  const codes = [...new Set(findings.map((each) => each.code))].join(', ');
  const told = status === 'done' || codes === '' ? '' : paint(` [${codes}]`, 'dim', style);
  return `${statusMark(status, style)}  ${escapeControls(readableDomain(domain)).padEnd(DOMAIN)}  ${escapeControls(summary)}${told}`;
}

/** How many domains ended how, and why. */
export function fleetLines({ checked, statuses, causes }: FleetData, style: Style): string[] {
  const widest = Math.max(0, ...causes.map(({ code }) => code.length));
  return [
    `${plural(checked, 'domain')}: ${statusCounts(statuses).join(', ')}`,
    ...causes.map(({ code, domains, examples }) => {
      const more = domains > examples.length ? (style.unicode ? ', …' : ', ...') : '';
      const count = plural(domains, 'domain').padEnd(13);
      return `  ${code.padEnd(widest)}  ${count}  ${examples.join(', ')}${more}`;
    }),
  ];
}

/** `3 done`, `1 to do`: how many domains ended how. */
export function statusCounts(statuses: FleetData['statuses']): string[] {
  const counts = Object.entries(statuses) as [Status, number][];
  return counts.map(([status, count]) => `${count} ${statusWord(status)}`);
}

/** Cells of the longest bar: a longer one says no more. */
const BAR = 50;

/** How much is done, as wide as the window allows; full only when all is. */
export function progressBar(done: number, all: number, style: Style): string {
  const width = Math.max(1, Math.min(BAR, style.columns - 9));
  const share = all === 0 ? 1 : done / all;
  const [full, empty] = style.unicode ? ['█', '░'] : ['#', '-'];
  const filled = Math.floor(share * width);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `[${full.repeat(filled)}${empty.repeat(width - filled)}] ${percent}`;
}
