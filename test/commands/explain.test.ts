import { describe, expect, test } from 'vitest';
import { ParsedAsText, parse } from '../../src/cli/parse.ts';
import { explainCommand } from '../../src/commands/explain.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { CATALOGUE } from '../../src/core/catalogue/index.ts';
import { checklistFilesOf } from '../helpers/checklist-files.ts';

const STYLE = { color: false, unicode: true, columns: 80 };
const NO_WORLD = {
  steps: [],
  commands: COMMANDS,
  help: () => '',
  open: () => Promise.reject(new Error('explain opens nothing')),
  checklistFiles: checklistFilesOf().files,
  prepareFleet: () => Promise.reject(new Error('explain asks no DNS')),
};

/** Checks and runs the command: its report, and what goes to stdout as text. */
async function explained(codes: readonly string[]) {
  const options = parse(['explain', ...codes], {}, COMMANDS);
  if (options instanceof ParsedAsText) throw new Error('parsed as text');
  explainCommand.check?.(options);
  const report = await explainCommand.run(NO_WORLD, options);
  if (typeof report === 'number') throw new Error('explain wrote its own output');
  const shown = explainCommand.present?.(report, { stdout: STYLE, stderr: STYLE }, options);
  return { report, text: `${shown?.result}\n` };
}

test('a code: what, why, what to do, exit code and page', async () => {
  const { text } = await explained(['smtp/orphaned-key']);
  expect(text).toMatch(/^smtp\/orphaned-key\n {2}What {2}An access key exists/);
  expect(text).toMatch(/\n {2}Do {4}Run `ses-migrate make-smtp-creds --confirm KEY_ID`/);
  expect(text).toContain('\n  Exit  1\n  Page  docs/findings.md#smtporphaned-key\n');
});

test('without a code: every code on a line of its own', async () => {
  const lines = (await explained([])).text.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(CATALOGUE.map(({ code }) => code));
});

test('JSON has the form of every report', async () => {
  const { report } = await explained(['dns/missing', 'cancelled']);
  expect(report).toMatchObject({ version: 1, command: 'explain', status: 'done', exitCode: 0 });
  expect('codes' in report.data && report.data.codes).toMatchObject([
    { code: 'dns/missing', exit: ['step'], docs: 'docs/findings.md#dnsmissing' },
    { code: 'cancelled', exit: [130] },
  ]);
});

test('an unknown code is a usage error with the nearest ones', async () => {
  await expect(explained(['dns/missing', 'dns/mising'])).rejects.toMatchObject({
    code: 'usage/unknown-code',
    exitCode: 2,
    fix: expect.stringContaining('dns/missing'),
  });
});

describe('a text', () => {
  test('a pasted reply: its code, its own cause and cure, and entries like it', async () => {
    const { report, text } = await explained([
      "554 Transaction failed: Duplicate header 'Subject'.",
    ]);
    expect(report).toMatchObject({ status: 'done', exitCode: 0 });
    expect(text).toMatch(/^send\/malformed\n {2}What /);
    expect(text).toMatch(/ {2}Why {3}The message format[\s\S]*appears\s+twice/);
    expect(text).toMatch(/\n\nSee also:\n {2}\w+\//);
    expect('codes' in report.data && report.data).toMatchObject({
      codes: [{ code: 'send/malformed' }],
      reply: { cause: expect.any(String), fix: expect.any(String) },
    });
  });

  test('without quotation marks, as a shell splits it', async () => {
    const { text } = await explained(['535', 'Authentication', 'Credentials', 'Invalid']);
    expect(text).toMatch(/^send\/login-refused\n/);
  });

  test.each([
    ['[dns/missing]', 'dns/missing'],
    ['    the record is missing [dns/missing]', 'dns/missing'],
  ])('a code in a line of our own: %j', async (line, code) => {
    expect((await explained([line])).text).toMatch(new RegExp(`^${code}\n`));
  });

  test('a word: the entries that have it, and how to read one', async () => {
    const { report, text } = await explained(['quota']);
    expect(report.exitCode).toBe(0);
    expect(text).toMatch(/^These entries have words of it:\n {2}send\/quota /);
    expect(text).toContain('`ses-migrate explain CODE`');
  });

  test('nothing is known: exit 1, and what to try', async () => {
    const { report, text } = await explained(['xyzzyplugh']);
    expect(report).toMatchObject({
      status: 'problem',
      exitCode: 1,
      data: { codes: [], nearest: [] },
    });
    expect(report.next).toEqual([{ command: 'ses-migrate explain', why: 'list all codes' }]);
    expect(text).toMatch(/^Nothing is known about this text\./);
    expect(text).toContain('explain quota');
  });
});
