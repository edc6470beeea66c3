/** Memory is lost in many ways; what the named place holds decides, not what the checklist knows. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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
let users = 0;
const newUser = () => {
  users += 1;
  return `adopt-${users}`;
};

async function keysOf(user: string): Promise<readonly string[]> {
  return ((await world().aws.iam.smtpUser(user))?.keys ?? []).map(({ id }) => id);
}

async function run(desk: SendingService, answers: CredsOptions = {}, ports: Ports = desk.ports()) {
  return runStep(await desk.job(ports, answers), 'make-smtp-creds');
}

/** A user with one key, saved to the file of a first person's folder. */
async function saved() {
  const user = newUser();
  const first = world().desk(user);
  await run(first);
  const [key = ''] = await keysOf(user);
  return { user, first, key, file: first.file };
}

const codes = (report: Awaited<ReturnType<typeof run>>) =>
  report.steps.flatMap(({ findings }) => findings.map(({ code }) => code));

describe('the key in the named file is adopted, and no second one is made', () => {
  test('by a second person without a checklist: recorded as adopted, with a proven login', async () => {
    const { user, key, file } = await saved();
    const before = readFileSync(file, 'utf8');
    const second = world().desk(user);
    const report = await run(second, { file });
    expect(report).toMatchObject({ status: 'done', exitCode: 0, data: { accessKeyId: key } });
    expect(report.data.changes).toContainEqual(
      expect.objectContaining({ op: '=', to: expect.stringContaining('no key is created') }),
    );
    expect(await keysOf(user)).toEqual([key]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const kept = await second.ports().store.load();
    const receipts = kept?.steps['make-smtp-creds']?.receipts ?? [];
    expect(receipts.map(({ what }) => what)).toEqual(['handed-over', 'proved-login']);
    expect(receipts[0]?.facts).toMatchObject({ accessKeyId: key, writtenTo: file, adopted: true });
    expect(JSON.stringify(kept)).not.toContain(readSettings(before)?.password.reveal());
    // And it is known from now on.
    expect(await run(second, { file })).toMatchObject({ status: 'done', exitCode: 0 });
  });

  test('after a merge that lost the receipts, or with the checklist of an older checkout', async () => {
    const { user, first, key } = await saved();
    const store = first.ports().store;
    await store.update((now) => ({ ...(now ?? expect.fail('no checklist')), steps: {} }));
    expect(await run(first)).toMatchObject({ exitCode: 0, data: { accessKeyId: key } });
    expect(await keysOf(user)).toEqual([key]);
  });

  test('where a colleague rotated: the key that the file has now', async () => {
    const { user, first, key, file } = await saved();
    await run(world().desk(user), { file });
    await run(world().desk(user), { file, rotate: true, confirm: [user] });
    const now = readSettings(readFileSync(file, 'utf8'))?.username ?? '';
    expect(now).not.toBe(key);
    expect(await run(first)).toMatchObject({ exitCode: 0, data: { accessKeyId: now } });
    expect((await keysOf(user)).toSorted()).toEqual([key, now].toSorted());
  });

  test.each(['kubernetes', 'json', 'docker', 'terraform'] as const)(
    'in the form %s',
    async (output) => {
      const user = newUser();
      const first = world().desk(user);
      const file = `${first.file}.${output}`;
      await run(first, { output: [output], file });
      const keys = await keysOf(user);
      expect(await run(world().desk(user), { output: [output], file })).toMatchObject({
        exitCode: 0,
      });
      expect(await keysOf(user)).toEqual(keys);
    },
  );

  test.each(['ssm', 'secrets-manager'] as const)('in %s', async (output) => {
    const user = newUser();
    const secretName = `/adopt/${user}/smtp`;
    const store = { output: [output], secretName, file: undefined };
    await run(world().desk(user), store);
    const keys = await keysOf(user);
    const second = world().desk(user);
    expect(await run(second, store)).toMatchObject({
      exitCode: 0,
      data: { accessKeyId: keys[0], writtenTo: `${output}:${secretName}` },
    });
    expect(await keysOf(user)).toEqual(keys);
  });

  test('with variables of other names, where these are given', async () => {
    const { user, key, file } = await saved();
    const { password } = readSettings(readFileSync(file, 'utf8')) ?? expect.fail('no settings');
    writeFileSync(file, `MY_ID=${key}\nMY_WORD=${password.reveal()}\n`);
    const second = world().desk(user);
    await expect(run(second, { file })).rejects.toMatchObject({
      code: 'smtp/not-adopted',
      exitCode: 1,
      fix: expect.stringContaining('--names'),
    });
    const names = 'username=MY_ID,password=MY_WORD';
    expect(await run(second, { file, names })).toMatchObject({ exitCode: 0 });
    expect(await keysOf(user)).toEqual([key]);
  });

  test('a copy of the settings in another file is recorded, not refused', async () => {
    const { user, first, key, file } = await saved();
    const copy = `${file}.copy`;
    writeFileSync(copy, readFileSync(file));
    expect(await run(first, { file: copy })).toMatchObject({
      exitCode: 0,
      data: { accessKeyId: key, writtenTo: copy },
    });
    expect(await keysOf(user)).toEqual([key]);
  });
});

/** One character of the password is another one, whatever it was. */
function withOtherPassword(text: string): string {
  return text.replace(
    /(PASSWORD=.{10})(.)/,
    (_all, before: string, one: string) => `${before}${one === 'x' ? 'y' : 'x'}`,
  );
}

describe('a key that is not adopted, and no second one is made either', () => {
  test.each([
    ['a password that was changed', withOtherPassword, 1],
    ['no password', (text: string) => text.replace(/.*PASSWORD=.*\n/, ''), 1],
  ])('%s', async (_what, spoil, exitCode) => {
    const { user, key, file } = await saved();
    const spoilt = spoil(readFileSync(file, 'utf8'));
    writeFileSync(file, spoilt);
    const second = world().desk(user);
    await expect(run(second, { file })).rejects.toMatchObject({
      code: 'smtp/not-adopted',
      exitCode,
    });
    expect(await keysOf(user)).toEqual([key]);
    expect(readFileSync(file, 'utf8')).toBe(spoilt);
    expect((await second.ports().store.load())?.steps['make-smtp-creds']?.receipts ?? []).toEqual(
      [],
    );
  });

  test('a server that does not answer: nothing is known, exit 5', async () => {
    const { user, key, file } = await saved();
    const second = world().desk(user);
    const ports = second.ports();
    const silent: Ports['smtp'] = Object.assign(Object.create(ports.smtp), {
      login: async () => ({
        ...{ via: 'smtp', host: 'h', port: 587, ms: 1, messageId: null, ambiguous: false },
        ...{ ok: false, code: null, response: 'connect ECONNREFUSED' },
      }),
    });
    await expect(run(second, { file }, { ...ports, smtp: silent })).rejects.toMatchObject({
      code: 'smtp/not-adopted',
      exitCode: 5,
    });
    expect(await keysOf(user)).toEqual([key]);
  });

  test('a key of another user in the file is no key of this one', async () => {
    const { file } = await saved();
    const user = newUser();
    const second = world().desk(user);
    expect(await run(second, { file, confirm: [file] })).toMatchObject({ exitCode: 0 });
    expect(await keysOf(user)).toHaveLength(1);
  });
});

describe('saved settings are looked for where they were put', () => {
  test('a file that was deleted is not done, also when it is named; --rotate makes another', async () => {
    const { user, first, key, file } = await saved();
    rmSync(file);
    const report = await run(first);
    expect(report).toMatchObject({ status: 'problem', exitCode: 1 });
    const [found] = report.steps[0]?.findings ?? [];
    expect(found).toMatchObject({ code: 'smtp/settings-missing', subject: file });
    expect(found?.message).toMatch(/saved on \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    const command = found?.fixes?.flatMap((fix) => fix.command ?? [])[0];
    expect(command).toBe(`ses-migrate make-smtp-creds --rotate --file ${file} --confirm ${user}`);
    expect(existsSync(file)).toBe(false);
    expect(await run(first, { rotate: true, confirm: [user] })).toMatchObject({ exitCode: 0 });
    expect(readSettings(readFileSync(file, 'utf8'))?.username).not.toBe(key);
    expect(await keysOf(user)).toHaveLength(2);
  });

  test('on another machine a file is not expected: said, and the step stays done', async () => {
    const { user, first, file } = await saved();
    rmSync(file);
    const { store, ...ports } = first.ports();
    const elsewhere = { ...store, writer: { ...store.writer, host: 'ci-runner' } };
    const report = await run(first, { file: undefined }, { ...ports, store: elsewhere });
    expect(report.exitCode).toBe(0);
    expect(codes(report)).toEqual(['smtp/settings-elsewhere']);
    expect(await keysOf(user)).toHaveLength(1);
  });

  test.each([
    ['another user name', /USERNAME=.*/, 'USERNAME=AKIAANOTHERUSERSKEY0', 'AKIAANOTHERUSERSKEY0'],
    ['no user name', /.*USERNAME=.*\n/, '', 'no SMTP user name'],
    ['a password that SES does not derive', /PASSWORD=.*/, 'PASSWORD=hunter2', 'not one that SES'],
    ['no password', /.*PASSWORD=.*\n/, '', 'password is missing'],
    [
      'the host of another Region',
      /HOST=.*/,
      'HOST=email-smtp.us-east-1.amazonaws.com',
      'us-east-1',
    ],
  ])('%s is reported', async (_what, from, to, said) => {
    const { first, file } = await saved();
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    const report = await run(first);
    expect(report).toMatchObject({ status: 'problem', exitCode: 1 });
    expect(codes(report)).toContain('smtp/settings-changed');
    expect(report.steps[0]?.findings[0]?.message).toContain(said);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('a store that cannot be read is not one without the secret', async () => {
    const user = newUser();
    const store = { output: ['ssm'], secretName: `/unread/${user}`, file: undefined } as const;
    const first = world().desk(user);
    await run(first, store);
    const ports = first.ports();
    const { PortError } = await import('../../../src/ports/index.ts');
    const secrets: Ports['secrets'] = Object.assign(Object.create(ports.secrets), {
      readSecret: async () => {
        throw new PortError('access denied', { reason: 'denied', errorName: 'AccessDenied' });
      },
    });
    const report = await run(first, store, { ...ports, secrets });
    expect(report.exitCode).toBe(0);
    expect(codes(report)).toEqual(['aws/denied']);
  });
});

describe('two runs at once with two checklists', () => {
  /** Both have planned before the first of them creates its key. */
  async function race(user: string, count: number) {
    const desks = Array.from({ length: count }, () => world().desk(user));
    let waiting = count;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const runs = desks.map(async (desk) => {
      const ports = desk.ports();
      const createAccessKey: Ports['iam']['createAccessKey'] = async (name) => {
        waiting -= 1;
        if (waiting === 0) open();
        await gate;
        const key = await ports.iam.createAccessKey(name);
        await settled();
        return key;
      };
      const iam: Ports['iam'] = Object.assign(Object.create(ports.iam), { createAccessKey });
      return run(desk, {}, { ...ports, iam });
    });
    let left = Math.min(count, 2);
    let all: () => void = () => undefined;
    const made = new Promise<void>((resolve) => {
      all = resolve;
    });
    const settled = () => {
      left -= 1;
      if (left === 0) all();
      return made;
    };
    return Promise.allSettled(runs);
  }

  test('each reports its own key, names the other, and says how to retire one', async () => {
    const { user } = await prepared();
    const ends = await race(user, 2);
    const reports = ends.map((end) =>
      end.status === 'fulfilled' ? end.value : expect.fail(String(end.reason)),
    );
    const keys = await keysOf(user);
    expect(keys).toHaveLength(2);
    for (const report of reports) {
      expect(report.exitCode).toBe(0);
      const own = report.data.accessKeyId ?? '';
      const other = keys.find((id) => id !== own) ?? '';
      expect(keys).toContain(own);
      const found = report.steps[0]?.findings.find(({ code }) => code === 'smtp/sibling-key');
      expect(found?.subject).toBe(other);
      expect(found?.message).toContain(own);
      expect(found?.fix).toContain(`--retire --key ${other} --confirm ${other}`);
    }
    expect(new Set(reports.map(({ data }) => data.accessKeyId)).size).toBe(2);
  });

  test('a third one is refused by IAM: both keys are named, and no settings are written', async () => {
    const { user } = await prepared();
    const ends = await race(user, 3);
    const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ code: 'smtp/two-keys', exitCode: 1 });
    for (const id of await keysOf(user)) expect(failed[0].message).toContain(id);
  });

  /** The user and its policy exist, so that the runs differ in the key only. */
  async function prepared() {
    const { user, key } = await saved();
    await world().aws.iam.deleteAccessKey(user, key);
    return { user };
  }
});

test('of two Regions that share a user, neither plans the key of the other', async () => {
  const { user, key } = await saved();
  const other = world().desk(user);
  await run(other);
  const [, theirs = ''] = await keysOf(user);
  await world().pass('30d');
  const first = other.ports();
  const report = await run(other, { file: undefined });
  expect(codes(report)).toEqual(['smtp/other-key']);
  expect(report.steps[0]?.findings[0]?.message).toMatch(
    new RegExp(`${key} .*created \\d{4}-.* UTC, (never used|last used .*${REGION})`),
  );
  await expect(run(other, { file: undefined, retire: true }, first)).resolves.toMatchObject({
    data: { changes: expect.not.arrayContaining([expect.objectContaining({ op: '~' })]) },
  });
  await expect(run(other, { rotate: true, confirm: [user] })).rejects.toMatchObject({
    code: 'smtp/two-keys',
  });
  expect((await keysOf(user)).toSorted()).toEqual([key, theirs].toSorted());
});
