import type { CommandRights } from '../../core/aws/operator-policy.ts';
import { usage } from '../../core/model/errors.ts';
import { nearest } from '../../core/parse/nearest.ts';
import type { SourceRights } from '../../observe/rights.ts';
import type { Step } from '../../steps/step.ts';
import type { Command, Group } from '../command.ts';

/** In this order a policy names them: what reads all the rest comes last. */
const ORDER: readonly Group[] = ['steps', 'tools', 'checklist'];

/** The commands that use AWS, with their rights: of the sources they read, and of their tasks. */
export function commandsWithRights(
  commands: readonly Command[],
  steps: readonly Step[],
  sources?: SourceRights,
): readonly CommandRights[] {
  return ORDER.flatMap((group) => commands.filter((command) => command.group === group))
    .map((command) => ({ id: command.id, rights: command.rights?.(steps, sources) ?? [] }))
    .filter(({ rights }) => rights.length > 0);
}

/** The named ones, in the order of the policy. Throws Failure `usage/bad-value` for any other name. */
export function namedCommands(
  names: readonly string[],
  all: readonly CommandRights[],
): readonly CommandRights[] {
  const ids = all.map(({ id }) => id);
  const wrong = names.filter((name) => !ids.includes(name));
  if (wrong.length === 0) return all.filter(({ id }) => names.includes(id));
  const near = wrong.flatMap((name) => nearest(name, ids).slice(0, 1));
  throw usage(
    'bad-value',
    `Invalid value for --for: ${wrong.map((name) => JSON.stringify(name)).join(', ')}. It takes commands that use AWS.`,
    `${near.length === 0 ? 'The commands are' : `Did you mean ${near.join(',')}? They are`} ${ids.join(', ')}.`,
  );
}
