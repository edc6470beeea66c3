/** One key for several places: which they are, what comes of each, and what is left when one fails. */

import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import { handoversInUse } from '../../../src/core/smtp-credentials/saved-settings.ts';
import { readSettings } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { handovers } from '../../../src/core/smtp-credentials/smtp-keys.ts';
import type { World } from '../../../src/core/world.ts';
import { PortError } from '../../../src/ports/index.ts';
import {
  checkFlags,
  type MakeSmtpCredsOptions,
} from '../../../src/steps/make-smtp-creds/inputs.ts';
import { onlyStore, placesIn } from '../../../src/steps/make-smtp-creds/places.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds } from '../apply.ts';
import { attempt, ENDPOINT, has, having, KEY, NAME, WITH_KEY } from '../creds.ts';
import { keptFiles } from '../kept-files.ts';

const smtp = { endpoint: () => ENDPOINT, login: [attempt()] };

describe('which places the flags name', () => {
  test.each<[MakeSmtpCredsOptions, string[]]>([
    [{}, ['env to the screen']],
    [{ file: ['a'] }, ['env to a']],
    [{ file: ['a', 'b'] }, ['env to a', 'env to b']],
    [
      { output: ['env', 'kubernetes'], file: ['a', 'b.yaml'] },
      ['env to a', 'kubernetes to b.yaml'],
    ],
    [{ output: ['json'], file: ['a', 'b'] }, ['json to a', 'json to b']],
    [{ output: ['env', 'github'], file: ['a'] }, ['env to a', 'github to the screen']],
    [{ output: ['ssm'] }, ['ssm to the screen']],
    [
      { output: ['ssm', 'secrets-manager'] },
      ['ssm to the screen', 'secrets-manager to the screen'],
    ],
    [{ output: ['ssm', 'env'], file: ['a'] }, ['env to a', 'ssm to the screen']],
  ])('%j', (answers, expected) => {
    const named = placesIn(answers).map(
      ({ output = 'env', file = 'the screen' }) => `${output} to ${file}`,
    );
    expect(named).toEqual(expected);
  });

  test('every place keeps the other options', () => {
    for (const place of placesIn({ file: ['a', 'b'], names: 'X', secretName: 'y' }))
      expect(place).toMatchObject({ names: 'X', secretName: 'y' });
  });

  test('a store by itself gives the name of the secret; two give none', () => {
    expect(onlyStore({ output: ['env', 'ssm'], secretName: '/x' })).toMatchObject({
      output: 'ssm',
    });
    expect(onlyStore({ output: ['ssm', 'secrets-manager'] })).toBeNull();
    expect(onlyStore({ file: ['a'] })).toBeNull();
  });

  test.each<MakeSmtpCredsOptions>([
    { file: ['.env', './.env'] },
    { file: ['-', '-'] },
    { output: ['ssm', 'ssm'] },
  ])('%j names one place twice', (answers) => {
    expect(() => checkFlags(answers)).toThrow(
      expect.objectContaining({ code: 'usage/place-twice', exitCode: 2 }),
    );
  });
});

