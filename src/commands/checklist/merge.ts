import type { Checklist } from '../../core/checklist.ts';
import { hasMarkers, sidesOf, withMarkers } from '../../core/checklist-markers.ts';
import { type Difference, type Side, uniteChecklists } from '../../core/checklist-merge.ts';
import { parseChecklist } from '../../core/checklist-parse.ts';
import { checklistText } from '../../core/checklist-text.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { ChecklistFiles } from '../../ports/index.ts';
import type { Invocation } from '../command.ts';
import type { ChecklistOptions } from './inputs.ts';

export interface MergeData {
  /** The file that has the result; with --dry-run, that would have it. */
  readonly file: string;
  readonly written: boolean;
  /** Receipts of the other side that the file did not have. */
  readonly added: number;
  /** All receipts in the result. */
  readonly receipts: number;
  /** Settings that differed, with the value that was taken. */
  readonly settings: readonly (Difference & { readonly taken: Side })[];
  /** Whether the two were begun apart, each by a first run of its own. */
  readonly begunApart: boolean;
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly checklist: { readonly merge: MergeData };
  }
}

/** The versions to unite, as texts, and how the result is written. */
interface Versions {
  readonly base: string | null;
  readonly ours: string;
  readonly theirs: string;
  /** Where the result goes. */
  readonly file: string;
  /** git takes the file as it is left, also after an error: what is not united has to be in it between markers. */
  readonly isDriver: boolean;
  /** What each of them is called in an error. */
  readonly names: readonly [ours: string, theirs: string];
  /** The command that decides what differs, without `--ours`. */
  readonly again: string;
}

/** Unites the versions that the operands name, in the first of them. Throws Failure `checklist/…`. */
export async function mergeFiles(
  files: ChecklistFiles,
  { operands, answers, globals }: Invocation<ChecklistOptions>,
): Promise<ReportOf<'checklist'>> {
  const [one, ...others] = operands;
  const versions =
    others.length === 0
      ? await marked(files, one ?? globals.checklist, one)
      : await named(files, operands);
  if (versions === null) return report(nothingToMerge(one ?? globals.checklist));
  const prefer = answers.ours === true ? 'ours' : answers.theirs === true ? 'theirs' : null;
  const { text, data } = await united(files, versions, prefer);
  const { file, isDriver } = versions;
  if (!globals.dryRun) await files.write(file, text, { isOurs: !isDriver });
  return report({ ...data, written: !globals.dryRun });
}

/** The sides of a file with conflict markers; null: it has none and is a checklist. */
async function marked(
  files: ChecklistFiles,
  file: string,
  given: string | undefined,
): Promise<Versions | null> {
  const text = await files.read(file);
  if (!hasMarkers(text)) {
    parsed(text, file);
    return null;
  }
  const sides = sidesOf(text);
  if (sides === null) throw unmatched(file);
  return {
    ...sides,
    ...{ file, isDriver: false },
    names: [`The first side in ${file}`, `The second side in ${file}`],
    again: ['ses-migrate checklist merge', ...(given === undefined ? [] : [shellWord(file)])].join(
      ' ',
    ),
  };
}

async function named(files: ChecklistFiles, operands: readonly string[]): Promise<Versions> {
  const isDriver = operands.length === 3;
  const [ours = '', theirs = ''] = operands.slice(-2);
  const [base] = isDriver ? operands : [];
  // git gives an empty file where both branches added theirs.
  const before = base === undefined ? '' : await files.read(base);
  return {
    ...{ base: before.trim() === '' ? null : before, file: ours, isDriver },
    ours: await files.read(ours),
    theirs: await files.read(theirs),
    names: [ours, theirs],
    again: isDriver
      ? 'ses-migrate checklist merge'
      : `ses-migrate checklist merge ${shellWord(ours)} ${shellWord(theirs)}`,
  };
}

type Data = Omit<MergeData, 'written'>;

