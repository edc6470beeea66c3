import {
  anchorOf,
  CATALOGUE,
  type CatalogueEntry,
  explain,
  nearestCodes,
} from '../core/catalogue/index.ts';
import { searchCatalogue } from '../core/catalogue/search.ts';
import { EXIT, usage } from '../core/model/errors.ts';
import type { ReportOf } from '../core/model/types.ts';
import { readPasted } from '../core/sending/pasted-reply.ts';
import type { ReplyMeaning } from '../core/sending/replies.ts';
import { paragraph } from '../render/wrap.ts';
import type { Command } from './command.ts';

type Documented = CatalogueEntry & { readonly docs: string };

export interface ExplainData {
  /** What the codes or the reply mean; empty where nothing is recognized for certain. */
  readonly codes: readonly Documented[];
  /** What is known about a pasted reply beyond its code; null: none was pasted, or no more is known. */
  readonly reply?: Pick<ReplyMeaning, 'cause' | 'fix'> | null;
  /** Entries that have the words of a pasted text, best first. */
  readonly nearest?: readonly Documented[];
}

declare module '../core/model/types.ts' {
  interface ReportData {
    readonly explain: ExplainData;
  }
}

/** `ses-migrate explain [CODE…|TEXT]`: what each code, or a reply that somebody got, means and what to do. */
export const explainCommand: Command = {
  id: 'explain',
  summary: 'Explain a code, or the reply of a server, and what to do',
  note: 'Also takes a line of a log, an error of AWS, or a word to look for. Without an argument it lists all codes.',
  group: 'tools',
  subject: 'none',
  argument: '[text...]',
  inputs: [],
  canWait: false,
  examples: [
    'explain dns/doubled-suffix',
    'explain "535 Authentication Credentials Invalid"',
    'explain quota',
  ],
  check: ({ operands }) => void (areCodes(operands) && operands.map(entryOf)),
  present: ({ data }, { stdout }, { operands }) =>
    'codes' in data
      ? { result: shown(data, operands.length === 0, stdout.columns), notes: [], annotated: false }
      : null,
  run: async (_context, { operands }) => {
    if (operands.length === 0) return report({ codes: CATALOGUE.map(documented) });
    if (areCodes(operands)) return report({ codes: operands.map(entryOf).map(documented) });
    return report(explainText(operands.join(' ')));
  },
};

/** In the form of a code, also in the brackets in which reports print it. */
function areCodes(operands: readonly string[]): boolean {
  return operands.every(
    (word) => explain(bare(word)) !== null || /^\[?[a-z0-9]+\/[a-z0-9-]+\]?$/.test(word),
  );
}

function bare(word: string): string {
  return word.replace(/^\[(.*)\]$/, '$1');
}

/** A code that the text names counts first: our own reports and logs have it. */
function explainText(text: string): ExplainData {
  const named = (text.match(/\b[a-z0-9]+\/[a-z0-9-]+/g) ?? []).flatMap(
    (word) => explain(word) ?? [],
  );
  const meaning = named.length > 0 ? null : readPasted(text);
  const ofReply = meaning === null ? null : explain(meaning.code);
  const codes = ofReply === null ? [...new Set(named)] : [ofReply];
  const nearest = searchCatalogue(text).filter((entry) => !codes.includes(entry));
  return {
    codes: codes.map(documented),
    reply:
      meaning === null || meaning.cause === null
        ? null
        : { cause: meaning.cause, fix: meaning.fix },
    nearest: nearest.map(documented),
  };
}

function entryOf(typed: string): CatalogueEntry {
  const entry = explain(bare(typed));
  if (entry !== null) return entry;
  const near = nearestCodes(bare(typed));
  throw usage(
    'unknown-code',
    `Unknown code: ${JSON.stringify(typed)}.`,
    near.length === 0
      ? 'Run `ses-migrate explain` for the list.'
      : `Did you mean ${near.join(' or ')}? \`ses-migrate explain\` lists all codes.`,
  );
}

/** Exit 1 where nothing is found at all: a script can tell the cases apart. */
function report(data: ExplainData): ReportOf<'explain'> {
  const isFound = data.codes.length + (data.nearest ?? []).length > 0;
  return {
    version: 1,
    command: 'explain',
    target: { domain: null, region: null, account: null },
    status: isFound ? 'done' : 'problem',
    exitCode: isFound ? EXIT.done : EXIT.act,
    steps: [],
    next: isFound ? [] : [{ command: 'ses-migrate explain', why: 'list all codes' }],
    data,
  };
}

function documented({ code, meaning, why, fix, exit }: CatalogueEntry): Documented {
  return { code, meaning, why, fix, exit, docs: pageOf(code) };
}

function shown(
  { codes, reply = null, nearest = [] }: ExplainData,
  isList: boolean,
  columns: number,
): string {
  if (isList) return codes.map(line).join('\n');
  if (codes.length + nearest.length === 0) return NOTHING;
  const sections = codes.map((entry) => section(entry, reply, columns));
  const others = nearest.flatMap(({ code, meaning }) =>
    paragraph(`  ${code.padEnd(26)}  `, meaning, columns),
  );
  const heading = codes.length === 0 ? 'These entries have words of it:' : 'See also:';
  const list = others.length === 0 ? [] : [[heading, ...others].join('\n')];
  const hint =
    codes.length === 0 ? ['`ses-migrate explain CODE` says more about one of them.'] : [];
  return [...sections, ...list, ...hint].join('\n\n');
}

const NOTHING = `Nothing is known about this text.

- Paste the whole reply with its number, for example "554 Message rejected: Email address is not verified."
- Or give one word of it, for example \`ses-migrate explain quota\`.
- \`ses-migrate explain\` lists all codes.`;

/** One line a code, never folded: made to be searched. */
function line({ code, meaning }: CatalogueEntry): string {
  return `${code.padEnd(28)}  ${meaning}`;
}

/** What is known about this very reply comes instead of what its code says in general. */
function section(
  { code, meaning, why, fix, exit }: CatalogueEntry,
  reply: ExplainData['reply'],
  columns: number,
): string {
  const exits = exit.map((each) => (each === 'step' ? 'as its step' : String(each))).join(' or ');
  return [
    code,
    ...paragraph('  What  ', meaning, columns),
    ...paragraph('  Why   ', reply?.cause ?? why, columns),
    ...paragraph('  Do    ', reply?.fix ?? fix, columns),
    `  Exit  ${exits}`,
    `  Page  ${pageOf(code)}`,
  ].join('\n');
}

function pageOf(code: string): string {
  return `docs/findings.md#${anchorOf(code)}`;
}
