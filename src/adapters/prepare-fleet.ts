import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { openSocketsInThread } from './dns/socket-thread.ts';

/**
 * Bytes of bytecode that V8 copies into a function as it optimises it; 920 by default. A fleet is through in
 * seconds: the compiler's threads take a quarter of its processor time by default, and gain little by then.
 */
const INLINED = 200;

/** Makes ready for tens of thousands of questions; `npm run bench:dns` measures both. */
export function prepareFleet(): void {
  // Only what is compiled from now on is compiled so.
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED}`);
  if (availableParallelism() > 1) openSocketsInThread();
}
