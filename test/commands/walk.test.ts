import { expect, test } from 'vitest';
import { walk } from '../../src/commands/walk.ts';
import type { Checklist } from '../../src/core/checklist.ts';
import { allRight, jobOf, RESOLVERS } from '../flow/job.ts';
import { type AwsScript, byService, fakePorts } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';

const DNS = { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight };
/** All is done but the production access. */
const SENT: Checklist = w.checklist({
  choices: { sendsBy: 'api' },
  steps: {
    ...w.proven(),
    ...w.done(
      'send-test',
      w.receipt('sent', { via: 'api', token: 't' }),
      w.receipt('proved', { dkim: 'pass', spf: 'pass', dmarc: 'pass', alignedBy: 'dkim' }),
    ),
  },
});

type Prompts = NonNullable<Parameters<typeof fakePorts>[0]>['prompt'];

function walking(account: AwsScript['account'], prompt?: Prompts, aws = {}) {
  return fakePorts({
    ...byService({
      caller: () => w.CALLER,
      identity: () => w.identity({ configurationSet: 'main' }),
      hostedZones: () => [],
      smtpUser: () => null,
      ...(account === undefined ? {} : { account }),
      ...aws,
    }),
    dns: DNS,
    checklist: SENT,
    ...(prompt === undefined ? {} : { prompt }),
  });
}

test('without a person it is status', async () => {
  const fakes = walking(() => w.sandbox('PENDING'));
  expect(await walk(jobOf(fakes))).toMatchObject({ command: 'status', exitCode: 8 });
});

test('all done: nobody is asked anything', async () => {
  const fakes = walking(() => w.account(), {});
  expect(await walk(jobOf(fakes))).toMatchObject({ exitCode: 0 });
});

test('what waits can be waited for, until it moves', async () => {
  const fakes = walking([w.sandbox('PENDING'), w.sandbox('PENDING'), w.account()], {
    select: ['wait'],
  });
  expect(await walk(jobOf(fakes))).toMatchObject({ exitCode: 0 });
  expect(fakes.sleeps).toEqual([1000]);
});

test.each(['stop', 'later'])('%s ends it with what is still open', async (move) => {
  const fakes = walking(() => w.sandbox('PENDING'), { select: () => move as never });
  expect(await walk(jobOf(fakes))).toMatchObject({ exitCode: 8 });
});

test('look again looks once', async () => {
  const fakes = walking([w.sandbox('PENDING'), w.account()], { select: ['again'] });
  expect(await walk(jobOf(fakes))).toMatchObject({ exitCode: 0 });
});

/** What is typed to request production access. */
const REQUEST = [
  'https://acme.example',
  'Receipts.',
  'They register.',
  'Suppressed.',
  'In the settings.',
  '500',
  'a@acme.example',
];

test('a dry run shows the first plan and ends', async () => {
  const fakes = walking(() => w.sandbox(), { select: ['transactional'], text: REQUEST });
  const report = await walk(jobOf(fakes, { consent: { yes: false, dryRun: true } }));
  expect(report.exitCode).toBe(1);
  expect(fakes.notes.join('\n')).toContain('+ request for production access');
});

test('"no" leads to a menu, where stopping keeps the answers and changes nothing else', async () => {
  const fakes = walking(() => w.sandbox(), {
    select: ['transactional', 'stop'],
    text: REQUEST,
    confirm: [false],
  });
  const consent = { yes: false, dryRun: false };
  expect(await walk(jobOf(fakes, { consent }))).toMatchObject({ command: 'status' });
  const { answers, steps } = fakes.stored() ?? {};
  expect(answers).toMatchObject({ mailType: 'transactional' });
  expect(steps?.['request-production']?.receipts ?? []).toEqual([]);
});
