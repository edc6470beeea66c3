import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ParsedAsText, parse } from '../../src/cli/parse.ts';
import type { Invocation } from '../../src/commands/command.ts';
import { commandLineOf } from '../../src/commands/command-line.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { parseGiven } from '../../src/flow/inputs.ts';

/** As the command gets it: with parsed options. */
function invocation(argv: readonly string[]): Invocation {
  const parsed = parse(argv, {}, COMMANDS);
  if (parsed instanceof ParsedAsText) throw new Error('parsed as text');
  return { ...parsed, answers: parseGiven(parsed.command.inputs, parsed.answers) };
}

/** The words that a shell makes of a line, without the name of the program. */
function wordsOf(line: string): string[] {
  expect(line.split(' ')[0]).toBe('ses-migrate');
  const script = `printf '%s\\0' ${line.slice('ses-migrate '.length)}`;
  return execFileSync('sh', ['-c', script]).toString('utf8').split('\0').slice(0, -1);
}

test.each([
  ['make-smtp-creds', '--rotate', '--file', "it's $HOME.env", '--tag', 'a=b', '--tag', 'c=d e'],
  ['make-smtp-creds', '--retire', '--unused-for', '3d', '--confirm', 'AKIAX', '--yes'],
  ['make-smtp-creds', '--from', '*@acme.example', '--no-login-check', '--no-preflight'],
  ['verify-domain', 'acme.example', '--wait', '--profile', 'team', '--region', 'eu-west-3'],
  ['check-dns', 'a.example', 'b.example', '--wait=90s', '--resolver', '::1', '--resolver', 'x'],
  ['export', 'csv', 'acme.example', '--checklist', 'other one.json', '--dry-run'],
  ['send-test', '--to', 'a@b.example', '--to', 'c@d.example', '--via', 'old,api', '--wait', '2h'],
])('%j is read back as it was typed', (...argv) => {
  const typed = invocation(argv);
  expect(invocation(wordsOf(commandLineOf(typed)))).toEqual(typed);
});

test('what shapes the output alone is left out', () => {
  const flags = ['--json', '--quiet', '--verbose', '--no-color', '--no-input', '--interactive'];
  expect(commandLineOf(invocation(['make-smtp-creds', ...flags]))).toBe(
    'ses-migrate make-smtp-creds',
  );
});

test('no flag is named like a secret: the line shows what was typed', () => {
  const flags = COMMANDS.flatMap(({ inputs }) => inputs.map(({ flag }) => flag.split(' ')[0]));
  const named = flags.filter((flag) => /password|secret|token|key/i.test(flag ?? ''));
  // The names of places, the tokens of DKIM, which stand in DNS, and a length.
  expect([...new Set(named)].sort()).toEqual([
    '--dkim-key-length',
    '--from-secret-stdin',
    '--key',
    '--secret-name',
    '--token',
  ]);
});