describe('the hand-over to several places', () => {
  const TWO = { file: ['.env', 'server.env'] };
  const written = (fakes: ReturnType<typeof fakePorts>) =>
    new Map(
      fakes.argsOf('files.writeSecret').map(([path, text]) => [path, (text as Secret).reveal()]),
    );
  const receipts = (fakes: ReturnType<typeof fakePorts>) =>
    handovers(fakes.stored() ?? w.checklist()).map(({ facts }) => facts);

  test('each is checked before the key is made, each has its receipt, one key logs in once', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles({ '.env': 'APP=1\n' }),
      smtp,
    });
    await apply(makeSmtpCreds, fakes, { world: has({}), answers: TWO });
    const order = deeds(fakes);
    const made = order.indexOf(`iam.createAccessKey ${NAME}`);
    expect(order.lastIndexOf('files.checkWritable server.env')).toBeLessThan(made);
    expect(order.slice(made).filter((line) => !line.startsWith('files.gitView'))).toEqual([
      `iam.createAccessKey ${NAME}`,
      'files.writeSecret .env.backup',
      'files.writeSecret .env',
      'receipt make-smtp-creds handed-over',
      'files.writeSecret server.env',
      'receipt make-smtp-creds handed-over',
      `iam.smtpUser ${NAME}`,
      'smtp.login',
      'receipt make-smtp-creds proved-login',
    ]);
    const logins = TWO.file.map((file) => readSettings(written(fakes).get(file) ?? ''));
    expect(logins[0]).toMatchObject({ username: KEY.id });
    expect(logins[1]?.password.reveal()).toBe(logins[0]?.password.reveal());
    expect(receipts(fakes)).toMatchObject([
      { accessKeyId: KEY.id, writtenTo: '.env', created: false },
      { accessKeyId: KEY.id, writtenTo: 'server.env', created: true },
    ]);
  });

  test('a second place that cannot be written stops it before a key is made', async () => {
    const files = keptFiles();
    const fakes = fakePorts({
      files: {
        checkWritable: (path: string) => {
          if (path === 'server.env') throw new Error('no room');
        },
        exists: files.exists,
        gitView: files.gitView,
      },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(apply(makeSmtpCreds, fakes, { world: has({}), answers: TWO })).rejects.toThrow(
      'no room',
    );
    expect(deeds(fakes)).not.toContain(`iam.createAccessKey ${NAME}`);
  });

  test('the second write fails: the key stays, the error names both, the receipt of the first is there', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY] },
      files: keptFiles(
        {},
        {
          onWrite: (path) => {
            if (path === 'server.env') throw new Error('disk full');
          },
        },
      ),
      smtp: { endpoint: () => ENDPOINT },
    });
    const run = apply(makeSmtpCreds, fakes, {
      world: has({}),
      answers: { file: [...TWO.file, 'third.env'] },
    });
    await expect(run).rejects.toMatchObject({
      code: 'smtp/partly-saved',
      exitCode: 1,
      message: `The settings of key ${KEY.id} were saved to .env, but not to server.env, third.env: disk full`,
      fix: expect.stringContaining(`--rotate --confirm ${NAME}`),
    });
    expect(deeds(fakes)).not.toContain(expect.stringContaining('deleteAccessKey'));
    expect(receipts(fakes).map(({ writtenTo }) => writtenTo)).toEqual(['.env']);
  });

  test('the first write fails: no place has the key, so it is deleted', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], deleteAccessKey: [undefined] },
      files: {
        checkWritable: () => undefined,
        exists: () => false,
        gitView: () => 'private',
        writeSecret: [new Error('disk full')],
      },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(apply(makeSmtpCreds, fakes, { world: has({}), answers: TWO })).rejects.toThrow(
      'disk full',
    );
    expect(receipts(fakes)).toEqual([]);
  });

  test('a file, a store and the screen: the screen is the last, as it cannot fail', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles(),
      secrets: { findSecret: () => null, createSecret: [undefined] },
      smtp: { endpoint: () => ENDPOINT },
    });
    const answers = {
      output: ['env', 'env', 'ssm'],
      file: ['-', 'a.env'],
      secretName: '/acme/smtp',
      noLoginCheck: true,
    };
    const { shown } = await apply(makeSmtpCreds, fakes, { world: has({}), answers });
    expect(receipts(fakes).map(({ writtenTo }) => writtenTo)).toEqual([
      'a.env',
      'ssm:/acme/smtp',
      null,
    ]);
    expect(shown.password).toBeInstanceOf(Secret);
    expect(fakes.results.at(-1)).toContain('SMTP_PASSWORD=');
  });
});

describe('.env and the file that is read after it', () => {
  const held = {
    '.env': 'SMTP_HOST=old.example\nSMTP_USER=u\nSMTP_PASS=p\n',
    '.env.local': 'SMTP_HOST=old.example\nSMTP_USER=u\nSMTP_PASS=p\n',
  };
  const fakesWith = (iam: object) =>
    fakePorts({ iam, files: keptFiles(held), smtp: { endpoint: () => ENDPOINT } });

  test('one of them is refused with the command that names both', async () => {
    const fakes = fakePorts({
      files: {
        ...(({ checkWritable, exists, read }) => ({ checkWritable, exists, read }))(
          keptFiles(held),
        ),
      },
      smtp: { endpoint: () => ENDPOINT },
    });
    await expect(
      apply(makeSmtpCreds, fakes, { world: has({}), answers: { file: ['.env'] } }),
    ).rejects.toMatchObject({
      code: 'file/shadowed',
      fix: expect.stringContaining('--file .env --file .env.local'),
    });
  });

  test('both, as it says: each has the new login', async () => {
    const fakes = fakesWith({ createAccessKey: [KEY], smtpUser: [WITH_KEY] });
    const answers = { file: ['.env', '.env.local'], noLoginCheck: true };
    await apply(makeSmtpCreds, fakes, { world: has({}), answers });
    for (const file of answers.file) {
      const [, text] = fakes.argsOf('files.writeSecret').findLast(([path]) => path === file) ?? [];
      expect(readSettings((text as Secret).reveal())?.username, file).toBe(KEY.id);
    }
  });
});

