import type { Command } from './command.ts';

/** `ses-migrate help [COMMAND]`: the parser answers it with the page of `--help`, before anything runs. */
export const helpCommand: Command = {
  id: 'help',
  summary: 'Show help for a command',
  group: 'tools',
  subject: 'none',
  argument: '[command]',
  inputs: [],
  canWait: false,
  examples: ['help', 'help check-dns'],
  run() {
    throw new Error('help is answered by the parser');
  },
};
