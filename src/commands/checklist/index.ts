import { usage } from '../../core/model/errors.ts';
import type { Command } from '../command.ts';
import { type ChecklistOptions, checklistInputs } from './inputs.ts';
import { mergeFiles } from './merge.ts';
import { mergeLines } from './words.ts';

/** `ses-migrate checklist merge`: what git cannot unite by lines. Reads and writes files only. */
export const checklistCommand: Command<ChecklistOptions> = {
  id: 'checklist',
  summary: 'Merge two versions of the checklist file without losing a receipt',
  note:
    'merge [FILE]: repair a file with conflict markers. merge OURS THEIRS: the result replaces OURS. ' +
    'merge BASE OURS THEIRS: the same as a git merge driver (%O %A %B).',
  group: 'checklist',
  subject: 'none',
  argument: '[merge] [file...]',
  first: { key: 'action', parse: actionOf },
  inputs: checklistInputs,
  canWait: false,
  examples: [
    'checklist merge',
    'checklist merge ses-migrate.json theirs.json --theirs',
    'checklist merge %O %A %B',
  ],
  check({ answers, operands }) {
    if (answers.ours === true && answers.theirs === true)
      throw usage('flags-apart', '--ours and --theirs are two choices.', 'Use one of them.');
    if (operands.length > 3)
      throw usage(
        'excess-arguments',
        `checklist merge takes at most 3 files, but ${operands.length} were given.`,
        'Use FILE, OURS THEIRS, or BASE OURS THEIRS.',
      );
  },
  present: ({ data }) =>
    'merge' in data
      ? { result: mergeLines(data.merge).join('\n'), notes: [], annotated: false }
      : null,
  run: (context, invocation) => mergeFiles(context.checklistFiles, invocation),
};

function actionOf(word: string | undefined): string {
  if (word === 'merge') return word;
  throw usage(
    'unknown-command',
    word === undefined
      ? 'What to do with the checklist is missing.'
      : `Unknown action: ${JSON.stringify(word)}.`,
    'Use `ses-migrate checklist merge`.',
  );
}
