import { afterEach } from 'vitest';
import { denied } from './deny-network-preload.mjs';

/** Fails the test that tried, even when the code under test took the error for an answer. */
export function reportDenied(): void {
  const attempts = denied.splice(0);
  if (attempts.length > 0) throw new Error(`Tests have no outside network: ${attempts.join(', ')}`);
}

afterEach(reportDenied);
