import type { Lists } from '../commands/command.ts';
import { COMMANDS } from '../commands/index.ts';
import { EXIT } from '../core/model/errors.ts';
import { STEPS } from '../steps/index.ts';
import { ParsedAsText, parse } from './parse.ts';
import { printError } from './print-error.ts';

const LISTS: Lists = { steps: STEPS, commands: COMMANDS };

/** The command line, from its arguments to the exit code. Only a bug in this tool rejects. */
export async function main(argv: readonly string[], lists: Lists = LISTS): Promise<number> {
  try {
    const invocation = parse(argv, process.env, lists.commands);
    if (invocation instanceof ParsedAsText) {
      process.stdout.write(invocation.text);
      return EXIT.done;
    }
    const { runCommand } = await import('./run.ts');
    return await runCommand(invocation, lists);
  } catch (error) {
    return printError(error, argv, lists.commands);
  }
}
