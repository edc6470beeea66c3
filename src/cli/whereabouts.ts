import type { Invocation } from '../commands/command.ts';
import { commandLineOf } from '../commands/command-line.ts';
import { usage } from '../core/model/errors.ts';
import { printable } from '../core/text/printable.ts';
import { shellWord } from '../core/text/shell-word.ts';
import type { NearChecklist } from '../ports/index.ts';
import type { OpenPorts } from './open-ports.ts';

/** Checklists in folders near this one, where this one has none and the command line names none. */
export async function checklistsNearby(
  { command, globals }: Invocation,
  { checklistFiles, talk }: OpenPorts,
): Promise<readonly NearChecklist[]> {
  if (globals.checklistIsNamed === true || command.subject === 'none') return [];
  const near = await checklistFiles.near(globals.checklist);
  if (near.length > 0) talk.output.note(whereText(globals.checklist, near));
  return near;
}

/** One sentence for each, with the flag that uses it. */
function whereText(here: string, near: readonly NearChecklist[]): string {
  const others = near.map(({ path, domain }) => {
    const of = domain === null ? 'is not bound to a domain yet' : `is of ${domain}`;
    return `${printable(path)} ${of}: to use it, add --checklist ${shellWord(path)}.`;
  });
  return [`No checklist here: ${here} does not exist.`, ...others].join(' ');
}

/**
 * A second checklist for one domain would know nothing of the first one's keys and messages, so it is begun only in a
 * file that is named. Throws Failure `usage/checklist-elsewhere` (exit 2).
 */
export function refuseSecondChecklist(
  invocation: Invocation,
  near: readonly NearChecklist[],
  domain: string | null,
): void {
  const { command, globals } = invocation;
  const other = near.find((each) => domain !== null && each.domain === domain);
  if (other === undefined || command.beginsChecklist !== true || globals.dryRun) return;
  const withFile = (checklist: string) =>
    commandLineOf({ ...invocation, globals: { ...globals, checklist } });
  throw usage(
    'checklist-elsewhere',
    `${domain} has a checklist in ${printable(other.path)}. This run would begin a second one in ${globals.checklist}.`,
    {
      say: `Use the one that is there: \`${withFile(other.path)}\`. To begin another one here on purpose, add --checklist ${globals.checklist}.`,
      command: withFile(other.path),
    },
  );
}