describe('after the hand-over', () => {
  const at = (writtenTo: string | null) =>
    w.receipt('handed-over', { user: NAME, accessKeyId: 'AKIANEW', writtenTo });
  const both = having(at('a.env'), at('b.env'));
  const keys = [w.key('AKIANEW')];
  const seen = (found: World['savedSettings']): World => ({
    ...has({ keys }),
    savedSettings: found,
  });
  const place = (name: string, found: unknown) => ({
    place: name,
    named: false,
    here: true,
    found: { ok: true, value: found },
  });
  const there = { host: null, username: 'AKIANEW', password: 'derived', keyIds: ['AKIANEW'] };

  test('a place that lost its settings is a problem, also where another one has them', () => {
    for (const missing of ['a.env', 'b.env']) {
      const value = ['a.env', 'b.env'].map((name) => place(name, name === missing ? null : there));
      const world = seen(w.ok(value) as World['savedSettings']);
      const { status, findings } = makeSmtpCreds.diagnose(world, both, START);
      expect(status).toBe('problem');
      expect(findings.filter(({ code }) => code !== 'smtp/login-not-proven')).toMatchObject([
        { code: 'smtp/settings-missing', subject: missing },
      ]);
    }
  });

  test('of two receipts for one place the last counts', () => {
    const twice = having(at('a.env'), at('b.env'), at('./a.env'));
    const { smtpUser } = has({ keys });
    const user = smtpUser.ok ? smtpUser.value : null;
    if (user === null) throw new Error('there is a user');
    expect(handoversInUse(user, twice).map(({ facts }) => facts.writtenTo)).toEqual([
      'b.env',
      './a.env',
    ]);
  });

  test.each<[MakeSmtpCredsOptions, RegExp | null]>([
    [{ file: ['b.env', 'a.env'] }, null],
    [{ file: ['a.env', 'c.env'] }, /cannot be written to c\.env/],
    [{ file: ['a.env'], output: ['env', 'json'] }, /cannot be shown again/],
  ])('%j again', (answers, refused) => {
    const validate = () =>
      makeSmtpCreds.action?.validate?.({
        world: has({ keys }),
        checklist: both,
        now: START,
        answers,
      });
    if (refused === null) expect(validate).not.toThrow();
    else expect(validate).toThrow(refused);
  });

  test('a place beside one whose key would be adopted is not passed over', () => {
    const world = seen(w.ok([place('a.env', there)]) as World['savedSettings']);
    const validate = (answers: MakeSmtpCredsOptions) => () =>
      makeSmtpCreds.action?.validate?.({ world, checklist: w.checklist(), now: START, answers });
    expect(validate({ file: ['a.env'] })).not.toThrow();
    expect(validate({ file: ['a.env', 'b.env'] })).toThrow(
      /AKIANEW are in a\.env, and AWS shows a secret once: they cannot be written to b\.env/,
    );
  });

  test('the report names every place', () => {
    const data = makeSmtpCreds.data(has({ keys }), both, START);
    expect(data).toMatchObject({ writtenTo: 'b.env', places: ['a.env', 'b.env'] });
  });
});

describe('in the walkthrough: another place, while the run has the secret', () => {
  const walking = { file: ['.env'], walk: true, noLoginCheck: true };

  test('asked after the first one; "no" ends it, and nothing else is written', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles(),
      smtp: { endpoint: () => ENDPOINT },
      prompt: { select: ['no'] },
    });
    await apply(makeSmtpCreds, fakes, { world: has({}), answers: walking });
    expect(handovers(fakes.stored() ?? w.checklist())).toHaveLength(1);
  });

  test('a place that refuses is named, and the question comes again; every other one has its receipt', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles({ 'b.env': 'SMTP_HOST=only.example\n' }),
      secrets: {
        findSecret: [
          new PortError('access denied', { reason: 'denied', errorName: 'AccessDenied' }),
        ],
      },
      smtp: { endpoint: () => ENDPOINT },
      prompt: { select: ['ssm', 'file', 'file', 'screen', 'no'], text: ['b.env', 'c.env'] },
    });
    await apply(makeSmtpCreds, fakes, { world: has({}), answers: walking });
    const said = fakes.notes.join('\n');
    expect(said).toMatch(/Not saved there: .*access denied/);
    expect(said).toMatch(/Not saved there: b\.env was not changed/);
    const places = handovers(fakes.stored() ?? w.checklist()).map(({ facts }) => facts.writtenTo);
    expect(places).toEqual(['.env', 'c.env', null]);
    expect(fakes.results.at(-1)).toContain(`SMTP_USERNAME=${KEY.id}`);
  });

  test('not asked by the command itself, which scripts call', async () => {
    const fakes = fakePorts({
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      files: keptFiles(),
      smtp: { endpoint: () => ENDPOINT },
      prompt: {},
    });
    await apply(makeSmtpCreds, fakes, {
      world: has({}),
      answers: { file: ['.env'], noLoginCheck: true },
    });
    expect(fakes.log.join('\n')).not.toContain('prompt');
  });
});
