import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thisProcess } from '../../../src/adapters/store/holder.ts';
import {
  type Checklist,
  emptyChecklist,
  withChoice,
  withReceipt,
} from '../../../src/core/checklist.ts';
import { parseChecklist } from '../../../src/core/checklist-parse.ts';
import { checklistText } from '../../../src/core/checklist-text.ts';
import { run } from '../../helpers/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ses-migrate-merge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const base: Checklist = { ...emptyChecklist('9b2d'), domain: 'acme.example', region: 'eu-west-1' };
const noted = (checklist: Checklist, name: string) =>
  withReceipt(checklist, 'send-test', {
    ...{ at: '2026-11-22T10:00:00.000Z', what: 'noted' },
    facts: { name },
  });
const put = (name: string, checklist: Checklist | string) =>
  writeFileSync(
    join(folder, name),
    typeof checklist === 'string' ? checklist : checklistText(checklist),
  );
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const names = (name: string) =>
  (parseChecklist(read(name)).steps['send-test']?.receipts ?? []).map(({ facts }) => facts);

async function merge(...args: string[]) {
  const { stdout, exitCode } = await run(['checklist', 'merge', ...args, '--json'], {
    cwd: folder,
  });
  const report = JSON.parse(stdout);
  expect(report.exitCode).toBe(exitCode);
  return report;
}

describe('two files', () => {
  test('the first one gets what both know; the other stays, and a backup of the first is kept', async () => {
    put('a.json', noted(base, 'ann'));
    put('b.json', noted(base, 'bob'));
    const before = read('b.json');
    expect((await merge('a.json', 'b.json')).data.merge).toEqual({
      ...{ file: 'a.json', written: true, added: 1, receipts: 2, settings: [] },
      begunApart: false,
    });
    expect(names('a.json')).toHaveLength(2);
    expect(read('b.json')).toBe(before);
    expect(names('.ses-migrate/a.json.backup')).toEqual([{ name: 'ann' }]);
    expect(readdirSync(folder).sort()).toEqual(['.ses-migrate', 'a.json', 'b.json']);
  });

  test('a setting that differs changes nothing until a word decides, and the command for it is given', async () => {
    put('a.json', withChoice(noted(base, 'ann'), 'dns', 'manual'));
    put('my b.json', withChoice(noted(base, 'bob'), 'dns', 'route53'));
    const before = read('a.json');
    const { exitCode, error } = await merge('a.json', 'my b.json');
    expect({ exitCode, code: error.code }).toEqual({
      exitCode: 1,
      code: 'checklist/settings-differ',
    });
    expect(error.fixes.map(({ command }: { command: string }) => command)).toEqual([
      "ses-migrate checklist merge a.json 'my b.json' --ours",
      "ses-migrate checklist merge a.json 'my b.json' --theirs",
    ]);
    expect(read('a.json')).toBe(before);
    expect(readdirSync(folder)).not.toContain('.ses-migrate');
    await merge('a.json', 'my b.json', '--theirs');
    expect(parseChecklist(read('a.json')).choices.dns).toBe('route53');
  });

  test('with a base, only what both changed is asked', async () => {
    put('o.json', withChoice(base, 'dns', 'manual'));
    put('a.json', withChoice(base, 'dns', 'manual'));
    put('b.json', withChoice(base, 'dns', 'route53'));
    expect((await merge('o.json', 'a.json', 'b.json')).exitCode).toBe(0);
    expect(parseChecklist(read('a.json')).choices.dns).toBe('route53');
  });

  test.each<[string, string, string, number]>([
    ['that is not there', '', 'checklist/unreadable', 1],
    [
      'of another account',
      checklistText({ ...base, account: '999999999999' }),
      'checklist/foreign',
      1,
    ],
    ['of another program', '{"name":"x"}', 'checklist/unreadable', 1],
    [
      'with a value that flags refuse',
      checklistText({ ...base, domain: 'a;b' }),
      'checklist/bad-value',
      2,
    ],
    [
      'of a newer version',
      '{"$schema":"urn:ses-migrate:checklist:9","version":9}',
      'checklist/newer-version',
      1,
    ],
  ])('a file %s is named, and the first one is as it was', async (_what, text, code, exitCode) => {
    put('a.json', { ...noted(base, 'ann'), account: '123456789012' });
    if (text !== '') put('b.json', text);
    const before = read('a.json');
    const report = await merge('a.json', 'b.json');
    expect({ exitCode: report.exitCode, code: report.error.code }).toEqual({ exitCode, code });
    if (code !== 'checklist/foreign') expect(report.error.message).toContain('b.json');
    expect(read('a.json')).toBe(before);
  });

  test('a run that has the lock keeps the merge out', async () => {
    put('a.json', noted(base, 'ann'));
    put('b.json', noted(base, 'bob'));
    mkdirSync(join(folder, '.ses-migrate'));
    const holder = await thisProcess(crypto.randomUUID(), new Date(0), 'ses-migrate send-test');
    put('.ses-migrate/a.json.lock', JSON.stringify(holder));
    const { exitCode, error } = await merge('a.json', 'b.json');
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 5, code: 'checklist/locked' });
    expect(names('a.json')).toHaveLength(1);
  });
});

describe('one file', () => {
  test('without markers nothing is to do', async () => {
    put('ses-migrate.json', noted(base, 'ann'));
    const { stdout, exitCode } = await run(['checklist', 'merge'], { cwd: folder });
    expect({ stdout, exitCode }).toEqual({
      exitCode: 0,
      stdout: './ses-migrate.json has no conflict markers. Nothing to merge.\n',
    });
  });

  test('--checklist names it, too', async () => {
    const side = checklistText(noted(base, 'ann'));
    put('x.json', `<<<<<<< a\n${side}=======\n${checklistText(noted(base, 'bob'))}>>>>>>> b\n`);
    await merge('--checklist', 'x.json');
    expect(names('x.json')).toHaveLength(2);
  });

  test('markers that do not match: the way over git is shown, and nothing is touched', async () => {
    const text = `<<<<<<< a\n${checklistText(base)}>>>>>>> b\n`;
    put('ses-migrate.json', text);
    const { exitCode, error } = await merge();
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 1, code: 'checklist/conflict' });
    expect(error.fix).toContain('git show :2:');
    expect(read('ses-migrate.json')).toBe(text);
  });
});

test.each([
  [['checklist'], 'usage/unknown-command'],
  [['checklist', 'mend'], 'usage/unknown-command'],
  [['checklist', 'merge', '--ours', '--theirs'], 'usage/flags-apart'],
  [['checklist', 'merge', 'a', 'b', 'c', 'd'], 'usage/excess-arguments'],
  [['checklist', 'merge', '--domain', 'acme.example'], 'usage/flags-apart'],
])('%j is refused', async (args, code) => {
  const { stdout, exitCode } = await run([...args, '--json'], { cwd: folder });
  expect({ exitCode, code: JSON.parse(stdout).error.code }).toEqual({ exitCode: 2, code });
});
