import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { OpenSocketsWith } from './dns/datagrams.ts';
import { openSocketsInThread } from './dns/socket-thread.ts';

/** Flags of V8 that count from when they are set. */
const FLAGS = [
  // Bytes of bytecode that are copied into a function as it is optimised; 920 by default. A fleet is through in
  // seconds: the compiler's threads would take a quarter of its processor time, and gain little by then.
  '--max-inlined-bytecode-size-cumulative=200',
  // The space of new objects stays as small as it is: Node 24 lets it grow until a fleet takes 260 MB.
  '--semi-space-growth-factor=1',
];

/** Makes ready for tens of thousands of questions; `npm run bench:dns` measures all of it. */
export function prepareFleet(openSocketsWith: OpenSocketsWith): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
  if (availableParallelism() > 1) openSocketsInThread(openSocketsWith);
}
