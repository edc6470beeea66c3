import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const usual = {
  setupFiles: 'test/helpers/deny-network.ts',
  // What hangs fails; what is slow, on a machine with other work, does not.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks',
  // Many tests wait for what they started: a worker more than there are cores costs nothing.
  maxWorkers: availableParallelism() + 1,
} as const;

/** Files that share processes: most of their time would be spent on loading the same libraries again. */
const TOGETHER = [
  'test/{core,dns-hosts,flow,providers,rehearsal,render,steps,transport}/**/*.test.ts',
  'test/adapters/{*,aws/*,dns/*}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/build-once.ts'],
    // Those of the first name run first: what takes long begins early.
    projects: [
      { test: { ...usual, name: 'apart', include: ['test/**/*.test.ts'], exclude: TOGETHER } },
      { test: { ...usual, name: 'together', include: TOGETHER, isolate: false } },
    ],
  },
});
