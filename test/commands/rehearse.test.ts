import { describe, expect, test } from 'vitest';
import { FAULTS, SITUATIONS } from '../../src/commands/rehearse-words.ts';
import { parseFaults } from '../../src/rehearsal/index.ts';
import { run } from '../helpers/cli.ts';

/** The list that a refusal names. */
function listed(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    return String(error).split('Use one of ')[1]?.split(', ') ?? [];
  }
  throw new Error('nothing was refused');
}

describe('the words of help are those of the rehearsal', () => {
  test('situations', () => {
    const words = SITUATIONS.map(([word]) => word);
    expect(words.toSorted()).toEqual(listed(() => parseFaults('?', [])).toSorted());
    for (const word of words) expect(() => parseFaults(word, [])).not.toThrow();
  });

  test('faults', () => {
    const forms = listed(() => parseFaults('none', ['?'])).map((form) =>
      form.replace(/:ses\|.*/, ':HOP'),
    );
    expect(FAULTS.map(([form]) => form)).toEqual(forms);
  });

  test('each has a line of its own in help, which fits a terminal', async () => {
    const { stdout } = await run(['rehearse', '--help']);
    const lines = stdout.split('\n');
    for (const [word, means] of [...SITUATIONS, ...FAULTS])
      expect(
        lines.filter((line) => line.startsWith(`  ${word} `) && line.endsWith(` ${means}`)),
        word,
      ).toHaveLength(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});

test.each([
  [['--dns-host', 'nobody'], 'unknown DNS host'],
  [['--dns-host', 'godaddy', '--dns', 'route53'], '--dns-host cannot be used with --dns route53'],
])('%j is refused', async (flags, words) => {
  const { exitCode, stderr } = await run(['rehearse', ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});

test('the panel of a host is shown where its name servers are', async () => {
  const script = 'ses-migrate verify-domain acme.example --yes';
  const { stdout } = await run(['rehearse', '--dns-host', 'godaddy', '--', 'sh', '-c', script]);
  expect(stdout).toContain('GoDaddy');
});
