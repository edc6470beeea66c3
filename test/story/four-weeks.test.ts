/**
 * Two people and a CI job through four weeks, each in a clone of their own: what `status` says is true on every day.
 * The clock is that of the rehearsal, git is the real one.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import { isReceipt } from '../../src/core/checklist-receipts.ts';
import { type ReportDocument, shareWorld } from '../cli/world.ts';
import { run } from '../helpers/cli.ts';
import { ATTRIBUTES, openRepositories, type Repository } from '../helpers/git.ts';

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, speed: 500 });
const repositories = openRepositories();
afterAll(() => repositories.close());

interface Person {
  readonly clone: Repository;
  /** Runs the program in the clone; the exit code is checked. */
  does(args: readonly string[], exitCode: number, env?: Record<string, string>): Promise<string>;
  report(args: readonly string[]): Promise<ReportDocument>;
  /** Commits the checklist and pushes it. */
  shares(): void;
  pulls(): void;
}

let origin: string;
let [ann, bob, ci]: Person[] = [];

/** Someone with a machine of that name and a clone on it. */
function person(name: string, options: { driver?: boolean } = {}): Person {
  const clone = repositories.clone(origin, options);
  const { SES_MIGRATE_CHECKLIST: _file, SES_MIGRATE_DOMAIN: _domain, ...env } = world().env;
  const runHere = (args: readonly string[], extra: Record<string, string> = {}) =>
    run(args, { cwd: clone.folder, env: { ...env, TEST_HOSTNAME: name, ...extra } });
  return {
    clone,
    async does(args, exitCode, extra) {
      const { stdout, stderr, exitCode: was } = await runHere(args, extra);
      expect({ args, exitCode: was }, stdout + stderr).toEqual({ args, exitCode });
      return stdout + stderr;
    },
    async report(args) {
      const { stdout, exitCode } = await runHere([...args, '--json']);
      const report = JSON.parse(stdout);
      expect(report.exitCode).toBe(exitCode);
      return report;
    },
    shares() {
      clone.git(['add', 'ses-migrate.json']);
      clone.git(['commit', '-qm', 'Record what was done']);
      clone.git(['push', '-q', 'origin', 'HEAD:main']);
    },
    pulls: () => void clone.git(['pull', '-q', '--no-rebase', 'origin', 'main']),
  };
}

const STATES = [
  ...['verify-domain', 'check-dns', 'setup-events'],
  ...['request-production', 'make-smtp-creds', 'send-test'],
];
const ALL_DONE = STATES.map(() => 'done');

/** What the JSON of `status` says, for the others of the day. */
async function seesTheSame(of: Person, statuses: readonly string[], exitCode: number) {
  const report = await of.report(['status']);
  expect(report.steps.map(({ id }) => id)).toEqual(STATES);
  expect({ statuses: report.steps.map(({ status }) => status), code: report.exitCode }).toEqual({
    statuses,
    code: exitCode,
  });
  return report;
}

/** `status` in its three forms says the same, and this: the status of each step in its order, and the exit code. */
async function isTrue(of: Person, statuses: readonly string[], exitCode: number) {
  const [report, text, markdown] = await Promise.all([
    seesTheSame(of, statuses, exitCode),
    of.does(['status'], exitCode),
    of.does(['status', '--markdown'], exitCode),
  ]);
  for (const { id, status } of report.steps) {
    const word = { todo: 'to do', blocked: 'later' }[status as string] ?? status;
    expect(text).toMatch(new RegExp(`^\\S ${word} +${id} `, 'm'));
    expect(markdown).toMatch(new RegExp(`^- \\[${status === 'done' ? 'x' : ' '}\\] .*${id}`, 'm'));
  }
  return report;
}

const receiptsIn = (of: Person) => {
  const { steps } = parseChecklist(of.clone.read());
  return Object.values(steps).flatMap((memory) => memory?.receipts ?? []);
};
const whats = (of: Person) => receiptsIn(of).map(({ what }) => what);

