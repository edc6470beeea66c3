import { durationText } from '../core/parse/duration.ts';
import { shellWord } from '../core/text/shell-word.ts';
import { flagWords, givenValue } from '../steps/input.ts';
import type { Invocation } from './command.ts';

/**
 * The command with the flags that were given, to copy with the missing ones added. Flags that only shape the
 * output are left out. No flag takes a secret: a URL with a password was refused before.
 */
export function commandLineOf({ command, operands, answers, globals, waitMs }: Invocation): string {
  const flag = (name: string, value: string | null) =>
    value === null ? [] : [name, shellWord(value)];
  const usual = process.env.SES_MIGRATE_CHECKLIST || './ses-migrate.json';
  const first = command.first === undefined ? null : givenValue(answers, command.first);
  return [
    'ses-migrate',
    ...(command.bare === undefined ? [command.id] : []),
    ...[first, ...operands].flatMap((word) => (typeof word === 'string' ? [shellWord(word)] : [])),
    ...command.inputs.flatMap((input) => flagWords(input, answers)),
    ...waitWords(waitMs),
    ...flag('--domain', globals.domain),
    ...flag('--profile', globals.profile),
    ...flag('--region', globals.region),
    ...flag('--checklist', globals.checklist === usual ? null : globals.checklist),
    ...globals.confirm.flatMap((name) => flag('--confirm', name)),
    ...flag('--wait-for-lock', globals.lockWaitMs === 0 ? null : durationText(globals.lockWaitMs)),
    ...(globals.noPreflight ? ['--no-preflight'] : []),
    ...(globals.dryRun ? ['--dry-run'] : []),
    ...(globals.yes ? ['--yes'] : []),
  ].join(' ');
}

function waitWords(ms: number | null): readonly string[] {
  if (ms === null) return [];
  return [Number.isFinite(ms) ? `--wait=${durationText(ms)}` : '--wait'];
}
