import { EXIT } from '../core/model/errors.ts';
import { ParsedAsText, parse } from './parse.ts';
import { printError } from './print-error.ts';

/** The command line, from its arguments to the exit code. Only a bug in this tool rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const invocation = parse(argv, process.env);
    if (invocation instanceof ParsedAsText) {
      process.stdout.write(invocation.text);
      return EXIT.done;
    }
    if (invocation.command === 'explain') {
      const { explainCommand } = await import('./explain.ts');
      return await explainCommand(invocation.operands, invocation.globals.json);
    }
    if (invocation.command === 'rehearse') {
      const { rehearseCommand } = await import('./rehearse.ts');
      return await rehearseCommand(invocation);
    }
    const { runCommand } = await import('./run.ts');
    return await runCommand(invocation);
  } catch (error) {
    return printError(error, argv);
  }
}
