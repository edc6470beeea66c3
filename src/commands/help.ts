import { EXIT } from '../core/model/errors.ts';
import type { Command } from './command.ts';

/** `ses-migrate help [COMMAND]`: the same page as `COMMAND --help`. */
export const helpCommand: Command = {
  id: 'help',
  summary: 'Show help for a command',
  group: 'tools',
  subject: 'none',
  argument: '[command...]',
  inputs: [],
  canWait: false,
  examples: ['help', 'help check-dns'],
  run: async ({ help }, { operands }) => {
    process.stdout.write(help(operands));
    return EXIT.done;
  },
};
