import { afterEach, expect, test, vi } from 'vitest';
import { explainCommand } from '../../src/cli/explain.ts';
import { CATALOGUE } from '../../src/core/catalogue/index.ts';

afterEach(() => vi.restoreAllMocks());

/** Runs the command and returns what it wrote to stdout. */
async function told(codes: readonly string[], json = false): Promise<string> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  expect(await explainCommand(codes, json)).toBe(0);
  return text;
}

test('a code: what, why, what to do, exit code and page', async () => {
  const text = await told(['smtp/orphaned-key']);
  expect(text).toMatch(/^smtp\/orphaned-key\n {2}What {2}An access key exists/);
  expect(text).toMatch(/\n {2}Do {4}Run `ses-migrate make-smtp-creds --confirm KEY_ID`/);
  expect(text).toContain('\n  Exit  1\n  Page  docs/findings.md#smtporphaned-key\n');
});

test('without a code: every code on a line of its own', async () => {
  const lines = (await told([])).trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(CATALOGUE.map(({ code }) => code));
});

test('JSON has the form of every report', async () => {
  const report = JSON.parse(await told(['dns/missing', 'cancelled'], true));
  expect(report).toMatchObject({ version: 1, command: 'explain', status: 'done', exitCode: 0 });
  expect(report.data.codes).toMatchObject([
    { code: 'dns/missing', exit: ['step'], docs: 'docs/findings.md#dnsmissing' },
    { code: 'cancelled', exit: [130] },
  ]);
});

test('an unknown code is a usage error with the nearest ones, and nothing is written', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(explainCommand(['dns/missing', 'dns/mising'], false)).rejects.toMatchObject({
    code: 'usage/unknown-code',
    exitCode: 2,
    fix: expect.stringContaining('dns/missing'),
  });
  expect(write).not.toHaveBeenCalled();
});
