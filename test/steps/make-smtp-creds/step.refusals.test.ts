/** What make-smtp-creds does not do, each with its exit code and the way out. */

import { describe, expect, test } from 'vitest';
import type { AccessKey, SmtpUser } from '../../../src/core/aws/iam-user.ts';
import { senderPolicy } from '../../../src/core/aws/policies.ts';
import type { Checklist } from '../../../src/core/checklist.ts';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import type { Failure } from '../../../src/core/model/errors.ts';
import { POLICY_NAME } from '../../../src/core/smtp-credentials/smtp-keys.ts';
import type { Given, Input } from '../../../src/steps/input.ts';
import {
  checkFlags,
  type MakeSmtpCredsOptions,
  makeSmtpCredsInputs,
} from '../../../src/steps/make-smtp-creds/inputs.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, planOf } from '../apply.ts';

const NAME = `ses-smtp-${w.DOMAIN}`;
const HANDED = (id: string) => w.receipt('handed-over', { user: NAME, accessKeyId: id });
const PROVED = (id: string) => w.receipt('proved-login', { accessKeyId: id });
/** By AWS's clock of the look, not by ours. */
const AS_OF = Date.parse(w.smtpUser().asOf);
const ago = (days: number) => new Date(AS_OF - days * 86_400_000).toISOString();

function used(id: string, days: number, active = true): AccessKey {
  const lastUse = w.ok({ at: ago(days), service: 'ses', region: w.REGION });
  return w.key(id, active, { created: ago(400), lastUse });
}
const neverUsed = (id: string, days: number) => w.key(id, true, { created: ago(days) });
const unknownUse = (id: string, code: Parameters<typeof w.failed>[0], action?: string) =>
  w.key(id, true, { lastUse: w.failed(code, action) });

function has(keys: readonly AccessKey[], change: Partial<SmtpUser> = {}) {
  const policies = { [POLICY_NAME]: senderPolicy({ domain: w.DOMAIN }) };
  return w.world({ smtpUser: w.ok(w.smtpUser({ policies, keys, ...change })) });
}

function having(...receipts: ForeignEntry[]): Checklist {
  return w.checklist({ steps: w.done('make-smtp-creds', ...receipts) });
}
const ROTATED = having(HANDED('AKIAOLD'), HANDED('AKIANEW'), PROVED('AKIANEW'));

interface Refused {
  readonly keys: readonly AccessKey[];
  readonly checklist?: Checklist;
  readonly answers: Given;
}

function refusal({ keys, checklist = ROTATED, answers }: Refused): Failure {
  try {
    planOf(makeSmtpCreds, fakePorts({ checklist }), { world: has(keys), answers });
  } catch (error) {
    return error as Failure;
  }
  throw new Error('a plan was made');
}

const IN_USE = used('AKIANEW', 0.1);
const RETIRE = { retire: true };

