import { build } from '../../scripts/build.mjs';

/** Vitest runs this once, before all test files: end-to-end tests start the true binary. */
export default async function buildOnce(): Promise<void> {
  await build();
}
