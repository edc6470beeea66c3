import { Failure } from '../core/model/errors.ts';
import { waitForArrival } from '../steps/wait-for-arrival.ts';
import type { Job } from './job.ts';

/** Milliseconds between two attempts while another run has the lock. */
const PAUSE = 1_000;

type Holding = Pick<Job, 'ports' | 'session' | 'consent' | 'lockWaitMs'>;

type Attempt = { readonly release: () => Promise<void> } | { readonly failure: Failure };

/**
 * Does `work` as the only run that changes things with this checklist, from its first look to its last
 * receipt. `work` receives whether another run has written the file since this one read it: what was seen
 * before that is out of date. A dry run takes no lock. Throws Failure `checklist/locked` (exit 5).
 */
export async function withChecklistLock<T>(
  holding: Holding,
  work: (isStale: boolean) => Promise<T>,
): Promise<T> {
  if (holding.consent.dryRun) return work(false);
  const release = await takeLock(holding);
  try {
    return await work(await holding.session.reload());
  } finally {
    await release();
  }
}

/** Tries once, or as long as `--wait-for-lock` says. */
async function takeLock({ ports, lockWaitMs = 0 }: Holding): Promise<() => Promise<void>> {
  const { clock, output, store } = ports;
  const attempt = async (): Promise<Attempt> => {
    try {
      return { release: await store.hold() };
    } catch (error) {
      if (error instanceof Failure && error.code === 'checklist/locked') return { failure: error };
      throw error;
    }
  };
  const last = await (lockWaitMs === 0
    ? attempt()
    : clock.interruptible((signal) =>
        waitForArrival(
          clock,
          {
            limit: lockWaitMs,
            look: attempt,
            hasArrived: (seen) => 'release' in seen,
            pause: () => PAUSE,
            onPause: (seen) => {
              if ('failure' in seen) output.progress('Waiting for the lock', seen.failure.message);
            },
          },
          signal,
        ),
      ));
  if (lockWaitMs > 0) output.endProgress();
  if ('failure' in last) throw last.failure;
  return last.release;
}
