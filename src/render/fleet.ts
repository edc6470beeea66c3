import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import type { Finding, Status } from '../core/types.ts';
import { paint } from './style.ts';
import { statusMark, statusWord } from './words.ts';

interface Ended {
  readonly domain: string;
  readonly status: Status;
  readonly summary: string;
  readonly findings: readonly Finding[];
}

interface FleetData {
  readonly checked: number;
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  readonly causes: readonly {
    readonly code: string;
    readonly domains: number;
    readonly examples: readonly string[];
  }[];
}

export function isFleetData(data: unknown): data is FleetData {
  return typeof data === 'object' && data !== null && 'causes' in data && 'checked' in data;
}

const DOMAIN = 28;

/** One domain of a fleet, one line: never wrapped, so that it can be searched and cut. */
export function fleetLine({ domain, status, summary, findings }: Ended, style: Style): string {
  const codes = [...new Set(findings.map((each) => each.code))].join(', ');
  const told = status === 'done' || codes === '' ? '' : paint(` [${codes}]`, 'dim', style);
  return `${statusMark(status, style)}  ${domain.padEnd(DOMAIN)}  ${escapeControls(summary)}${told}`;
}

/** How many domains ended how, and why. */
export function fleetLines({ checked, statuses, causes }: FleetData, style: Style): string[] {
  const counts = Object.entries(statuses) as [Status, number][];
  const words = counts.map(([status, count]) => `${count} ${statusWord(status)}`);
  const widest = Math.max(0, ...causes.map(({ code }) => code.length));
  return [
    `${plural(checked, 'domain')}: ${words.join(', ')}`,
    ...causes.map(({ code, domains, examples }) => {
      const more = domains > examples.length ? (style.unicode ? ', …' : ', ...') : '';
      const count = plural(domains, 'domain').padEnd(13);
      return `  ${code.padEnd(widest)}  ${count}  ${examples.join(', ')}${more}`;
    }),
  ];
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
