import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/core/model/types.ts';
import { readSettings } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { runStep } from '../../../src/flow/run.ts';
import type { Ports } from '../../../src/ports/index.ts';
import {
  type CredsOptions,
  type SendingService,
  shareLiveWorld,
} from '../../helpers/live-creds.ts';
import { REGION } from '../../helpers/world.ts';

const world = shareLiveWorld();

/** The ports whose calls are counted; the others do nothing outside the process. */
const COUNTED = ['sts', 'ses', 'iam', 'secrets', 'smtp', 'store', 'files'] as const;

/** What a process does that is killed at one of its calls: nothing any more, not even a `finally`. */
const NEVER = new Promise<never>(() => undefined);

/**
 * The same ports, of which call number `last` has its effect and no answer: to die before the next one is the
 * same, seen from outside.
 */
function mortal(ports: Ports, last: number) {
  const calls: string[] = [];
  let die: () => void = () => undefined;
  const death = new Promise<'killed'>((resolve) => {
    die = () => resolve('killed');
  });
  const wrap = <T extends object>(port: string, real: T): T =>
    new Proxy(real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'endpoint') return value;
        return async (...args: unknown[]) => {
          calls.push(`${port}.${String(name)}`);
          const number = calls.length;
          if (number > last) return NEVER;
          const answer: unknown = await value.apply(target, args);
          if (number < last) return answer;
          die();
          return NEVER;
        };
      },
    });
  const counted = Object.fromEntries(COUNTED.map((port) => [port, wrap(port, ports[port])]));
  return { ports: { ...ports, ...counted }, calls, death };
}

async function runUntil(desk: SendingService, last: number, answers: CredsOptions = {}) {
  const { ports, calls, death } = mortal(desk.ports(), last);
  const run = desk.job(ports, answers).then((job) => runStep(job, 'make-smtp-creds'));
  const result = await Promise.race([run, death]);
  if (result === 'killed') await desk.leaveDeadLock();
  return { result, calls };
}

async function keysOf(user: string): Promise<readonly string[]> {
  return ((await world().aws.iam.smtpUser(user))?.keys ?? []).map(({ id }) => id);
}

/** The settings in the file: all of them or no file. */
function settingsIn({ file }: SendingService) {
  if (!existsSync(file)) return null;
  const settings = readSettings(readFileSync(file, 'utf8'));
  expect(settings?.password.reveal()).toHaveLength(44);
  return settings;
}

/** What a person does next: the same command, and again with the key that it names. */
async function recover(
  desk: SendingService,
  same: CredsOptions = {},
): Promise<{ report: Report; confirmed: readonly string[] }> {
  const again = async (answers: CredsOptions) => {
    const ports = desk.ports();
    // IAM lists a new key after a while; the person comes back a minute later.
    await ports.clock.sleep(Math.max(0, Date.now() - ports.clock.now().getTime()) + 60_000);
    return runStep(await desk.job(ports, { ...same, ...answers }), 'make-smtp-creds');
  };
  try {
    return { report: await again({}), confirmed: [] };
  } catch (error) {
    expect(error, String(error)).toMatchObject({ code: 'usage/confirm', exitCode: 2 });
    const confirmed = String(error).match(/AKIA\w{16}/g) ?? [];
    return { report: await again({ confirm: confirmed }), confirmed };
  }
}

test('killed at any call of a whole run, nothing is lost and nobody locked out', async () => {
  const { result, calls } = await runUntil(world().desk('whole'), Number.POSITIVE_INFINITY);
  expect(result).toMatchObject({ status: 'done', exitCode: 0 });
  for (const call of ['iam.createUser', 'iam.createAccessKey', 'files.writeSecret', 'smtp.login'])
    expect(calls).toContain(call);
  const lasts = calls.map((_call, index) => index + 1);
  while (lasts.length > 0)
    await Promise.all(lasts.splice(0, 8).map((last) => killAndRecover(last)));
}, 120_000);

async function killAndRecover(last: number): Promise<void> {
  const user = `kill-${last}`;
  const desk = world().desk(user);
  const { calls } = await runUntil(desk, last);
  const where = `killed at call ${last}, ${calls[last - 1]}`;
  const left = await keysOf(user);
  const given = settingsIn(desk);
  const { report, confirmed } = await recover(desk);
  expect(report, where).toMatchObject({ status: 'done', exitCode: 0 });
  // A key that nobody has is named before it goes; one that somebody has stays.
  expect(confirmed, where).toEqual(given === null ? left : []);
  const now = settingsIn(desk);
  if (now === null) throw new Error(`no file: ${where}`);
  expect(await keysOf(user), where).toEqual([now.username]);
  if (given !== null) expect(now.username, where).toBe(given.username);
  expect(report.data, where).toMatchObject({ accessKeyId: now.username });
  const { smtp } = world();
  expect(await smtp.login(smtp.endpoint(REGION), now), where).toMatchObject({ ok: true });
}

