import { basename, dirname, join } from 'node:path';
import { EXIT, Failure } from '../core/model/errors.ts';
import { shellWord } from '../core/text/shell-word.ts';
import type { Files, GitView } from '../ports/index.ts';

interface Seen {
  readonly file: string;
  readonly view: GitView;
}

/** Refuses files that git would commit, but those that were named with --confirm. */
export async function checkGit(
  files: Files,
  paths: readonly string[],
  confirmed: readonly string[],
): Promise<void> {
  const seen: Seen[] = [];
  for (const file of paths.filter((path) => !confirmed.includes(path)))
    seen.push({ file, view: await files.gitView(file) });
  const visible = seen.filter(({ view }) => view !== 'private');
  if (visible.length === 0) return;
  throw new Failure('file/in-git', visible.map(sentence).join(' '), {
    exitCode: EXIT.act,
    fix: [
      ...visible.flatMap(remedy),
      `Or continue anyway: ${visible.map(({ file }) => `--confirm ${shellWord(file)}`).join(' ')}`,
    ].join('\n  '),
  });
}

function sentence({ file, view }: Seen): string {
  if (view === 'unknown') return `Could not check whether git would commit ${file}.`;
  const what = file.includes('.backup') ? 'holds the copy of the old content' : 'holds the secret';
  return view === 'tracked'
    ? `git tracks ${file}, which ${what}.`
    : `git does not ignore ${file}, which ${what}: the next commit could include it.`;
}

/** Command lines, in the order in which they are to be run. */
function remedy({ file, view }: Seen): readonly string[] {
  if (view === 'unknown') return [`See the cause: git -C ${shellWord(dirname(file))} status`];
  const ignore = shellWord(join(dirname(file), '.gitignore'));
  return [
    ...(view === 'tracked' ? [`git rm --cached ${shellWord(file)}`] : []),
    `echo ${shellWord(basename(file))} >> ${ignore}`,
  ];
}
