/** Where the secret goes: what is said of the place before, what it gets, and what it has after a run was killed. */

import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import type { World } from '../../../src/core/world.ts';
import { type GitView, PortError } from '../../../src/ports/index.ts';
import type { Given } from '../../../src/steps/input.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { byService, fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds, planOf } from '../apply.ts';
import {
  about,
  attempt,
  ENDPOINT,
  HANDED,
  has,
  having,
  KEY,
  NAME,
  OLD,
  WITH_KEY,
} from '../creds.ts';

describe('a run was killed while its place got the key, and the place cannot be read now', () => {
  const place = 'secrets-manager:acme/smtp';
  const killed = about('create-access-key', { user: NAME, keysBefore: '', writtenTo: place });
  const worldWith = (keysInPlace: World['keysInPlace']) => ({ ...has({ keys: OLD }), keysInPlace });
  const denied = worldWith(w.failed('denied', 'secretsmanager:GetSecretValue'));

  test('the key is told of, with the way to look and the way to continue without', () => {
    const { status, findings } = makeSmtpCreds.diagnose(denied, killed, START);
    expect([status, ...findings.map(({ code }) => code)]).toEqual(['todo', 'smtp/place-unread']);
    expect(findings[0]).toMatchObject({
      subject: 'AKIAOLD',
      message: expect.stringMatching(/AKIAOLD.*to secrets-manager:acme\/smtp\. Could not read/),
      fix: expect.stringMatching(/--confirm AKIAOLD.*\nAdd this statement/),
      fixes: [{}, { statement: { Action: 'secretsmanager:GetSecretValue' } }],
    });
  });

  test.each([
    ['denied', 4],
    ['unreachable', 5],
    ['failed', 5],
  ] as const)('%s: nothing is planned, neither by --yes nor by a yes', (code, exitCode) => {
    for (const answers of [{}, { confirm: ['AKIAOTHER', NAME] }, { rotate: true }]) {
      const wish = { world: worldWith(w.failed(code)), answers };
      expect(() => planOf(makeSmtpCreds, fakePorts({ checklist: killed }), wish)).toThrow(
        expect.objectContaining({ code: 'smtp/place-unread', exitCode }),
      );
    }
  });

  test('named, it is deleted as one whose secret is lost', () => {
    const wish = { world: denied, answers: { confirm: ['AKIAOLD'] } };
    const { tasks } = planOf(makeSmtpCreds, fakePorts({ checklist: killed }), wish);
    const [first] = tasks.flatMap(({ changes }) => changes);
    expect(first).toMatchObject({ op: '-', from: 'AKIAOLD', confirm: 'AKIAOLD' });
  });

  test('what the place has is noted, and its login tried; what it has not is lost', async () => {
    const login = new Secret('{"username":"AKIAOLD","password":"pw"}');
    const fakes = fakePorts({
      secrets: { readSecret: [login] },
      smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
      checklist: killed,
    });
    await apply(makeSmtpCreds, fakes, { world: worldWith(w.ok(['AKIAOLD'])) });
    expect(deeds(fakes)).toEqual([
      'checklist',
      'receipt make-smtp-creds handed-over',
      'secrets.readSecret secrets-manager acme/smtp',
      'smtp.login',
      'receipt make-smtp-creds proved-login',
    ]);
    const receipts = fakes.stored()?.steps['make-smtp-creds']?.receipts ?? [];
    expect(receipts[0]?.facts).toMatchObject({ accessKeyId: 'AKIAOLD', writtenTo: place });
    const { findings } = makeSmtpCreds.diagnose(worldWith(w.ok([])), killed, START);
    expect(findings).toMatchObject([
      { code: 'smtp/orphaned-key', message: expect.stringContaining(`it is not in ${place}`) },
    ]);
  });
});