describe('--retire', () => {
  test.each<[string, Partial<Refused>, string, number, RegExp, RegExp]>([
    [
      'a key that was used lately',
      { keys: [used('AKIAOLD', 2), IN_USE] },
      'smtp/key-in-use',
      1,
      /^Key AKIAOLD was last used 2 days ago \(ses, eu-west-1\); .* for 7 days\.$/,
      /Give the new settings .* run this command again after \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
    ],
    [
      'a key that was made lately and never used: what it is for may not have started yet',
      { keys: [neverUsed('AKIAOLD', 3), IN_USE] },
      'smtp/key-in-use',
      1,
      /^Key AKIAOLD was made 3 days ago and never used;/,
      /run this command again after/,
    ],
    [
      'a key whose last use may not be read',
      { keys: [unknownUse('AKIAOLD', 'denied', 'iam:GetAccessKeyLastUsed'), IN_USE] },
      'smtp/last-use-unknown',
      5,
      /^Could not read when key AKIAOLD was last used, so it is not retired: access denied/,
      /^Add this statement to a policy of user operator:$/,
    ],
    [
      'a key whose last use cannot be read now',
      { keys: [unknownUse('AKIAOLD', 'unreachable'), IN_USE] },
      'smtp/last-use-unknown',
      5,
      /access unreachable/,
      /^Check the network and the Region, then run the command again\.$/,
    ],
    [
      'the only key, named',
      { keys: [used('AKIANEW', 30)], answers: { ...RETIRE, confirm: ['AKIANEW'] } },
      'smtp/only-key',
      1,
      /^AKIANEW is the only active key; no key would be left/,
      /--rotate/,
    ],
    [
      'the only active key, beside one that rests',
      {
        keys: [used('AKIAOLD', 30, false), used('AKIANEW', 30)],
        answers: { ...RETIRE, confirm: ['AKIANEW'] },
      },
      'smtp/only-key',
      1,
      /^AKIANEW is the only active key/,
      /--rotate/,
    ],
    [
      'both keys, named together',
      {
        keys: [used('AKIAOLD', 30), used('AKIANEW', 30)],
        answers: { ...RETIRE, confirm: ['AKIAOLD', 'AKIANEW'] },
      },
      'smtp/only-key',
      1,
      /no key would be left/,
      /--rotate/,
    ],
    [
      'keys of a user that is not ours',
      { keys: [used('AKIAHIS', 30), used('AKIAHERS', 30)], checklist: having() },
      'smtp/only-key',
      1,
      new RegExp(`^User ${NAME} has no active key that this checklist saved, .* unknown`),
      /--rotate/,
    ],
    [
      'where the key that would be left never logged in',
      {
        keys: [used('AKIAOLD', 30), neverUsed('AKIANEW', 1)],
        checklist: having(HANDED('AKIAOLD'), HANDED('AKIANEW')),
      },
      'smtp/unproven-key',
      1,
      /^Key AKIANEW would be the only one left, .* Nothing was retired\.$/,
      /send-test --via smtp/,
    ],
    [
      'an inactive key that rests still',
      {
        keys: [used('AKIAOLD', 30, false), IN_USE],
        checklist: having(
          HANDED('AKIAOLD'),
          HANDED('AKIANEW'),
          w.receipt('deactivated-key', { accessKeyId: 'AKIAOLD', asOf: ago(1) }),
        ),
      },
      'smtp/key-resting',
      8,
      /^Key AKIAOLD is inactive; it can be deleted when it was inactive for 7 days\.$/,
      /after .* UTC\. .*aws iam update-access-key .* --access-key-id AKIAOLD --status Active/,
    ],
  ])('%s', (_what, change, code, exitCode, message, fix) => {
    const failure = refusal({ keys: [], answers: RETIRE, ...change });
    expect(failure).toMatchObject({ code, exitCode });
    expect(failure.message).toMatch(message);
    expect(failure.fix).toMatch(fix);
  });

  test('a user that is not there has nothing to retire', () => {
    const world = w.world({ smtpUser: w.ok(null) });
    const wish = { world, answers: RETIRE };
    expect(() => planOf(makeSmtpCreds, fakePorts({ checklist: ROTATED }), wish)).toThrow(
      expect.objectContaining({
        code: 'smtp/only-key',
        exitCode: 1,
        message: `The IAM user ${NAME} does not exist. Nothing was retired.`,
        fix: expect.stringContaining('--user-name'),
      }),
    );
  });

  test('what is not named is not retired, by --yes neither; the names to add are reported', async () => {
    const fakes = fakePorts({ checklist: ROTATED });
    const world = has([used('AKIAOLD', 30), IN_USE]);
    for (const answers of [RETIRE, { ...RETIRE, confirm: [NAME, 'yes'] }])
      await expect(apply(makeSmtpCreds, fakes, { world, answers })).rejects.toMatchObject({
        code: 'usage/confirm',
        exitCode: 2,
        fix: expect.stringContaining('--confirm AKIAOLD'),
      });
    expect(deeds(fakes)).toEqual([]);
  });

  test('with nothing to retire the plan changes nothing', () => {
    const fakes = fakePorts({ checklist: ROTATED });
    const { tasks } = planOf(makeSmtpCreds, fakes, { world: has([IN_USE]), answers: RETIRE });
    expect(tasks.flatMap(({ changes }) => changes)).toMatchObject([{ op: '=', to: 'AKIANEW' }]);
    expect(tasks.some(({ run }) => run !== undefined)).toBe(false);
  });
});

