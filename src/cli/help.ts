import type { Group } from '../commands/command.ts';

export const INTRODUCTION = `Move a domain's e-mail to Amazon SES step by step, and verify each step.

Without a command, it guides you through all steps. Try it first without AWS:
  ses-migrate rehearse`;

/** Below the flags of one command. */
export const FLAGS_OF_ALL =
  'Global flags (--region, --dry-run, --yes, --json, …): ses-migrate --help';

export function helpFooter(): string {
  return `
Exit codes: 0 done, 1 you must act, 2 usage, 4 AWS credentials,
5 AWS or DNS could not be read, 8 only waiting, 70 a bug in ses-migrate,
130 cancelled. The same with --json.`;
}

/** The headings under which the commands are listed. */
export const GROUPS: Readonly<Record<Group, string>> = {
  steps: 'Steps, in order:',
  checklist: 'Checklist:',
  tools: 'Tools:',
};
