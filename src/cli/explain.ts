import {
  anchorOf,
  CATALOGUE,
  type CatalogueEntry,
  explain,
  nearestCodes,
} from '../core/catalogue/index.ts';
import { EXIT, usage } from '../core/model/errors.ts';
import type { Report } from '../core/model/types.ts';
import { reportJson } from '../render/json.ts';
import { paragraph } from '../render/wrap.ts';

/**
 * `ses-migrate explain [CODE…]`: what each code means and what to do; without a code, the list of all.
 * Writes to stdout and returns 0. Throws Failure `usage/unknown-code`. Asks nothing outside.
 */
export async function explainCommand(operands: readonly string[], json: boolean): Promise<number> {
  const entries = operands.length === 0 ? CATALOGUE : operands.map(entryOf);
  const text = json
    ? reportJson(report(entries), 2)
    : operands.length === 0
      ? entries.map(line).join('\n')
      : entries.map(section).join('\n\n');
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}

function entryOf(typed: string): CatalogueEntry {
  const entry = explain(typed);
  if (entry !== null) return entry;
  const near = nearestCodes(typed);
  throw usage(
    'unknown-code',
    `There is no code ${JSON.stringify(typed)}.`,
    near.length === 0
      ? 'Run `ses-migrate explain` for the list.'
      : `Did you mean ${near.join(' or ')}? \`ses-migrate explain\` lists all.`,
  );
}

function report(entries: readonly CatalogueEntry[]): Report {
  const codes = entries.map(({ code, meaning, why, fix, exit }) => ({
    ...{ code, meaning, why, fix, exit },
    docs: pageOf(code),
  }));
  return {
    version: 1,
    command: 'explain',
    target: { domain: null, region: null, account: null },
    status: 'done',
    exitCode: EXIT.done,
    steps: [],
    next: [],
    data: { codes },
  };
}

/** One line a code, never folded: made to be searched. */
function line({ code, meaning }: CatalogueEntry): string {
  return `${code.padEnd(28)}  ${meaning}`;
}

function section({ code, meaning, why, fix, exit }: CatalogueEntry): string {
  const columns = process.stdout.columns ?? 80;
  const exits = exit.map((each) => (each === 'step' ? 'as its step' : String(each))).join(' or ');
  return [
    code,
    ...paragraph('  What  ', meaning, columns),
    ...paragraph('  Why   ', why, columns),
    ...paragraph('  Do    ', fix, columns),
    `  Exit  ${exits}`,
    `  Page  ${pageOf(code)}`,
  ].join('\n');
}

function pageOf(code: string): string {
  return `docs/findings.md#${anchorOf(code)}`;
}
