import type { PolicyStatement } from './policy-statement.ts';

/** One thing to do about a finding or an error. Screens, JSON and annotations render it; code decides by it. */
export interface Remedy {
  /** Complete for a reader, but for the record or statement that is shown after it. */
  readonly say: string;
  /** The command that `say` names, ready to run: no placeholder in it. */
  readonly command?: string;
  /** A line of a zone file to paste. */
  readonly record?: string;
  /** The statement that a policy lacks; `say` names the policy. */
  readonly statement?: PolicyStatement;
  /** URL of the page where it is done. */
  readonly link?: string;
}

/** A remedy as it is written in the code: words only, one remedy, or several. */
export type Fix = string | Remedy | readonly Remedy[];

export function remediesOf(fix: Fix | undefined): readonly Remedy[] {
  if (fix === undefined || fix === '') return [];
  if (typeof fix === 'string') return [{ say: fix }];
  return isList(fix) ? fix : [fix];
}

/** A command that is the whole remedy. */
export function runs(command: string): Remedy {
  return { say: command, command };
}

/** The remedies as text, one a line: the words, then the record. A statement has a form of its own. */
export function fixText(fixes: readonly Remedy[]): string {
  return fixes
    .map(({ say, record }) => (record === undefined ? say : `${say} ${record}`))
    .join('\n');
}

/** The first statement. JSON has it beside `fixes`, as it had before there were any. */
export function statementIn(fixes: readonly Remedy[]): PolicyStatement | undefined {
  return fixes.find(({ statement }) => statement !== undefined)?.statement;
}

function isList(fix: Exclude<Fix, string>): fix is readonly Remedy[] {
  return Array.isArray(fix);
}