test('killed at what changes something in a rotation, the old key works on and so does what the file holds', async () => {
  const whole = world().desk('rotate-whole');
  await runUntil(whole, Number.POSITIVE_INFINITY);
  const rotate = (user: string) => ({ rotate: true, confirm: [user] });
  const { calls } = await runUntil(whole, Number.POSITIVE_INFINITY, rotate('rotate-whole'));
  const lasts = calls.flatMap((call, index) =>
    /^(store\.update|iam\.createAccessKey|files\.writeSecret|smtp\.login)$/.test(call)
      ? [index + 1]
      : [],
  );
  expect(lasts.length).toBeGreaterThan(3);
  await Promise.all(
    lasts.map(async (last) => {
      const user = `rotate-${last}`;
      const desk = world().desk(user);
      await runUntil(desk, Number.POSITIVE_INFINITY);
      const old = settingsIn(desk);
      await runUntil(desk, last, rotate(user));
      const where = `killed at call ${last}, ${calls[last - 1]}`;
      const before = await keysOf(user);
      const { report, confirmed } = await recover(desk);
      expect(report, where).toMatchObject({ status: 'done', exitCode: 0 });
      const now = settingsIn(desk);
      if (old === null || now === null) throw new Error(`no file: ${where}`);
      const held = new Set([old.username, now.username]);
      expect(confirmed, where).toEqual(before.filter((id) => !held.has(id)));
      expect(await keysOf(user), where).toEqual([...held]);
      const { smtp } = world();
      for (const login of [old, now])
        expect(await smtp.login(smtp.endpoint(REGION), login), where).toMatchObject({ ok: true });
    }),
  );
}, 120_000);

test.each(['ssm', 'secrets-manager'] as const)(
  'killed at what changes something while %s gets the settings: it is asked what it holds',
  async (store) => {
    const answersFor = (name: string): CredsOptions => ({
      output: [store],
      secretName: `/kill/${name}`,
      file: undefined,
    });
    const held = async (name: string) => {
      const text = await world().aws.secrets.readSecret(store, `/kill/${name}`);
      return text === null ? null : readSettings(text.reveal());
    };
    const whole = `${store}-whole`;
    const desk = world().desk(whole);
    const { calls } = await runUntil(desk, Number.POSITIVE_INFINITY, answersFor(whole));
    const lasts = calls.flatMap((call, index) =>
      /^(store\.update|iam\.createAccessKey|secrets\.createSecret|smtp\.login)$/.test(call)
        ? [index + 1]
        : [],
    );
    expect(lasts.length).toBeGreaterThan(5);
    for (const last of lasts) {
      const user = `${store}-${last}`;
      const mine = world().desk(user);
      await runUntil(mine, last, answersFor(user));
      const where = `killed at call ${last}, ${calls[last - 1]}`;
      const left = await keysOf(user);
      const given = await held(user);
      const { report, confirmed } = await recover(mine, answersFor(user));
      expect(report, where).toMatchObject({ status: 'done', exitCode: 0 });
      expect(confirmed, where).toEqual(given === null ? left : []);
      const now = await held(user);
      if (now === null) throw new Error(`nothing in the store: ${where}`);
      expect(await keysOf(user), where).toEqual([now.username]);
      if (given !== null) expect(now.username, where).toBe(given.username);
      expect(report.data, where).toMatchObject({
        accessKeyId: now.username,
        writtenTo: `${store}:/kill/${user}`,
      });
    }
  },
);

test('under names of its own the key is found in the file all the same', async () => {
  const desk = world().desk('named');
  const names: CredsOptions = { output: ['json'], names: 'username=LOGIN,password=KEY' };
  const { calls } = await runUntil(desk, Number.POSITIVE_INFINITY, names);
  const other = world().desk('named-killed');
  await runUntil(other, calls.indexOf('files.writeSecret') + 1, names);
  const [made] = await keysOf('named-killed');
  const { report, confirmed } = await recover(other, names);
  expect(confirmed).toEqual([]);
  expect(report.data).toMatchObject({ accessKeyId: made, writtenTo: other.file });
  // It cannot be reported which value is the password, so the login was not tried.
  expect(report.steps[0]?.findings).toMatchObject([{ code: 'smtp/login-not-proven' }]);
});

test('where the file cannot be read, the key is neither kept nor deleted until somebody names it', async () => {
  const { calls } = await runUntil(world().desk('read'), Number.POSITIVE_INFINITY);
  const desk = world().desk('unread');
  await runUntil(desk, calls.indexOf('iam.createAccessKey') + 1);
  mkdirSync(desk.file);
  const [made = ''] = await keysOf('unread');
  const again = async (answers: CredsOptions) =>
    runStep(await desk.job(desk.ports(), answers), 'make-smtp-creds');
  await expect(again({})).rejects.toMatchObject({
    code: 'smtp/place-unread',
    exitCode: 5,
    message: expect.stringContaining(`to ${desk.file}. The file ${desk.file} cannot be read`),
    fix: expect.stringMatching(`--confirm ${made}.*\\nMake ${desk.file} readable`),
  });
  expect(await keysOf('unread')).toEqual([made]);
  const named = await again({ confirm: [made], file: `${desk.file}.other` });
  expect(named).toMatchObject({ status: 'done', exitCode: 0 });
  expect(await keysOf('unread')).toEqual([named.data.accessKeyId]);
  expect(named.data.accessKeyId).not.toBe(made);
}, 30_000);