async function united(
  files: ChecklistFiles,
  versions: Versions,
  prefer: Side | null,
): Promise<{ text: string; data: Data }> {
  const { file, isDriver } = versions;
  try {
    return unite(versions, prefer);
  } catch (error) {
    if (isDriver && error instanceof Failure) {
      const text = error instanceof Undecided ? error.marked : wholeInMarkers(versions);
      await files.write(file, text, { isOurs: false });
    }
    throw error;
  }
}

function unite(versions: Versions, prefer: Side | null): { text: string; data: Data } {
  const [ours, theirs] = [
    parsed(versions.ours, versions.names[0]),
    parsed(versions.theirs, versions.names[1]),
  ];
  const sides = { base: baseOf(versions), ours, theirs };
  const { checklist, differences, added } = uniteChecklists(sides, prefer ?? 'ours');
  const text = checklistText(checklist);
  if (differences.length > 0 && prefer === null) {
    const other = checklistText(uniteChecklists(sides, 'theirs').checklist);
    throw new Undecided(differences, versions.again, withMarkers(text, other));
  }
  const all = Object.values(checklist.steps).map((memory) => memory?.receipts.length ?? 0);
  const data = {
    ...{ file: versions.file, added, begunApart: ours.lineage !== theirs.lineage },
    receipts: all.reduce((sum, count) => sum + count, 0),
    settings: differences.map((each) => ({ ...each, taken: prefer ?? 'ours' })),
  };
  return { text, data };
}

/** What both began with. Between markers it can be cut in a way that is no JSON: then it is not known. */
function baseOf({ base }: Versions): Checklist | null {
  if (base === null) return null;
  try {
    return parseChecklist(base);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function parsed(text: string, name: string): Checklist {
  try {
    return parseChecklist(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${name} cannot be merged. ${error.message}`, {
      exitCode: error.exitCode,
      fix: error.fixes,
      cause: error,
    });
  }
}

function wholeInMarkers({ ours, theirs }: Versions): string {
  const lines = (text: string) => text.trimEnd();
  return `<<<<<<< ours\n${lines(ours)}\n=======\n${lines(theirs)}\n>>>>>>> theirs\n`;
}

/** Settings that both sides changed, and no word on which to take. `marked`: the rest united, these between markers. */
class Undecided extends Failure {
  readonly marked: string;

  constructor(differences: readonly Difference[], again: string, marked: string) {
    const value = (each: unknown) => (each === undefined ? 'not set' : JSON.stringify(each));
    const words = differences.map(
      ({ name, ours, theirs }) => `${name}: ours ${value(ours)}, theirs ${value(theirs)}`,
    );
    super('checklist/settings-differ', `Both sides changed a setting. ${words.join('; ')}.`, {
      exitCode: EXIT.act,
      fix: [
        { say: 'Take the first value:', command: `${again} --ours` },
        { say: 'Take the other one:', command: `${again} --theirs` },
      ].map(({ say, command }) => ({ say: `${say} ${command}`, command })),
    });
    this.marked = marked;
  }
}

function unmatched(file: string): Failure {
  return new Failure(
    'checklist/conflict',
    `The conflict markers in ${file} do not match: one was removed, or a conflict is inside another one.`,
    {
      exitCode: EXIT.act,
      fix: `Take both versions from git and merge those: git show :2:${file} > ours.json; git show :3:${file} > theirs.json; ses-migrate checklist merge ours.json theirs.json`,
    },
  );
}

function nothingToMerge(file: string): MergeData {
  const nothing = { written: false, added: 0, settings: [], begunApart: false };
  return { file, ...nothing, receipts: 0 };
}

function report(merge: MergeData): ReportOf<'checklist'> {
  return {
    version: 1,
    command: 'checklist',
    target: { domain: null, region: null, account: null },
    status: 'done',
    exitCode: EXIT.done,
    steps: [],
    next: [],
    data: { merge },
  };
}
