import { createHash } from 'node:crypto';
import type { Leg, Split } from './types.ts';

/**
 * The legs in the order in which this recipient's message tries them. The second is first for
 * those that the split deals to it; who is dealt at 10 % is so at 25 %, too.
 */
export function orderOf(
  legs: readonly Leg[],
  split: Split | undefined,
  recipient: string,
): readonly Leg[] {
  const [first, second, ...rest] = legs;
  if (split === undefined || first === undefined || second === undefined) return legs;
  const percent = typeof split.percent === 'function' ? split.percent() : split.percent;
  checkPercent(percent);
  return share(recipient, split.seed ?? '') < percent ? [second, first, ...rest] : legs;
}

export function checkPercent(percent: number): void {
  if (percent >= 0 && percent <= 100) return;
  throw new RangeError(`split.percent is ${percent}: it must be from 0 to 100`);
}

/** Evenly from 0 up to 100, always the same for one recipient and seed. */
function share(recipient: string, seed: string): number {
  const hash = createHash('sha256').update(`${seed}\n${recipient.toLowerCase()}`).digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100;
}
