import { expect, test } from 'vitest';
import { Failure } from '../../src/core/model/errors.ts';
import type { Job } from '../../src/flow/job.ts';
import { withChecklistLock } from '../../src/flow/lock.ts';
import { openSession } from '../../src/flow/session.ts';
import { type Fakes, fakePorts } from '../helpers/ports.ts';
import { checklist, DOMAIN, REGION, SENT } from '../helpers/world.ts';
import { jobOf } from './job.ts';

const LOCKED = new Failure('checklist/locked', 'Held by process 7.', { exitCode: 5 });

/** The lock is free after so many attempts; what is done with it is logged. */
function shared(busyFor: number, change: Partial<Job> = {}) {
  const fakes = fakePorts({ checklist: checklist() });
  const said: string[] = [];
  let attempts = 0;
  const hold = async () => {
    attempts += 1;
    if (attempts <= busyFor) throw LOCKED;
    said.push('taken');
    return async () => void said.push('released');
  };
  const ports = { ...fakes.ports, store: { ...fakes.ports.store, hold } };
  const job = { ...jobOf(fakes, change), ports };
  const work = async (isStale: boolean) => void said.push(`work, stale: ${isStale}`);
  return { fakes, job, said, run: () => withChecklistLock(job, work), attempts: () => attempts };
}

test('the work is done between taking and releasing', async () => {
  const { run, said } = shared(0);
  await run();
  expect(said).toEqual(['taken', 'work, stale: false', 'released']);
});

test('it is released when the work fails', async () => {
  const { job, said } = shared(0);
  const fails = withChecklistLock(job, () => Promise.reject(new Error('no')));
  await expect(fails).rejects.toThrow('no');
  expect(said).toEqual(['taken', 'released']);
});

test('a dry run takes no lock', async () => {
  const { run, said } = shared(9, { consent: { yes: false, dryRun: true } });
  await run();
  expect(said).toEqual(['work, stale: false']);
});

test('without --wait-for-lock it tries once', async () => {
  const { run, said, attempts } = shared(1);
  await expect(run()).rejects.toBe(LOCKED);
  expect([attempts(), said]).toEqual([1, []]);
});

test('with it, it tries each second, and tells who holds the lock', async () => {
  const { run, fakes, said } = shared(2, { lockWaitMs: 5_000 });
  await run();
  expect(said).toEqual(['taken', 'work, stale: false', 'released']);
  expect(fakes.sleeps).toEqual([1_000, 1_000]);
  const { run: late, fakes: other } = shared(99, { lockWaitMs: 1_500 });
  await expect(late()).rejects.toBe(LOCKED);
  expect(other.sleeps).toEqual([1_000, 500]);
});

test('a folder that cannot be written is not waited for', async () => {
  const { job } = shared(0, { lockWaitMs: 5_000 });
  const failure = new Failure('checklist/not-written', 'read-only', { exitCode: 1 });
  const store = { ...job.ports.store, hold: () => Promise.reject(failure) };
  const blocked = { ...job, ports: { ...job.ports, store } };
  await expect(withChecklistLock(blocked, async () => 0)).rejects.toBe(failure);
});

test('what another run wrote since is read, and the work told of it', async () => {
  const { run, fakes, job, said } = shared(0);
  await otherRun(fakes);
  await run();
  expect(said).toContain('work, stale: true');
  expect(job.session.checklist().steps['send-test']?.receipts).toHaveLength(1);
});

async function otherRun(fakes: Fakes): Promise<void> {
  const session = openSession(fakes.ports, fakes.stored(), { domain: DOMAIN, region: REGION });
  await session.record('send-test', 'sent', SENT);
}
