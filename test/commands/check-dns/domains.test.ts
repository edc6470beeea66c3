import { expect, test } from 'vitest';
import { checkDomains } from '../../../src/commands/check-dns/domains.ts';
import type { Report, ReportOf } from '../../../src/core/model/types.ts';
import type { Job } from '../../../src/flow/job.ts';
import type { CheckDnsOptions } from '../../../src/steps/check-dns/inputs.ts';
import { type Fakes, fakePorts } from '../../helpers/ports.ts';
import { CALLER } from '../../helpers/world.ts';
import { lookJob, recordsFor, type State, zones } from '../../observe/dns/zones.ts';

/** All that a look with SES reads beside the domain. */
function ports(stateOf: (domain: string) => State): Fakes {
  return fakePorts({ ...zones(stateOf), sts: { caller: () => CALLER } });
}

function check(fakes: Fakes, domains: readonly string[], change: Partial<Job> = {}) {
  const looks: Report[] = [];
  const isOwn = domains.length === 1;
  const jobs = domains.map((domain) => ({ domain, isOwn, job: lookJob(fakes, domain, change) }));
  return { looks, result: checkDomains(jobs, (report) => looks.push(report)) };
}

/** With tokens given, only DNS is asked. */
function checkRecords(stateOf: () => State, change: Partial<Job> = {}) {
  const fakes = fakePorts({ dns: zones(stateOf).dns });
  return {
    fakes,
    ...check(fakes, ['a.example'], { records: recordsFor('a.example'), ...change }),
  };
}

const domainsOf = ({ data }: ReportOf<'check-dns'>) =>
  'domains' in data ? data.domains.map(({ domain, propagated }) => `${domain} ${propagated}`) : [];

test('one domain: its own summary and matrix', async () => {
  const report = await check(
    ports(() => 'right'),
    ['a.example'],
  ).result;
  expect(report).toMatchObject({ status: 'done', exitCode: 0, target: { domain: 'a.example' } });
  expect(report.steps.map(({ summary }) => summary.slice(0, 6))).toEqual(['6 of 6']);
  expect(domainsOf(report)).toEqual(['a.example true']);
});

test('several: one line of the checklist over all, each with its own matrix and findings', async () => {
  const fakes = ports((domain) => (domain === 'b.example' ? 'missing' : 'right'));
  const report = await check(fakes, ['a.example', 'b.example', 'c.example']).result;
  expect(report).toMatchObject({ status: 'problem', exitCode: 1 });
  expect(report.steps.map(({ summary }) => summary)).toEqual(['2 of 3 domains right everywhere']);
  expect(domainsOf(report)).toEqual(['a.example true', 'b.example false', 'c.example true']);
  const subjects = report.steps.flatMap(({ findings }) => findings.map(({ subject }) => subject));
  expect(subjects.length).toBeGreaterThan(0);
  for (const subject of subjects) expect(subject).toContain('b.example');
});

test('a domain that could not be read is no missing one', async () => {
  const fakes = ports((domain) => (domain === 'b.example' ? 'dns-down' : 'right'));
  const report = await check(fakes, ['a.example', 'b.example']).result;
  expect(report).toMatchObject({ status: 'unknown', exitCode: 5 });
  expect(JSON.stringify(report)).not.toContain('dns/missing');
});

test.each<[State, string]>([
  ['missing', 'ses-migrate check-dns a.example b.example'],
  ['pending', 'ses-migrate check-dns a.example b.example --wait'],
])('%s: the next look names the same domains', async (state, command) => {
  const report = await check(
    ports(() => state),
    ['a.example', 'b.example'],
  ).result;
  expect(report.next.map((next) => next.command)).toEqual([command]);
});

test.each<[State, string | null]>([
  [
    'missing',
    'ses-migrate check-dns a.example --resolver 192.0.2.1 --token t1 --token t2 --token t3',
  ],
  [
    'dns-down',
    'ses-migrate check-dns a.example --resolver 192.0.2.1 --token t1 --token t2 --token t3',
  ],
  ['right', null],
])('with tokens, %s: the next look has the same flags', async (state, command) => {
  const answers: CheckDnsOptions = {
    token: ['t1', 't2', 't3'],
    resolver: ['192.0.2.1'],
    watch: true,
  };
  const report = await checkRecords(() => state, { answers }).result;
  expect(report.next.map((next) => next.command)).toEqual(command === null ? [] : [command]);
});

test('a domain without an identity is set up with a checklist of its own, the others are checked again', async () => {
  const states: Record<string, State> = { 'b.example': 'no-identity', 'c.example': 'pending' };
  const fakes = ports((domain) => states[domain] ?? 'right');
  const commands = async (...domains: string[]) =>
    (await check(fakes, domains).result).next.map((next) => next.command);
  expect(await commands('a.example', 'b.example', 'c.example')).toEqual([
    'ses-migrate verify-domain b.example --checklist b.example.json',
    'ses-migrate check-dns c.example --wait',
  ]);
  expect(await commands('b.example')).toEqual(['ses-migrate verify-domain b.example']);
  expect(await commands('a.example')).toEqual(['ses-migrate setup-events']);
});

