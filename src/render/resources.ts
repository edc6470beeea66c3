import type { ReportData } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paragraph } from './wrap.ts';

type Listed = ReportData['status']['resources'][number];
type Made = Extract<Listed, { readonly createdAt: string }>;

function madeOf(resources: readonly Listed[]): readonly Made[] {
  return resources.filter((each): each is Made => 'createdAt' in each);
}

const STATE: Readonly<Record<Made['state'], string>> = {
  there: '',
  changed: '; changed since',
  gone: '; gone now',
  unknown: '; not checked',
};

/** `created 2026-11-21 10:00 UTC, account 123456789012, eu-west-1; gone now`. */
function about({ createdAt, account, region, state }: Made): string {
  const where = [account === null ? null : `account ${account}`, region].filter(
    (part) => part !== null,
  );
  const at = `created ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `${[at, ...where].join(', ')}${STATE[state]}`;
}

/** What this checklist made, and the command that undoes each; nothing where it made nothing. */
export function resourceLines(resources: readonly Listed[], style: Style): string[] {
  const made = madeOf(resources);
  if (made.length === 0) return [];
  return [
    'Created by this checklist; `ses-migrate export undo` writes the way back:',
    ...made.flatMap((each) => [
      ...paragraph(
        '  ',
        escapeControls(`${each.kind} ${each.name}, ${about(each)}`),
        style.columns,
        4,
      ),
      ...undoLines(each, style),
    ]),
  ];
}

/** Characters; a change batch is longer, and would hide the list. JSON, Markdown and the script have it. */
const LONGEST = 160;

/** A command that is too long continues as a shell reads it, so that it can be copied. */
function undoLines({ undo }: Made, style: Style): string[] {
  if (undo === null) return [];
  const { command } = undo;
  if (command !== undefined && command.length <= LONGEST)
    return commandLines(escapeControls(command), style.columns);
  if (command !== undefined) return ['    undo: a change batch, in ses-migrate export undo'];
  return paragraph('    undo: ', escapeControls(undo.say), style.columns);
}

function commandLines(command: string, columns: number): string[] {
  const line = `    undo: ${command}`;
  if (line.length <= columns) return [line];
  const [first = '', ...flags] = command.split(/ (?=--)/);
  const parts = [`    undo: ${first}`, ...flags.map((flag) => `          ${flag}`)];
  return parts.map((part, index) => (index < parts.length - 1 ? `${part} \\` : part));
}

/** The same as a section of Markdown. `code` and `plain` escape for it. */
export function resourcesMarkdown(
  resources: readonly Listed[],
  { code, plain }: Record<'code' | 'plain', (text: string) => string>,
): string[] {
  const made = madeOf(resources);
  if (made.length === 0) return [];
  return [
    '',
    '## Created by this checklist',
    '',
    ...made.map((each) => {
      const undo =
        each.undo === null
          ? ''
          : `\n  - undo: ${each.undo.command === undefined ? plain(each.undo.say) : code(each.undo.command)}`;
      return `- ${plain(`${each.kind} ${each.name}: ${about(each)}`)}${undo}`;
    }),
  ];
}
