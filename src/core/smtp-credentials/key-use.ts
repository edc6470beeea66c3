import type { AccessKey } from '../aws/iam-user.ts';
import { plural } from '../text/plural.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Milliseconds since the key was used, or made where it never was; null where IAM did not tell. `asOf` is
 * AWS's time of the look, ISO 8601.
 */
export function idleTime(key: AccessKey, asOf: string): number | null {
  if (!key.lastUse.ok) return null;
  return Date.parse(asOf) - Date.parse(key.lastUse.value?.at ?? key.created);
}

/** `last used 2 days ago (ses, eu-west-1)`: when and for what a key was used, as far as IAM knows. */
export function useInWords({ lastUse }: AccessKey, asOf: string): string {
  if (!lastUse.ok) return `last use unknown (${lastUse.code})`;
  if (lastUse.value === null) return 'never used';
  const { at, service, region } = lastUse.value;
  return `last used ${agoInWords(Date.parse(asOf) - Date.parse(at))} (${service}, ${region})`;
}

/** `2 days ago`; IAM tells a use late, so nothing finer than hours is said. */
export function agoInWords(ms: number): string {
  if (ms < HOUR) return 'within the last hour';
  if (ms < 2 * DAY) return `${plural(Math.floor(ms / HOUR), 'hour')} ago`;
  return `${plural(Math.floor(ms / DAY), 'day')} ago`;
}

/** `7 days`, `36 hours`. */
export function spanInWords(ms: number): string {
  const days = Math.floor(ms / DAY);
  return ms >= DAY && ms % DAY < HOUR
    ? plural(days, 'day')
    : plural(Math.max(1, Math.floor(ms / HOUR)), 'hour');
}
