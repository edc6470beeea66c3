import { usage } from '../model/errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const LONGEST = 365 * 86_400_000;

/** Milliseconds of `90s`, `10m`, `2h` or `3d`, at most 365 days. Throws Failure `usage/bad-duration`. */
export function parseDuration(text: string): number {
  const match = /^(\d+)([smhd])$/.exec(text.trim());
  const ms = Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
  if (ms > 0 && ms <= LONGEST) return ms;
  const range = match ? 'Enter a duration from 1s to 365d.' : hint(text);
  throw usage('bad-duration', `invalid duration: ${JSON.stringify(text)}.`, range);
}

/** The same in the largest unit that is whole: `10m`. Takes what parseDuration gave. */
export function durationText(ms: number): string {
  const [unit, length] = Object.entries(UNITS).findLast(([, each]) => ms % each === 0) ?? ['s', 1];
  return `${Math.ceil(ms / length)}${unit}`;
}

function hint(text: string): string {
  const match = /^(\d+)\s*(s|m|h|d|$)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)?$/i.exec(
    text.trim(),
  );
  const meant = match ? `${match[1]}${match[2]?.toLowerCase() || 's'}` : null;
  const forms = 'Enter a number and s, m, h or d: 90s, 10m, 2h, 3d.';
  return meant === null ? forms : `${forms} Did you mean ${meant}?`;
}
