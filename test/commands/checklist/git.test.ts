/** The real git merges checklists: by lines where it can, by the driver where it cannot, and what is left is repaired. */

import { afterAll, describe, expect, test } from 'vitest';
import {
  type Checklist,
  emptyChecklist,
  withChoice,
  withReceipt,
} from '../../../src/core/checklist.ts';
import { parseChecklist } from '../../../src/core/checklist-parse.ts';
import { checklistText } from '../../../src/core/checklist-text.ts';
import { STEPS } from '../../../src/steps/index.ts';
import { run } from '../../helpers/cli.ts';
import { openRepositories, type Repository } from '../../helpers/git.ts';

const repositories = openRepositories();
afterAll(() => repositories.close());

const none = { intent: null, receipts: [] };
const begun: Checklist = {
  ...emptyChecklist('9b2d'),
  ...{ domain: 'acme.example', region: 'eu-west-1', account: '123456789012' },
  steps: Object.fromEntries(STEPS.map(({ id }) => [id, none])),
};
const start = noted(begun, 'verify-domain', 'start');

/** The checklist with one more receipt; the name says whose. */
function noted(checklist: Checklist, step: string, name: string): Checklist {
  const minute = String([...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 60);
  const at = `2026-11-22T10:${minute.padStart(2, '0')}:00.000Z`;
  return withReceipt(checklist, step, { at, what: 'noted', facts: { name } });
}

function namesIn(text: string): readonly string[] {
  return Object.values(parseChecklist(text).steps)
    .flatMap((memory) => memory?.receipts ?? [])
    .flatMap(({ facts }) => ('name' in facts ? [String(facts.name)] : []))
    .sort();
}

/** The file as it is, changed and committed. */
function change(at: Repository, edit: (checklist: Checklist) => Checklist): void {
  at.commit(checklistText(edit(parseChecklist(at.read()))));
}

/** Two branches, `other` checked out second; each has done its own on the common start. */
function branched(
  at: Repository,
  ours: (checklist: Checklist) => Checklist,
  theirs: (checklist: Checklist) => Checklist,
): void {
  at.commit(checklistText(start));
  at.git(['checkout', '-qb', 'other']);
  change(at, theirs);
  at.git(['checkout', '-q', 'main']);
  change(at, ours);
}

const add = (step: string, name: string) => (checklist: Checklist) => noted(checklist, step, name);
const setDmarc = (value: 'none' | 'reject') => (checklist: Checklist) =>
  withChoice(checklist, 'dmarc', value);
const repair = (at: Repository, ...args: string[]) =>
  run(['checklist', 'merge', ...args], { cwd: at.folder });

describe('by lines, without the driver', () => {
  test('two people with two steps, the neighbours in the file: git needs no help', () => {
    const at = repositories.create({ driver: false });
    branched(at, add('request-production', 'ann'), add('make-smtp-creds', 'bob'));
    at.git(['merge', '-q', 'other']);
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
  });

  test('three branches with three steps at once (octopus)', () => {
    const at = repositories.create({ driver: false });
    branched(at, add('request-production', 'ann'), add('make-smtp-creds', 'bob'));
    at.git(['checkout', '-qb', 'third', 'other~1']);
    change(at, add('send-test', 'ci'));
    at.git(['checkout', '-q', 'main']);
    at.git(['merge', '-q', 'other', 'third']);
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'ci', 'start']);
  });

  test('two settings, set by two people, whatever their order', () => {
    const at = repositories.create({ driver: false });
    branched(at, setDmarc('none'), add('send-test', 'bob'));
    at.git(['merge', '-q', 'other']);
    expect(parseChecklist(at.read()).choices).toEqual({ dmarc: 'none' });
    expect(namesIn(at.read())).toEqual(['bob', 'start']);
  });

  test.each(['merge', 'diff3', 'zdiff3'])(
    'the same step: a conflict in style %s, which is named, and repaired without a loss',
    async (style) => {
      const at = repositories.create({ driver: false, config: { 'merge.conflictStyle': style } });
      branched(at, add('send-test', 'ann'), add('send-test', 'bob'));
      at.git(['merge', '-q', 'other'], 1);
      const { exitCode, stderr } = await run(['status', '--offline', '--region', 'eu-west-1'], {
        cwd: at.folder,
      });
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringMatching(/conflict markers[\s\S]*ses-migrate checklist merge/),
      });
      expect(stderr).not.toContain('.backup');
      const repaired = await repair(at);
      expect(repaired).toMatchObject({ exitCode: 0, stderr: '' });
      expect(repaired.stdout).toContain('3 receipts, 1 of them new from the other side');
      expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
      at.git(['add', '-A']);
      expect(at.git(['status', '--porcelain'])).toBe('M  ses-migrate.json\n');
    },
  );

  test('a file of the older form, with its count of writes in conflict', async () => {
    const at = repositories.create({ driver: false });
    const older = (checklist: Checklist, serial: number) =>
      `${JSON.stringify({ ...checklist, $schema: 'urn:ses-migrate:checklist:1', version: 1, serial }, null, 2)}\n`;
    at.commit(older(start, 1));
    at.git(['checkout', '-qb', 'other']);
    at.commit(older(noted(noted(start, 'send-test', 'bob'), 'send-test', 'bob2'), 4));
    at.git(['checkout', '-q', 'main']);
    at.commit(older(noted(start, 'make-smtp-creds', 'ann'), 2));
    at.git(['merge', '-q', 'other'], 1);
    expect(await repair(at)).toMatchObject({ exitCode: 0 });
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'bob2', 'start']);
  });

  test('a side with Windows line ends', async () => {
    const at = repositories.create({ driver: false });
    branched(at, add('send-test', 'ann'), add('send-test', 'bob'));
    at.git(['merge', '-q', 'other'], 1);
    at.write(at.read().replaceAll('\n', '\r\n'));
    expect(await repair(at, 'ses-migrate.json')).toMatchObject({ exitCode: 0 });
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
  });
});