test('several are checked at once, and told in the order given', async () => {
  const fakes = fakePorts({ dns: zones(() => 'right').dns });
  const started: string[] = [];
  let release: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const dns = new Proxy(fakes.ports.dns, {
    get: (own, key) =>
      key !== 'delegation'
        ? Reflect.get(own, key)
        : async (domain: string) => {
            started.push(domain);
            if (domain === 'a.example') await slow;
            else release();
            return own.delegation(domain);
          },
  });
  const jobs = ['a.example', 'b.example'].map((domain) => {
    const change = { ports: { ...fakes.ports, dns }, records: recordsFor(domain) };
    return { domain, isOwn: false, job: lookJob(fakes, domain, change) };
  });
  // The first one ends only after the second has begun.
  const report = await checkDomains(jobs, () => undefined);
  expect(started).toEqual(['a.example', 'b.example']);
  expect(domainsOf(report)).toEqual(['a.example true', 'b.example true']);
});

test('without a wait one look is all', async () => {
  const { fakes, looks, result } = checkRecords(() => 'missing');
  await result;
  expect([looks.length, fakes.sleeps]).toEqual([1, []]);
});

test('a wait ends when nothing moves any more', async () => {
  const { fakes, looks, result } = checkRecords(
    () => (fakes.sleeps.length < 3 ? 'missing' : 'right'),
    { waitMs: 3_600_000 },
  );
  expect(await result).toMatchObject({ exitCode: 0, status: 'done' });
  expect(looks.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 0]);
  expect(fakes.sleeps).toHaveLength(3);
});

test('a wait for several continues while one of them moves', async () => {
  const fakes: Fakes = ports((domain) =>
    domain === 'b.example' && fakes.sleeps.length < 4 ? 'pending' : 'right',
  );
  const { looks, result } = check(fakes, ['a.example', 'b.example'], { waitMs: 3_600_000 });
  expect((await result).exitCode).toBe(0);
  expect(looks.map(({ exitCode }) => exitCode)).toEqual([8, 8, 0]);
  expect(fakes.notes.join('\n')).toContain('check-dns: 1 of 2 domains right everywhere');
});

test('a wait for what only a person can move is none', async () => {
  const fakes = ports((domain) => (domain === 'a.example' ? 'right' : 'no-identity'));
  const { looks, result } = check(fakes, ['a.example', 'b.example'], { waitMs: 3_600_000 });
  expect((await result).exitCode).toBe(1);
  // The second domain waits for its turn to ask SES, and that is all.
  expect([looks.length, fakes.sleeps]).toEqual([1, [1000]]);
});

test('a wait that is over tells the last look', async () => {
  const { looks, result } = checkRecords(() => 'missing', { waitMs: 4000 });
  expect(await result).toMatchObject({ exitCode: 1 });
  expect(looks.length).toBeGreaterThan(2);
});

test('a watch continues when all is right, and sees it break', async () => {
  const { fakes, looks, result } = checkRecords(
    () => {
      if (fakes.sleeps.length >= 4) fakes.interrupt();
      return fakes.sleeps.length < 3 ? 'right' : 'missing';
    },
    { waitMs: 3_600_000, forever: true },
  );
  await expect(result).rejects.toMatchObject({ exitCode: 130 });
  expect(looks.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 1, 1]);
});

test.each([
  [true, 1],
  [false, 0],
])(
  'a watch that is stopped leaves the last matrix on a terminal (%j), and no other',
  async (animated, count) => {
    const fakes: Fakes = fakePorts({
      dns: zones(() => {
        if (fakes.sleeps.length >= 3) fakes.interrupt();
        return fakes.sleeps.length < 2 ? 'missing' : 'right';
      }).dns,
    });
    const output = { ...fakes.ports.output, animated };
    const { result } = check(fakes, ['a.example'], {
      ports: { ...fakes.ports, output },
      records: recordsFor('a.example'),
      waitMs: 3_600_000,
      forever: true,
    });
    await expect(result).rejects.toMatchObject({ exitCode: 130 });
    const matrices = fakes.notes.filter((note) => /^DMARC \(TXT\) /m.test(note));
    expect(matrices).toHaveLength(count);
    for (const matrix of matrices) expect(matrix).toMatch(/^DMARC \(TXT\) +ok +ok/m);
  },
);

test('a watch says that it still checks, and not that all is right when nothing is', async () => {
  const fakes = ports((domain) => (domain === 'a.example' ? 'right' : 'no-identity'));
  const watch = { waitMs: 2000, forever: true };
  await check(fakes, ['a.example', 'b.example'], watch).result;
  expect(fakes.notes.join('\n')).toContain('still checking');
  expect(fakes.notes.join('\n')).not.toMatch(/all is right/i);
});