beforeAll(() => {
  origin = repositories.bare();
  const first = repositories.clone(origin);
  first.write(ATTRIBUTES, '.gitattributes');
  first.write('.env\n*.eml\nuse-case.txt\n', '.gitignore');
  first.git(['add', '-A']);
  first.git(['commit', '-qm', 'Begin']);
  first.git(['push', '-q', 'origin', 'HEAD:main']);
  [ann, bob, ci] = [
    person('ann-laptop'),
    person('bob-laptop', { driver: false }),
    person('runner'),
  ];
});

function people(): { ann: Person; bob: Person; ci: Person } {
  if (!ann || !bob || !ci) throw new Error('the story has not begun');
  return { ann, bob, ci };
}

test('day 1: Ann begins; Bob, whose clone has the file only, sees the same', async () => {
  const { ann, bob } = people();
  const said = await ann.does(['verify-domain', DOMAIN, '--yes', '--wait=2h'], 0);
  expect(said).toContain('Began a new checklist');
  await ann.does(['setup-events', '--yes'], 0);
  ann.shares();
  bob.pulls();
  const day = [['done', 'done', 'done', 'todo', 'todo', 'blocked'], 1] as const;
  await Promise.all([seesTheSame(ann, ...day), isTrue(bob, ...day)]);
  expect(bob.clone.git(['status', '--porcelain'])).toBe('');
});

const KEY = ['make-smtp-creds', '--from', `*@${DOMAIN}`, '--yes'];
const SEND = ['send-test', '--from', `hello@${DOMAIN}`, '--to', 'inbox@inbox.example', '--yes'];
const REQUEST = [
  ...['request-production', '--mail-type', 'transactional', '--website', `https://${DOMAIN}`],
  ...['--contact', `ops@${DOMAIN}`, '--use-case-file', 'use-case.txt', '--yes'],
];
const USE_CASE =
  'We send sign-in codes and receipts to people who signed up on our web site. Addresses come from ' +
  'our sign-up form and are confirmed by e-mail. Bounces and complaints are handled automatically: ' +
  'such an address gets no further mail. About 500 messages a day.\n';

