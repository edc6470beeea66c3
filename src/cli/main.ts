import { COMMANDS } from '../commands/index.ts';
import { EXIT } from '../core/model/errors.ts';
import { ParsedAsText, parse } from './parse.ts';
import { printError } from './print-error.ts';

/** The command line, from its arguments to the exit code. Only a bug in this tool rejects. */
export async function main(argv: readonly string[], commands = COMMANDS): Promise<number> {
  try {
    const invocation = parse(argv, process.env, commands);
    if (invocation instanceof ParsedAsText) {
      process.stdout.write(invocation.text);
      return EXIT.done;
    }
    const { runCommand } = await import('./run.ts');
    return await runCommand(invocation, commands);
  } catch (error) {
    return printError(error, argv);
  }
}
