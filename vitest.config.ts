import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const usual = {
  setupFiles: 'test/helpers/deny-network.ts',
  // What hangs fails; what is slow, on a machine with other work, does not.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks',
  // Files share processes: most of the time of a small one was to load the same libraries again.
  isolate: false,
  // Many tests wait for what they started: a worker more than there are cores costs nothing.
  maxWorkers: availableParallelism() + 1,
} as const;

/** What starts the true binary, again and again; the rest runs in the process of the tests. */
const END_TO_END = ['test/{cli,helpers,laboratory,scenarios,walk}/**/*.test.ts', 'test/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/build-once.ts'],
    // That of the first name begins first: what takes long is not what is waited for at the end.
    projects: [
      { test: { ...usual, name: 'end-to-end', include: END_TO_END } },
      {
        test: { ...usual, name: 'in-process', include: ['test/**/*.test.ts'], exclude: END_TO_END },
      },
    ],
  },
});
