import { expect, test } from 'vitest';
import type { RecordSet } from '../../src/core/records/facts.ts';
import type { Job } from '../../src/flow/job.ts';
import { runStep } from '../../src/flow/run.ts';
import { PortError } from '../../src/ports/index.ts';
import { type AwsScript, byService, type Fakes, fakePorts } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';
import { allRight, jobOf, RESOLVERS } from './job.ts';

const MAIL_FROM = `mail.${w.DOMAIN}`;
const RIGHT = w.RECORDS.map((record) => w.set(record));
const foreignText: RecordSet = {
  name: MAIL_FROM,
  type: 'TXT',
  ttl: 60,
  values: ['"google-site-verification=1"'],
  setIdentifier: null,
  isAlias: false,
};
const taken = new PortError('route53:ChangeResourceRecordSets: it already exists', {
  reason: 'failed',
  errorName: 'InvalidChangeBatch',
  outdated: true,
});

/** After a write, the sets that the receipts name are read on their own; only looks at the zone ask for cuts. */
function written(zone: string, names: readonly string[]): readonly RecordSet[] {
  expect([zone, names]).toEqual(['Z1', w.RECORDS.map(({ name }) => name).filter(isFirst)]);
  return RIGHT;
}
const isFirst = (name: string, index: number, all: readonly string[]) =>
  all.indexOf(name) === index;

/** An identity that is complete, and a Route 53 zone that gives these answers, look by look. */
function someone(
  recordSets: NonNullable<AwsScript['recordSets']>,
  more: AwsScript = {},
  prompt?: NonNullable<Parameters<typeof fakePorts>[0]>['prompt'],
): Fakes {
  return fakePorts({
    ...byService({
      caller: () => w.CALLER,
      identity: () => w.identity(),
      hostedZones: () => [w.zone()],
      recordSets,
      ...more,
    }),
    dns: { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight },
    ...(prompt === undefined ? {} : { prompt }),
  });
}

function go(fakes: Fakes, change: Partial<Job> = {}) {
  return runStep(jobOf(fakes, change), 'verify-domain');
}

const WRITES = { changeRecordSets: ['C1'], changeInSync: [true] };
const ASKED = { consent: { yes: false, dryRun: false } };

/** The changes of every batch: `CREATE CNAME name`. */
function batches(fakes: Fakes): string[][] {
  return fakes
    .argsOf('route53.changeRecordSets')
    .map(([, changes]) =>
      (changes as { action: string; type: string; name: string; values: string[] }[])
        .filter(({ type }) => type === 'TXT')
        .map(({ action, name, values }) => `${action} ${name} ${values.join(' ')}`),
    );
}

test('a set that someone wrote meanwhile is kept: the plan is made again and only the new one is done', async () => {
  const fakes = someone([[], [foreignText], [foreignText], [foreignText], written, RIGHT], WRITES);
  const report = await go(fakes);
  expect(report.exitCode).toBe(0);
  expect(batches(fakes)).toEqual([
    [
      `UPSERT ${MAIL_FROM} ${foreignText.values[0]} "v=spf1 include:amazonses.com ~all"`,
      `CREATE _dmarc.${w.DOMAIN} "v=DMARC1; p=none;"`,
    ],
  ]);
  const told = fakes.notes.join('\n');
  expect(told.indexOf(`+ TXT ${MAIL_FROM}`)).toBeLessThan(told.indexOf('AWS or DNS changed'));
  expect(told.indexOf('AWS or DNS changed')).toBeLessThan(told.indexOf(`~ TXT ${MAIL_FROM}`));
});

test('a person is asked again, and may say no to the new plan', async () => {
  const fakes = someone([[], [foreignText], [foreignText]], {}, { confirm: [true, false] });
  await expect(go(fakes, ASKED)).rejects.toMatchObject({ exitCode: 130 });
  expect(batches(fakes)).toEqual([]);
  expect(fakes.stored()).toBeNull();
});

test('what others made right meanwhile is not written, and nobody is asked twice', async () => {
  const fakes = someone([[], RIGHT, RIGHT], {}, { confirm: [true] });
  expect(await go(fakes, ASKED)).toMatchObject({ status: 'done', exitCode: 0 });
  expect(batches(fakes)).toEqual([]);
});

test('a CREATE that came second is planned again from what is there', async () => {
  const fakes = someone([[], [], [foreignText], [foreignText], written, RIGHT], {
    changeRecordSets: [taken, 'C1'],
    changeInSync: [true],
  });
  expect((await go(fakes)).exitCode).toBe(0);
  expect(batches(fakes).map(([first]) => first?.split(' ')[0])).toEqual(['CREATE', 'UPSERT']);
});

test('a refusal that looking again does not explain is reported, once', async () => {
  const fakes = someone(() => [], { changeRecordSets: [taken] });
  await expect(go(fakes)).rejects.toMatchObject({
    code: 'aws/failed',
    exitCode: 1,
    message: taken.message,
  });
});

test('a zone that can not be read again is not written', async () => {
  const throttled = new PortError('Rate exceeded', { reason: 'throttled', errorName: 'X' });
  const fakes = someone([[], throttled, throttled]);
  expect(await go(fakes)).toMatchObject({ status: 'unknown', exitCode: 5 });
  expect(batches(fakes)).toEqual([]);
});

test('an identity that can not be read again is not created', async () => {
  const throttled = new PortError('Rate exceeded', { reason: 'throttled', errorName: 'X' });
  const fakes = fakePorts({
    sts: { caller: () => w.CALLER },
    ses: { identity: [null, throttled, throttled] },
    route53: { hostedZones: () => [] },
    dns: { delegation: () => w.DELEGATION, resolvers: RESOLVERS, ask: allRight },
  });
  expect(await go(fakes)).toMatchObject({ status: 'unknown', exitCode: 5 });
});

test('a world that never stands still is given up', async () => {
  let look = 0;
  const fakes = someone(() => {
    look += 1;
    return [{ ...foreignText, values: [`"look ${look}"`] }];
  });
  await expect(go(fakes)).rejects.toMatchObject({ code: 'step/changed-meanwhile', exitCode: 1 });
  expect(batches(fakes)).toEqual([]);
});

test('--yes does not replace what has changed since it was confirmed by its name', async () => {
  const mx = (host: string) =>
    RIGHT.map((set) => (set.type === 'MX' ? { ...set, values: [`10 ${host}`] } : set));
  const fakes = someone([mx('mx.one.example'), mx('mx.two.example'), mx('mx.two.example')]);
  await expect(go(fakes, { answers: { confirm: [MAIL_FROM] } })).rejects.toMatchObject({
    code: 'step/changed-meanwhile',
    message: expect.stringContaining(`MX ${MAIL_FROM}`),
  });
  expect(batches(fakes)).toEqual([]);
});