/** The login that an application reads from the file. */
function loginIn(of: Person, file = '../.env'): Record<string, string> {
  const text = of.clone.read(file);
  const value = (name: RegExp) => name.exec(text)?.[1] ?? '';
  return {
    SES_MIGRATE_SMTP_USERNAME: value(/^SMTP_USER(?:NAME)?=['"]?([^'"\n]+)/m),
    SES_MIGRATE_SMTP_PASSWORD: value(/^SMTP_PASS(?:WORD)?=['"]?([^'"\n]+)/m),
  };
}

/** All but the proof that a message arrives. */
const UNPROVEN = [['done', 'done', 'done', 'done', 'done', 'todo'], 1] as const;

test('day 3: Ann makes the key, Bob requests production; git merges two steps by lines', async () => {
  const { ann, bob } = people();
  await world().pass('2d');
  writeFileSync(join(bob.clone.folder, 'use-case.txt'), USE_CASE);
  await Promise.all([ann.does([...KEY, '--file', '../.env'], 0), bob.does(REQUEST, 0)]);
  ann.shares();
  bob.clone.git(['add', 'ses-migrate.json']);
  bob.clone.git(['commit', '-qm', 'Record the request']);
  bob.pulls();
  bob.clone.git(['push', '-q', 'origin', 'HEAD:main']);
  ann.pulls();
  expect(whats(ann)).toEqual(whats(bob));
  expect(whats(ann)).toEqual(expect.arrayContaining(['requested-production', 'handed-over']));
  await Promise.all([ann, bob].map((each) => seesTheSame(each, ...UNPROVEN)));
});

test('week 2: CI and Ann both send, and the driver unites their receipts', async () => {
  const { ann, ci } = people();
  await world().pass('5d');
  ci.pulls();
  const login = loginIn(ann);
  await Promise.all([ci.does(SEND, 0, { ...login, CI: 'true' }), ann.does(SEND, 0, login)]);
  ci.shares();
  ann.clone.git(['add', 'ses-migrate.json']);
  ann.clone.git(['commit', '-qm', 'Record what was sent']);
  ann.pulls();
  ann.clone.git(['push', '-q', 'origin', 'HEAD:main']);
  expect(whats(ann).filter((what) => what === 'sent')).toHaveLength(4);
  await isTrue(ann, ...UNPROVEN);

  const newest = (await world().inbox()).at(-1);
  ann.clone.write(newest?.raw ?? '', 'received.eml');
  await ann.does(['send-test', '--eml', 'received.eml'], 0);
  await seesTheSame(ann, ALL_DONE, 0);
  ann.shares();
});

test('week 3: AWS pauses the account: every step that sends says so, until AWS lets it send again', async () => {
  const { bob } = people();
  await world().pass('6d');
  bob.pulls();
  await world().standing('suspended');
  const report = await isTrue(bob, ['done', 'done', 'done', 'problem', 'done', 'problem'], 1);
  expect(JSON.stringify(report.steps)).toContain('SHUTDOWN');
  await world().standing('healthy');
  await seesTheSame(bob, ALL_DONE, 0);
});

test('week 3: Ann’s laptop is lost; a new clone knows what was done, and Bob’s conflict is repaired', async () => {
  const { bob } = people();
  ann = person('ann-new');
  const offline = await ann.report(['status', '--offline']);
  expect(offline.exitCode).toBe(5);
  expect(offline.steps.map(({ summary }) => summary)).toEqual(STATES.map(() => 'not on record'));
  const report = await seesTheSame(ann, ALL_DONE, 0);
  // The file with the secret was on the lost laptop: said, with the way to another key.
  expect(JSON.stringify(report.steps)).toContain('ann-laptop');

  const rotate = ['--rotate', '--confirm', `ses-smtp-${DOMAIN}`];
  // Bob works on the same step meanwhile, and his clone has no merge driver.
  const sent = bob.does([...SEND, '--via', 'api'], 0);
  await ann.does([...KEY, '--file', '../.env', ...rotate], 0);
  await sent;
  await ann.does(SEND, 0, loginIn(ann));
  ann.shares();
  bob.clone.git(['commit', '-qam', 'Record what was sent']);
  bob.clone.git(['pull', '-q', '--no-rebase', 'origin', 'main'], 1);
  expect(await bob.does(['status'], 1)).toContain('ses-migrate checklist merge');
  const before = whats(ann).length;
  await bob.does(['checklist', 'merge'], 0);
  bob.shares();
  expect(whats(bob)).toHaveLength(before + 1);
  ann.pulls();
  expect(ann.clone.read()).toBe(bob.clone.read());
});

test('week 4: the old key is retired, the new one is proven, and all say so', async () => {
  const { ann, bob, ci } = people();
  const report = await seesTheSame(ann, ...UNPROVEN);
  expect(report.steps.at(-1)?.summary).toMatch(/./);
  const newest = (await world().inbox()).findLast(({ raw }) =>
    /^X-Migration-Token: \S+-smtp/im.test(raw),
  );
  ann.clone.write(newest?.raw ?? '', 'received.eml');
  await ann.does(['send-test', '--eml', 'received.eml'], 0);
  await world().pass('8d');
  const [old] = receiptsIn(ann).filter((each) => isReceipt(each, 'handed-over'));
  const retire = ['make-smtp-creds', '--retire', '--yes', '--confirm'];
  await ann.does([...retire, old?.facts.accessKeyId ?? ''], 0);
  ann.shares();
  for (const each of [bob, ci]) each.pulls();
  const day = [ALL_DONE, 0] as const;
  await Promise.all([isTrue(ci, ...day), seesTheSame(ann, ...day), seesTheSame(bob, ...day)]);
  const users = receiptsIn(ci).filter(({ what }) => what === 'created-user');
  expect(users).toHaveLength(1);
  expect((await world().writes()).filter((name) => name === 'CreateAccessKey')).toHaveLength(2);
  expect(ann.clone.git(['status', '--porcelain'])).toBe('');
});