describe('the plan says what the place will get', () => {
  const place = (world: World, answers: Given, script: Parameters<typeof fakePorts>[0]) => {
    const fakes = fakePorts({ ...script, smtp: { endpoint: () => ENDPOINT } });
    const { tasks } = planOf(makeSmtpCreds, fakes, { world, answers });
    return Promise.all(tasks.map(({ precheck }) => precheck?.(fakes.ports) ?? [])).then((found) =>
      found.flat().map(({ op, what, to }) => `${op} ${what}: ${to}`),
    );
  };
  const filesWith = (held: Readonly<Record<string, string>>) => ({
    checkWritable: () => undefined,
    exists: (path: string) => path in held,
    gitView: (): GitView => 'private',
    ...(Object.keys(held).length === 0
      ? {}
      : { read: (path: string) => Buffer.from(held[path] ?? '') }),
  });

  test('a new file', async () => {
    expect(await place(has(null), { file: 'a.env' }, { files: filesWith({}) })).toEqual([
      '+ file a.env: readable only by you (0600)',
    ]);
  });

  test('a merge, by the names and never the values, and the copy of what was there', async () => {
    const env =
      'A=1\nSMTP_HOST=old.example\nSMTP_USER=u\nSMTP_PASS=hush\nSMTP_SECURE=true\nSMTP_TIMEOUT=9\nRESEND_API_KEY=re_1\n';
    const files = filesWith({ '.env': env, '.env.backup': 'older' });
    expect(await place(has(null), { file: '.env' }, { files })).toEqual([
      '+ file .env.backup-2: copy of the current .env',
      '~ file .env: new value of: SMTP_HOST, SMTP_USER, SMTP_PASS; added: SMTP_PORT; adjusted to match: SMTP_SECURE; of the old provider, in force until the cut-over: RESEND_API_KEY; left as they are: SMTP_TIMEOUT; readable only by its owner (0600) from now on',
    ]);
  });

  test('a form that cannot be merged into', async () => {
    const files = filesWith({ 'a.json': '{}' });
    const answers = { file: 'a.json', output: 'json', confirm: ['a.json'] };
    expect(await place(has(null), answers, { files })).toEqual([
      '+ file a.json.backup: copy of the current a.json',
      '~ file a.json: replaced completely; readable only by its owner (0600) from now on',
    ]);
  });

  test.each([
    ['ssm', null, '+ parameter /a: SecureString'],
    ['secrets-manager', null, '+ secret /a: all settings as JSON'],
    ['ssm', 'SecureString', '~ parameter /a: a new version; the previous one is kept'],
    ['secrets-manager', 'secret', '~ secret /a: a new version; the previous one is kept'],
  ])('%s that holds %s', async (output, kind, told) => {
    const held = kind === null ? null : { kind, deleted: false };
    const answers = { output, secretName: '/a', confirm: ['/a'] };
    expect(await place(has(null), answers, { secrets: { findSecret: [held] } })).toEqual([told]);
  });

  test('nothing where the screen gets it, or where no key is made', async () => {
    expect(await place(has(null), {}, {})).toEqual([]);
    const { tasks } = planOf(makeSmtpCreds, fakePorts({ checklist: having(HANDED) }), {
      world: has({ keys: OLD }),
      answers: { file: 'a.env' },
    });
    expect(tasks.filter(({ precheck }) => precheck !== undefined)).toEqual([]);
  });

  test('what would be refused is refused in a dry run with the same words', async () => {
    const files = { ...filesWith({}), gitView: (): GitView => 'tracked' };
    await expect(place(has(null), { file: 'a.env' }, { files })).rejects.toMatchObject({
      code: 'file/in-git',
      exitCode: 1,
    });
    const away = new PortError('no answer', { reason: 'unreachable', errorName: 'TimeoutError' });
    const aws = { findSecret: [away] };
    await expect(place(has(null), { output: 'ssm' }, { ...byService(aws) })).rejects.toBe(away);
  });
});

