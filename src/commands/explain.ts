import {
  anchorOf,
  CATALOGUE,
  type CatalogueEntry,
  explain,
  nearestCodes,
} from '../core/catalogue/index.ts';
import { EXIT, usage } from '../core/model/errors.ts';
import type { ReportOf } from '../core/model/types.ts';
import { paragraph } from '../render/wrap.ts';
import type { Command } from './command.ts';

export interface ExplainData {
  readonly codes: readonly (CatalogueEntry & { readonly docs: string })[];
}

declare module '../core/model/types.ts' {
  interface ReportData {
    readonly explain: ExplainData;
  }
}

/** `ses-migrate explain [CODE…]`: what each code means and what to do; without a code, the list of all. */
export const explainCommand: Command = {
  id: 'explain',
  summary: 'Explain a code in brackets and what to do about it',
  group: 'tools',
  subject: 'none',
  argument: '[code...]',
  inputs: [],
  canWait: false,
  examples: ['explain dns/doubled-suffix'],
  check: ({ operands }) => void operands.map(entryOf),
  present: (_report, { stdout }, { operands }) => ({
    result:
      operands.length === 0
        ? CATALOGUE.map(line).join('\n')
        : operands.map((word) => section(entryOf(word), stdout.columns)).join('\n\n'),
    notes: [],
    annotated: false,
  }),
  run: async (_context, { operands }) =>
    report(operands.length === 0 ? CATALOGUE : operands.map(entryOf)),
};

function entryOf(typed: string): CatalogueEntry {
  const entry = explain(typed);
  if (entry !== null) return entry;
  const near = nearestCodes(typed);
  throw usage(
    'unknown-code',
    `Unknown code: ${JSON.stringify(typed)}.`,
    near.length === 0
      ? 'Run `ses-migrate explain` for the list.'
      : `Did you mean ${near.join(' or ')}? \`ses-migrate explain\` lists all codes.`,
  );
}

function report(entries: readonly CatalogueEntry[]): ReportOf<'explain'> {
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

function section({ code, meaning, why, fix, exit }: CatalogueEntry, columns: number): string {
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
