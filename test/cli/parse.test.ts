import { describe, expect, test } from 'vitest';
import { helpPage, ParsedAsText, parse } from '../../src/cli/parse.ts';
import type { Invocation } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';

function parsed(line: string, env: Record<string, string> = {}): Invocation {
  const invocation = parse(
    line.split(' ').filter((word) => word !== ''),
    env,
    COMMANDS,
  );
  if (invocation instanceof ParsedAsText) throw new Error(`${line} is text`);
  return invocation;
}

describe('commands', () => {
  test('the bare command is the walk', () => {
    expect(parsed('')).toMatchObject({
      command: { id: 'walk' },
      operands: [],
      answers: {},
      waitMs: null,
    });
  });

  test.each(
    COMMANDS.map(({ id, bare }) => (bare === undefined ? [id] : [])).map((words) => ({ words })),
  )('each line of its help fits into 80 columns: $words', ({ words }) => {
    const lines = helpPage(words, COMMANDS).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(COMMANDS.filter(({ bare }) => bare === undefined).map(({ id }) => id))(
    '%s is known, with its own help',
    (id) => {
      const operand = {
        checklist: ' merge',
        ...{ explain: ' dns/missing', export: ' zone', 'print-policy': ' sender' },
      };
      expect(parsed(`${id}${id in operand ? operand[id as 'export'] : ''}`).command.id).toBe(id);
      const help = parse([id, '--help'], {}, COMMANDS);
      expect(help).toBeInstanceOf(ParsedAsText);
      expect((help as ParsedAsText).text).toContain(`ses-migrate ${id}`);
      expect((help as ParsedAsText).text).toMatch(/--region, --dry-run, .*: ses-migrate --help/);
    },
  );

  test.each([
    ['verify-domian', 'ses-migrate verify-domain'],
    ['stauts', 'ses-migrate status'],
    ['xyzzy', 'ses-migrate --help'],
    ['stauts --help', 'ses-migrate status'],
  ])('%s is refused with the way out', (word, fix) => {
    expect(() => parsed(word)).toThrowError(
      expect.objectContaining({
        code: 'usage/unknown-command',
        exitCode: 2,
        fix: expect.stringContaining(fix),
      }),
    );
  });
});

describe('flags', () => {
  test.each([
    '--json --region eu-west-1 status',
    'status --region eu-west-1 --json',
    '--json status --region eu-west-1',
  ])('global flags may stand anywhere: %s', (line) => {
    expect(parsed(line).globals).toMatchObject({ json: true, region: 'eu-west-1' });
  });

  test('their defaults', () => {
    expect(parsed('status').globals).toEqual({
      domain: null,
      profile: null,
      region: null,
      checklist: './ses-migrate.json',
      json: false,
      yes: false,
      noInput: false,
      interactive: false,
      noPreflight: false,
      lockWaitMs: 0,
      dryRun: false,
      quiet: false,
      verbose: false,
      color: null,
      confirm: [],
    });
  });

  test.each([
    ['-y', 'yes', true],
    ['-q', 'quiet', true],
    ['-v', 'verbose', true],
    ['--dry-run', 'dryRun', true],
    ['--no-input', 'noInput', true],
    ['--interactive', 'interactive', true],
    ['--color', 'color', true],
    ['--no-color', 'color', false],
    ['--profile p', 'profile', 'p'],
    ['--checklist c.json', 'checklist', 'c.json'],
  ] as const)('%s sets %s', (flag, key, value) => {
    expect(parsed(`status ${flag}`).globals[key]).toBe(value);
  });

  test('the checklist: flag, variable, default', () => {
    const env = { SES_MIGRATE_CHECKLIST: 'env.json' };
    expect(parsed('status', env).globals.checklist).toBe('env.json');
    expect(parsed('status --checklist flag.json', env).globals.checklist).toBe('flag.json');
    expect(parsed('status', { SES_MIGRATE_CHECKLIST: '' }).globals.checklist).toBe(
      './ses-migrate.json',
    );
  });

  test('repeatable flags gather, others keep their text', () => {
    expect(parsed('send-test --to a@b.example --to c@d.example --via smtp').answers).toEqual({
      to: ['a@b.example', 'c@d.example'],
      via: 'smtp',
    });
    expect(parsed('verify-domain --confirm a --confirm b')).toMatchObject({
      globals: { confirm: ['a', 'b'] },
      answers: { confirm: ['a', 'b'] },
    });
  });

  test('a switch that says no', () => {
    expect(parsed('make-smtp-creds --no-login-check').answers).toEqual({ noLoginCheck: true });
    expect(parsed('make-smtp-creds').answers).toEqual({});
  });

  test('--yes is no --confirm', () => {
    expect(parsed('verify-domain --yes').answers).toEqual({});
  });

  test.each([
    ['--nope', 'usage/unknown-option'],
    ['verify-domain --mail-from', 'usage/option-missing-argument'],
    ['status acme.example other.example', 'usage/excess-arguments'],
    ['nope', 'usage/unknown-command'],
  ])('%s is refused with %s', (line, code) => {
    expect(() => parsed(line)).toThrowError(expect.objectContaining({ code }));
  });

  test.each([
    '--password=S3cr3t/Value+with=signs',
    'status --smtp-password=S3cr3t/Value+with=signs',
    'S3cr3t/Value+with=signs',
  ])('%s: what was typed may be a secret and is not repeated', (line) => {
    expect(() => parsed(line)).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining('S3cr3t') }),
    );
  });

  test.each([
    ['status --jsn', /--json/],
    ['verify-domain --mailfrom x', /--mail-from/],
    ['status --mail-from x', /--mail-from/],
    ['status --region', /--region/],
  ])('%s is refused and says which', (line, says) => {
    expect(() => parsed(line)).toThrowError(
      expect.objectContaining({
        code: expect.stringMatching(/^usage\/[a-z-]+$/),
        exitCode: 2,
        message: expect.stringMatching(says),
      }),
    );
  });
});

describe('operands', () => {
  test.each([
    ['verify-domain acme.example other.example'],
    ['status acme.example other.example'],
    ['send-test acme.example hello'],
  ])('%s: one too many is refused, not passed over', (line) => {
    expect(() => parsed(line)).toThrowError(expect.objectContaining({ exitCode: 2 }));
  });

  test('check-dns takes several domains', () => {
    expect(parsed('check-dns a.example b.example').operands).toEqual(['a.example', 'b.example']);
  });

  test('behind -- everything is the command of rehearse', () => {
    expect(parsed('rehearse --dns manual -- node --version')).toMatchObject({
      operands: ['node', '--version'],
      answers: { dns: 'manual' },
    });
  });
});

describe('--wait', () => {
  test.each([
    ['check-dns', null],
    ['check-dns --wait=2h', 7_200_000],
    ['check-dns --wait=90s acme.example', 90_000],
    ['check-dns --wait', Number.POSITIVE_INFINITY],
  ])('%s: %s ms', (line, ms) => {
    expect(parsed(line).waitMs).toBe(ms);
  });

  test('a bad duration is refused before anything', () => {
    expect(() => parsed('check-dns --wait=soon')).toThrowError(
      expect.objectContaining({ code: 'usage/bad-duration' }),
    );
  });

  test('no wait where nothing can be waited for', () => {
    expect(() => parsed('send-test --wait')).toThrowError(expect.objectContaining({ exitCode: 2 }));
  });
});