describe.each(['ssm', 'secrets-manager'] as const)('the hand-over to %s', (store) => {
  const name = '/acme/smtp';
  const answers = { output: store, secretName: name, noLoginCheck: true };
  const smtp = { endpoint: () => ENDPOINT };
  const held = { kind: store === 'ssm' ? 'SecureString' : 'secret', deleted: false };

  test('what is free is checked first, and takes all settings as JSON', async () => {
    const fakes = fakePorts({
      secrets: { findSecret: () => null, createSecret: [undefined] },
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp,
    });
    const { shown } = await apply(makeSmtpCreds, fakes, { world: has({}), answers });
    const calls = deeds(fakes).filter((line) => !line.includes('findSecret'));
    expect(calls).toEqual([
      'checklist',
      'intent make-smtp-creds create-access-key',
      `iam.createAccessKey ${NAME}`,
      `secrets.createSecret ${store} ${name}`,
      'receipt make-smtp-creds handed-over',
      `iam.smtpUser ${NAME}`,
    ]);
    const value = JSON.parse(fakes.arg<Secret>('secrets.createSecret', 2).reveal());
    expect(value).toMatchObject({ username: KEY.id, password: expect.stringMatching(/^\S{44}$/) });
    expect(shown.password).toBeUndefined();
    expect(fakes.results).toEqual([]);
    const receipt = fakes.stored()?.steps['make-smtp-creds']?.receipts.at(-1);
    expect(receipt?.facts).toMatchObject({ writtenTo: `${store}:${name}` });
    const said = fakes.notes.filter((note) => !note.startsWith('::add-mask::'));
    expect(JSON.stringify([fakes.stored(), fakes.log, said])).not.toContain(value.password);
  });

  test('what is there gets a new version only where it was named', async () => {
    const refused = fakePorts({ secrets: { findSecret: [held] }, smtp });
    await expect(
      apply(makeSmtpCreds, refused, { world: has(null), answers }),
    ).rejects.toMatchObject({
      code: 'store/exists',
      exitCode: 1,
      fix: expect.stringContaining(`--confirm ${name}`),
    });
    const named = fakePorts({
      secrets: { findSecret: () => held, replaceSecret: [undefined] },
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp,
    });
    const confirmed = { ...answers, confirm: [name] };
    await apply(makeSmtpCreds, named, { world: has({}), answers: confirmed });
    expect(named.argsOf('secrets.replaceSecret')).toHaveLength(1);
    const facts = { user: NAME, accessKeyId: 'AKIAGONE', writtenTo: `${store}:${name}` };
    const ours = fakePorts({
      secrets: { findSecret: () => held, replaceSecret: [undefined] },
      iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
      smtp,
      checklist: having(w.receipt('handed-over', facts)),
    });
    await apply(makeSmtpCreds, ours, { world: has({}), answers });
    expect(ours.argsOf('secrets.replaceSecret')).toHaveLength(1);
  });

  test.each([
    ['two words', {}, 'usage/bad-secret-name'],
    [name, { file: 'smtp.env' }, 'usage/two-places'],
  ])(
    '%j with %j is refused before anything is asked or changed',
    async (secretName, more, code) => {
      const fakes = fakePorts({ smtp });
      const wrong = { ...answers, secretName, ...more };
      await expect(
        apply(makeSmtpCreds, fakes, { world: has(null), answers: wrong }),
      ).rejects.toMatchObject({ code });
      expect(deeds(fakes)).toEqual([]);
    },
  );

  test('what cannot take a secret is said', async () => {
    const unfit = store === 'ssm' ? { kind: 'String', deleted: false } : { ...held, deleted: true };
    const fakes = fakePorts({ secrets: { findSecret: [unfit] }, smtp });
    const confirmed = { ...answers, confirm: [name] };
    await expect(
      apply(makeSmtpCreds, fakes, { world: has(null), answers: confirmed }),
    ).rejects.toMatchObject({ code: 'store/taken' });
  });

  test('a store that refuses: the key is deleted', async () => {
    const fakes = fakePorts({
      secrets: { findSecret: () => null, createSecret: [new Error('no')] },
      iam: { createAccessKey: [KEY], deleteAccessKey: [undefined] },
      smtp,
    });
    await expect(apply(makeSmtpCreds, fakes, { world: has({}), answers })).rejects.toThrow('no');
    expect(deeds(fakes).at(-2)).toBe(`iam.deleteAccessKey ${NAME} AKIANEW`);
  });
});
