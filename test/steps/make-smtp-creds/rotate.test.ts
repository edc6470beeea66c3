import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSettings } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { runStep } from '../../../src/flow/run.ts';
import {
  type CredsOptions,
  type SendingService,
  shareLiveWorld,
} from '../../helpers/live-creds.ts';
import { REGION } from '../../helpers/world.ts';

const world = shareLiveWorld();

async function run(desk: SendingService, answers: CredsOptions = {}, dryRun = false) {
  return runStep(await desk.job(desk.ports(), answers, { dryRun }), 'make-smtp-creds');
}

function settingsIn({ file }: SendingService) {
  const settings = readSettings(readFileSync(file, 'utf8'));
  if (settings === null) throw new Error(`no settings in ${file}`);
  return settings;
}

const login = (settings: ReturnType<typeof settingsIn>) =>
  world().smtp.login(world().smtp.endpoint(REGION), settings);

const keysOf = async (user: string) =>
  ((await world().aws.iam.smtpUser(user))?.keys ?? []).map(
    ({ id, active }) => `${id} ${active ? 'active' : 'inactive'}`,
  );

test('rotated, the old key works on; retired, it rests and then goes, and the new one works throughout', async () => {
  const desk = world().desk('rotated');
  await run(desk);
  const old = settingsIn(desk);

  const unasked = run(desk, { rotate: true });
  await expect(unasked).rejects.toMatchObject({ code: 'usage/confirm', exitCode: 2 });
  const planned = await run(desk, { rotate: true }, true);
  expect(planned.data.changes).toContainEqual(
    expect.objectContaining({ op: '~', from: old.username, confirm: 'rotated' }),
  );
  expect(await keysOf('rotated')).toEqual([`${old.username} active`]);

  const rotated = await run(desk, { rotate: true, confirm: ['rotated'] });
  expect(rotated).toMatchObject({ status: 'done', exitCode: 0 });
  const now = settingsIn(desk);
  expect(now.username).not.toBe(old.username);
  expect(rotated.data.accessKeyId).toBe(now.username);
  expect(await keysOf('rotated')).toEqual([`${old.username} active`, `${now.username} active`]);
  expect([(await login(old)).ok, (await login(now)).ok]).toEqual([true, true]);
  expect(rotated.steps[0]?.findings).toMatchObject([
    { code: 'smtp/old-key', subject: old.username },
  ]);

  // Something still uses it.
  const retire = { retire: true, confirm: [old.username] };
  await expect(run(desk, retire)).rejects.toMatchObject({ code: 'smtp/key-in-use', exitCode: 1 });
  await world().pass('6d');
  await expect(run(desk, retire)).rejects.toMatchObject({ code: 'smtp/key-in-use' });
  await world().pass('2d');
  const later = await run(desk);
  expect(later.steps[0]?.findings[0]?.fix).toContain('Nothing has used it for');
  const lastUse = { service: 'ses', region: REGION };
  expect(later.data.keys).toMatchObject([
    { id: old.username, active: true, inUse: false, lastUse, lastUseKnown: true },
    { id: now.username, active: true, inUse: true, lastUse, lastUseKnown: true },
  ]);
  await expect(run(desk, { retire: true })).rejects.toMatchObject({ code: 'usage/confirm' });
  expect((await login(old)).ok).toBe(true);

  // That login was a use.
  await expect(run(desk, retire)).rejects.toMatchObject({ code: 'smtp/key-in-use' });
  await world().pass('8d');
  expect(await run(desk, retire)).toMatchObject({ status: 'done', exitCode: 0 });
  expect(await keysOf('rotated')).toEqual([`${old.username} inactive`, `${now.username} active`]);
  expect([(await login(old)).ok, (await login(now)).ok]).toEqual([false, true]);

  const resting = await run(desk, retire).catch((error: unknown) => error);
  expect(resting).toMatchObject({
    code: 'smtp/key-resting',
    exitCode: 8,
    fix: expect.stringContaining(`--access-key-id ${old.username} --status Active`),
  });
  await world().pass('8d');
  expect(await run(desk, retire)).toMatchObject({ status: 'done', exitCode: 0 });
  expect(await keysOf('rotated')).toEqual([`${now.username} active`]);
  // Nothing is left to retire, and that is no failure.
  expect(await run(desk, { retire: true })).toMatchObject({ status: 'done', exitCode: 0 });
  expect(await keysOf('rotated')).toEqual([`${now.username} active`]);
});

test('a third key has no room while both are in use; of an unused one it is said, and named it makes room', async () => {
  const desk = world().desk('full');
  await run(desk);
  const first = settingsIn(desk).username;
  await run(desk, { rotate: true, confirm: ['full'] });
  const second = settingsIn(desk);
  const again = { rotate: true, confirm: ['full'] };
  await expect(run(desk, again)).rejects.toMatchObject({ code: 'smtp/two-keys', exitCode: 1 });
  await world().pass('8d');
  expect((await login(second)).ok).toBe(true);
  const asked = await run(desk, again).catch((error: unknown) => error);
  expect(asked).toMatchObject({ code: 'usage/confirm', message: expect.stringContaining(first) });
  await run(desk, { rotate: true, confirm: ['full', first] });
  const third = settingsIn(desk).username;
  expect(await keysOf('full')).toEqual([`${second.username} active`, `${third} active`]);
});

test('the only active key, one that was never proven, and the key in use unasked are not retired', async () => {
  const desk = world().desk('careful');
  await run(desk, { noLoginCheck: true });
  const first = settingsIn(desk);
  await world().pass('8d');
  const only = { retire: true, confirm: [first.username] };
  await expect(run(desk, only)).rejects.toMatchObject({ code: 'smtp/only-key' });

  await run(desk, { rotate: true, noLoginCheck: true, confirm: ['careful'] });
  const second = settingsIn(desk);
  const retire = { retire: true, confirm: [first.username] };
  await expect(run(desk, retire)).rejects.toMatchObject({ code: 'smtp/unproven-key' });
  expect((await login(second)).ok).toBe(true);
  await world().pass('8d');
  // Back to the old one: the new key goes only as it is named.
  expect((await login(first)).ok).toBe(true);
  await world().pass('1d');
  await run(desk, { retire: true, confirm: [second.username] });
  expect(await keysOf('careful')).toEqual([
    `${first.username} active`,
    `${second.username} inactive`,
  ]);
});
