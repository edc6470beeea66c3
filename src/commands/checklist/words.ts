import { plural } from '../../core/text/plural.ts';
import type { MergeData } from './merge.ts';

/** What the merge made, for people. */
export function mergeLines(data: MergeData): readonly string[] {
  const { file, written, added, receipts, settings, begunApart } = data;
  if (!written && receipts === 0) return [`${file} has no conflict markers. Nothing to merge.`];
  const verb = written ? 'Merged' : 'Would merge';
  // git names a temporary file to its merge driver.
  const name = /(?:^|\/)\.merge_file_/.test(file) ? 'the checklist' : file;
  const value = (each: unknown) => (each === undefined ? 'not set' : JSON.stringify(each));
  return [
    `${verb} into ${name}: ${plural(receipts, 'receipt')}, ${added} of them new from the other side.`,
    ...settings.map(({ name, ours, theirs, taken }) =>
      taken === 'ours'
        ? `  ${name}: took ${value(ours)}, not ${value(theirs)}`
        : `  ${name}: took ${value(theirs)}, not ${value(ours)}`,
    ),
    ...(begunApart
      ? ['  The two files were begun by different runs, for the same migration.']
      : []),
  ];
}
