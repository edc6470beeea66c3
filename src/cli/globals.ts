import { Option } from 'commander';
import type { Globals } from '../commands/command.ts';
import { parseDuration } from '../core/parse/duration.ts';

/** The flags that every command takes. */
export function globalOptions(): Option[] {
  return [
    new Option('--domain <domain>', 'domain to migrate; also the first argument of a command'),
    new Option('--profile <name>', 'AWS profile'),
    new Option('--region <region>', 'AWS Region of SES'),
    new Option('--checklist <file>', 'checklist file (default: ./ses-migrate.json)'),
    new Option('--json', 'print one JSON document on stdout'),
    new Option('-y, --yes', 'agree to create things; never to replace or remove them'),
    new Option('--confirm <name>', 'agree to replace or remove NAME (repeatable)').argParser(
      gather,
    ),
    new Option(
      '--wait-for-lock <duration>',
      'wait for another run that locks the checklist: 90s, 10m',
    ),
    new Option('--no-preflight', 'do not check first whether IAM allows a change'),
    new Option('--no-input', 'never prompt').argParser(() => false),
    new Option('--interactive', 'prompt even if CI is set'),
    new Option('--dry-run', 'show the plan and change nothing'),
    new Option('-q, --quiet', 'print results and errors only'),
    new Option(
      '-v, --verbose',
      'print more about errors; with check-dns, every DNS answer in full',
    ),
    new Option('--color', 'print colour even if stdout is not a terminal'),
    new Option('--no-color', 'print without colour'),
  ];
}

/** Collects the values of a repeatable flag. */
export function gather(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** What commander parsed of them. */
export function globalsOf(
  options: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Globals {
  const text = (key: string) => (typeof options[key] === 'string' ? String(options[key]) : null);
  const lockWait = text('waitForLock');
  return {
    domain: text('domain'),
    profile: text('profile'),
    region: text('region'),
    checklist: text('checklist') ?? (env.SES_MIGRATE_CHECKLIST || './ses-migrate.json'),
    ...(text('checklist') !== null || env.SES_MIGRATE_CHECKLIST ? { checklistIsNamed: true } : {}),
    json: options.json === true,
    yes: options.yes === true,
    noInput: options.input === false,
    interactive: options.interactive === true,
    dryRun: options.dryRun === true,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    color: typeof options.color === 'boolean' ? options.color : null,
    noPreflight: options.preflight === false,
    lockWaitMs: lockWait === null ? 0 : parseDuration(lockWait),
    confirm: Array.isArray(options.confirm) ? options.confirm.map(String) : [],
  };
}