describe('--unused-for', () => {
  const keys = [used('AKIAOLD', 3), IN_USE];
  const movesWith = (unusedFor: string) => () => {
    const wish = { world: has(keys), answers: { ...RETIRE, unusedFor } };
    const { tasks } = planOf(makeSmtpCreds, fakePorts({ checklist: ROTATED }), wish);
    return tasks.flatMap(({ changes }) => changes).filter(({ op }) => op !== '=');
  };

  test('is the time that counts in place of 7 days', () => {
    expect(movesWith('3d')()).toMatchObject([{ op: '~', to: 'inactive', confirm: 'AKIAOLD' }]);
    expect(movesWith('4d')).toThrow(
      expect.objectContaining({
        code: 'smtp/key-in-use',
        message: expect.stringContaining('it was unused for 4 days'),
        // A day is left of the four.
        fix: expect.stringContaining(ago(-1).slice(0, 16).replace('T', ' ')),
      }),
    );
  });

  test('is how long a key rests, too', () => {
    const rests = used('AKIAOLD', 30, false);
    const checklist = having(
      HANDED('AKIAOLD'),
      HANDED('AKIANEW'),
      w.receipt('deactivated-key', { accessKeyId: 'AKIAOLD', asOf: ago(2) }),
    );
    const answers = { ...RETIRE, unusedFor: '2d' };
    const wish = { world: has([rests, IN_USE]), answers };
    const { tasks } = planOf(makeSmtpCreds, fakePorts({ checklist }), wish);
    expect(tasks.at(-1)?.changes).toMatchObject([{ op: '-', confirm: 'AKIAOLD' }]);
    expect(refusal({ keys: [rests, IN_USE], checklist, answers: RETIRE }).exitCode).toBe(8);
  });

  test.each([
    ['23h', 'usage/unused-for'],
    ['0d', 'usage/bad-duration'],
    ['soon', 'usage/bad-duration'],
  ])('%s is refused', (text, code) => {
    const inputs: readonly Input[] = makeSmtpCredsInputs;
    const input = inputs.find(({ key }) => key === 'unusedFor');
    expect(() => input?.parse?.(text)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
    expect(input?.parse?.(' 24h ')).toBe(86_400_000);
  });
});

describe('--rotate', () => {
  const ROTATE = { rotate: true, confirm: [NAME] };

  test.each<[string, readonly AccessKey[]]>([
    ['both used lately', [used('AKIAOLD', 1), IN_USE]],
    ['the other made lately', [neverUsed('AKIAOLD', 6), IN_USE]],
    ['the last use of the other not known', [unknownUse('AKIAOLD', 'denied'), IN_USE]],
    ['the other of somebody else, used lately', [used('AKIAHIS', 1), IN_USE]],
  ])('has no room for a third key: %s', (_what, keys) => {
    const failure = refusal({ keys, answers: ROTATE });
    expect(failure).toMatchObject({ code: 'smtp/two-keys', exitCode: 1 });
    for (const { id } of keys) expect(failure.message).toContain(`${id} (active, `);
    expect(failure.message).toContain(
      'neither was saved by this checklist and then unused for 7 days',
    );
    expect(failure.fix).toMatch(/--retire.*--user-name/);
  });

  test('never makes room with the key in use, however long that was unused', () => {
    const failure = refusal({
      keys: [used('AKIAOLD', 1), used('AKIANEW', 300)],
      answers: ROTATE,
    });
    expect(failure.code).toBe('smtp/two-keys');
  });

  test('with a key that somebody else made there is room, and that key stays', () => {
    const fakes = fakePorts({ checklist: having() });
    const world = has([used('AKIAHIS', 1)]);
    const { tasks } = planOf(makeSmtpCreds, fakes, { world, answers: ROTATE });
    const moves = tasks.flatMap(({ changes }) => changes).filter(({ op }) => op !== '=');
    expect(moves).toMatchObject([{ op: '+', what: 'access key and SMTP password' }]);
  });
});

describe('a key that a run made a moment ago may not be listed yet', () => {
  const begun = (secondsAgo: number) => {
    const at = new Date(START.getTime() - secondsAgo * 1_000).toISOString();
    const facts = { user: NAME, keysBefore: 'AKIANEW', writtenTo: 'a.env' };
    const intent = { at, what: 'create-access-key', facts };
    return w.checklist({ steps: { 'make-smtp-creds': { intent, receipts: [HANDED('AKIANEW')] } } });
  };

  test.each([{ confirm: [NAME] }, { rotate: true, confirm: [NAME] }])('%j waits', (answers) => {
    const keys = 'rotate' in answers ? [IN_USE] : [];
    const failure = refusal({ keys, checklist: begun(12), answers });
    expect(failure).toMatchObject({
      code: 'smtp/key-unsettled',
      exitCode: 8,
      fix: 'Run the same command again in 18 s.',
    });
  });

  test('and continues when IAM would list it by now', () => {
    const fakes = fakePorts({ checklist: begun(30) });
    const { tasks } = planOf(makeSmtpCreds, fakes, { world: has([]), answers: {} });
    expect(tasks.at(-1)?.changes).toMatchObject([{ op: '+' }]);
  });

  test('one that is listed is not waited for: it is lost, or in its place', () => {
    for (const [place, op] of [
      [[], '-'],
      [['AKIAMADE'], '='],
    ] as const) {
      const fakes = fakePorts({ checklist: begun(1) });
      const world = { ...has([IN_USE, w.key('AKIAMADE')]), keysInPlace: w.ok(place) };
      const { tasks } = planOf(makeSmtpCreds, fakes, { world, answers: {} });
      expect(tasks[0]?.changes).toMatchObject([{ op, from: 'AKIAMADE' }]);
    }
  });
});

describe('flags that do not go together', () => {
  test.each<[MakeSmtpCredsOptions, string, RegExp]>([
    [
      { rotate: true, retire: true },
      'usage/rotate-or-retire',
      /^--rotate cannot be used with --retire/,
    ],
    [{ retire: true, file: ['a'] }, 'usage/flags-apart', /--retire cannot be used with --file/],
    [{ retire: true, output: ['ssm'] }, 'usage/flags-apart', /--output/],
    [{ retire: true, from: ['*@x.example'] }, 'usage/flags-apart', /--from/],
    [{ retire: true, noLoginCheck: true }, 'usage/flags-apart', /--no-login-check/],
    [{ retire: true, fromSecretStdin: true }, 'usage/flags-apart', /--from-secret-stdin/],
    [{ fromSecretStdin: true, rotate: true }, 'usage/flags-apart', /--rotate/],
    [{ fromSecretStdin: true, output: ['json'] }, 'usage/flags-apart', /--output/],
    [{ fromSecretStdin: true, userName: 'x' }, 'usage/flags-apart', /--user-name/],
    [{ unusedFor: 604_800_000 }, 'usage/flags-apart', /needs --retire/],
    [{ rotate: true, unusedFor: 604_800_000 }, 'usage/flags-apart', /needs --retire/],
    [
      { output: ['infisical'], file: ['a.yaml'] },
      'usage/flags-apart',
      /a\.yaml is read as another/,
    ],
    [{ output: ['terraform'], file: ['a.tfvars.json'] }, 'usage/flags-apart', /another form/],
    [{ secretName: 'x' }, 'usage/flags-apart', /--output env has no such name/],
    [{ secretName: 'x', output: ['github'] }, 'usage/flags-apart', /--output github/],
  ])('%j', (answers, code, message) => {
    expect(() => checkFlags(answers)).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  test.each<MakeSmtpCredsOptions>([
    {},
    { json: true, confirm: ['x'], file: ['a'], output: ['env'], noLoginCheck: true },
    { rotate: true, output: ['ssm'], secretName: '/x' },
    { retire: true, unusedFor: 259_200_000, userName: 'mailer', confirm: ['AKIAOLD'], json: true },
    { fromSecretStdin: true, file: ['a'], json: true },
    { output: ['kubernetes'], secretName: 'mail' },
  ])('%j goes', (answers) => {
    expect(() => checkFlags(answers)).not.toThrow();
  });

  test.each(['rotate', 'retire'])(
    '--%s is not skipped in silence where the API alone is used',
    (flag) => {
      const checklist = w.checklist({ choices: { sendsBy: 'api' } });
      const situation = { world: has([IN_USE]), checklist, now: START };
      expect(() =>
        makeSmtpCreds.action?.validate?.({ ...situation, answers: { [flag]: true } }),
      ).toThrow(
        expect.objectContaining({
          code: 'usage/sends-by-api',
          message: expect.stringContaining(`--${flag}`),
          fix: expect.stringContaining('--sends-by both'),
        }),
      );
      expect(() => makeSmtpCreds.action?.validate?.({ ...situation, answers: {} })).not.toThrow();
    },
  );
});

describe('settings that were handed over', () => {
  const inFile = having(
    w.receipt('handed-over', { user: NAME, accessKeyId: 'AKIANEW', writtenTo: 'a/x.env' }),
  );
  const onScreen = having(
    w.receipt('handed-over', { user: NAME, accessKeyId: 'AKIANEW', writtenTo: null }),
  );
  const inStore = having(
    w.receipt('handed-over', { user: NAME, accessKeyId: 'AKIANEW', writtenTo: 'ssm:/acme/smtp' }),
  );
  const refuse = (checklist: Checklist, answers: Given, keys = [IN_USE]) =>
    makeSmtpCreds.action?.validate?.({ world: has(keys), checklist, now: START, answers });

  test.each<[string, Checklist, Given, RegExp]>([
    ['another file', inFile, { file: ['b.env'] }, /saved to a\/x\.env on .* written to b\.env/],
    ['a form for a pipe', inFile, { output: ['github'] }, /a\/x\.env on .* cannot be shown again/],
    ['a form once more', onScreen, { output: ['github'] }, /shown on screen on .* shown again/],
    ['a file after the screen', onScreen, { file: ['b.env'] }, /screen on .* written to b\.env/],
    ['a store after a file', inFile, { output: ['ssm'] }, /saved to ssm:\/ses-smtp\/acme/],
    ['another name', inStore, { output: ['ssm'], secretName: '/b' }, /saved to ssm:\/b/],
  ])('%s is refused, and does not look done', (_what, checklist, answers, message) => {
    expect(() => refuse(checklist, answers)).toThrow(
      expect.objectContaining({
        code: 'smtp/handed-over',
        exitCode: 1,
        message: expect.stringMatching(message),
        fix: expect.stringContaining(`--rotate --confirm ${NAME}`),
      }),
    );
  });

  test.each<[string, Checklist, Given]>([
    ['the same file, written otherwise', inFile, { file: ['./a/x.env'] }],
    ['the same store', inStore, { output: ['ssm'], secretName: '/acme/smtp' }],
    ['no place named', inFile, {}],
    ['a second key', inFile, { file: ['b.env'], rotate: true }],
  ])('%s is fine', (_what, checklist, answers) => {
    expect(() => refuse(checklist, answers)).not.toThrow();
  });

  test('where no key of it is left, a new one goes anywhere', () => {
    expect(() => refuse(inFile, { file: ['b.env'] }, [])).not.toThrow();
  });
});
