import { COMMANDS } from '../../src/commands/index.ts';
import { commandsWithRights } from '../../src/commands/print-policy/commands.ts';
import type { CommandRights } from '../../src/core/aws/operator-policy.ts';
import { STEPS } from '../../src/steps/index.ts';

/** The commands that ask AWS for something, in the order of a policy. */
export const AWS_COMMANDS: readonly CommandRights[] = commandsWithRights(COMMANDS, STEPS);

export function commandRights(id: string): CommandRights {
  const found = AWS_COMMANDS.find((command) => command.id === id);
  if (found === undefined) throw new Error(`${id} asks AWS for nothing`);
  return found;
}