describe('with the driver, the same step on both sides', () => {
  const bothSent = (at: Repository) =>
    branched(at, add('send-test', 'ann'), add('send-test', 'bob'));

  test.each<[string, (at: Repository) => void]>([
    ['merge', (at) => void at.git(['merge', '-q', 'other'])],
    ['squash', (at) => void at.git(['merge', '-q', '--squash', 'other'])],
    ['rebase', (at) => void at.git(['rebase', '-q', 'other'])],
    ['cherry-pick', (at) => void at.git(['cherry-pick', 'other'])],
    [
      'stash pop',
      (at) => {
        at.git(['reset', '-q', '--soft', 'HEAD~1']);
        at.git(['stash', '-q']);
        at.git(['merge', '-q', '--ff-only', 'other']);
        at.git(['stash', 'pop', '-q']);
      },
    ],
    [
      'pull with --rebase and --autostash',
      (at) => {
        at.git(['reset', '-q', '--soft', 'HEAD~1']);
        at.git(['rebase', '-q', '--autostash', 'other']);
      },
    ],
  ])('%s: no conflict, both receipts, nothing else in the folder', (_what, unite) => {
    const at = repositories.create();
    bothSent(at);
    unite(at);
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
    expect(at.git(['status', '--porcelain', '--ignored'])).not.toContain('.merge_file');
    expect(at.git(['status', '--porcelain', '--ignored'])).not.toContain('.ses-migrate');
  });

  test('criss-cross: both branches merged each other before', () => {
    const at = repositories.create();
    bothSent(at);
    at.git(['branch', 'before']);
    at.git(['merge', '-q', 'other']);
    at.git(['checkout', '-q', 'other']);
    at.git(['merge', '-q', 'before']);
    change(at, add('send-test', 'bob2'));
    at.git(['checkout', '-q', 'main']);
    change(at, add('send-test', 'ann2'));
    at.git(['merge', '-q', 'other']);
    expect(namesIn(at.read())).toEqual(['ann', 'ann2', 'bob', 'bob2', 'start']);
  });

  test('both branches began the file for the same domain (no common start)', () => {
    const at = repositories.create();
    at.write('x', 'README');
    at.git(['add', '-A']);
    at.git(['commit', '-qm', 'Begin']);
    at.git(['checkout', '-qb', 'other']);
    at.commit(checklistText({ ...noted(begun, 'verify-domain', 'bob'), lineage: '1aaa' }));
    at.git(['checkout', '-q', 'main']);
    at.commit(checklistText(noted(begun, 'verify-domain', 'ann')));
    at.git(['merge', '-q', 'other']);
    expect(namesIn(at.read())).toEqual(['ann', 'bob']);
  });

  test('a revert of a commit keeps its receipt: it does not undo what was done in AWS', () => {
    const at = repositories.create();
    at.commit(checklistText(start));
    change(at, add('send-test', 'ann'));
    change(at, add('make-smtp-creds', 'bob'));
    expect(at.git(['revert', '--no-edit', 'HEAD~1'], 1)).toContain('nothing to commit');
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
  });

  test('a setting that both changed: named, in the file between markers with all receipts, decided by a word', async () => {
    const at = repositories.create();
    branched(
      at,
      (checklist) => setDmarc('reject')(add('send-test', 'ann')(checklist)),
      (checklist) => setDmarc('none')(add('send-test', 'bob')(checklist)),
    );
    const said = at.git(['merge', 'other'], 1);
    expect(said).toContain('choices.dmarc: ours "reject", theirs "none"');
    expect(at.git(['status', '--porcelain'])).toBe('UU ses-migrate.json\n');
    expect(at.read().match(/^(<<<<<<<|=======|>>>>>>>).*$/gm)).toHaveLength(3);

    const undecided = await repair(at);
    expect(undecided).toMatchObject({ exitCode: 1, stdout: '' });
    expect(undecided.stderr).toMatch(/choices\.dmarc[\s\S]*ses-migrate checklist merge --ours/);
    const before = at.read();
    expect((await repair(at, '--theirs', '--dry-run')).stdout).toContain('Would merge');
    expect(at.read()).toBe(before);

    const { exitCode, stdout } = await repair(at, '--theirs', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).data.merge).toMatchObject({
      written: true,
      settings: [{ name: 'choices.dmarc', ours: 'reject', theirs: 'none', taken: 'theirs' }],
    });
    expect(namesIn(at.read())).toEqual(['ann', 'bob', 'start']);
    expect(parseChecklist(at.read()).choices.dmarc).toBe('none');
  });

  test.each<[string, (checklist: Checklist) => string, RegExp]>([
    [
      'of another domain',
      (c) => checklistText({ ...c, domain: 'other.example' }),
      /different migr/,
    ],
    [
      'of a newer version',
      (c) => checklistText(c).replace('"version": 2', '"version": 9'),
      /version 9/,
    ],
    ['cut short', (c) => checklistText(c).slice(0, 300), /cut short/],
  ])('a side that is %s is refused, and neither side is lost', (_what, spoil, words) => {
    const at = repositories.create();
    at.commit(checklistText(start));
    at.git(['checkout', '-qb', 'other']);
    at.commit(spoil(add('send-test', 'bob')(start)));
    at.git(['checkout', '-q', 'main']);
    change(at, add('send-test', 'ann'));
    expect(at.git(['merge', 'other'], 1)).toMatch(words);
    const [ours, theirs] = [
      at.git(['show', 'HEAD:ses-migrate.json']),
      at.git(['show', 'other:ses-migrate.json']),
    ];
    expect(at.read()).toBe(
      `<<<<<<< ours\n${ours.trimEnd()}\n=======\n${theirs.trimEnd()}\n>>>>>>> theirs\n`,
    );
  });
});
