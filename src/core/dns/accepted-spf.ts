import { isSpf, parseSpf } from '../email-auth/spf.ts';
import type { ExpectedRecord } from '../model/types.ts';
import { SES_SPF_HOST } from './match.ts';
import { dataAt } from './matrix.ts';
import { countLookups, MAX_LOOKUPS, MAX_VOIDS } from './spf-lookups.ts';
import type { DnsObservation } from './types.ts';

/**
 * A record at the MAIL FROM name that lets SES pass through another one is right as it is: an include or a
 * redirect that leads to SES (RFC 7208, 5.2 and 6.1), with nothing on the way that ends in an error.
 */
export function acceptedSpf(
  expected: ExpectedRecord,
  observations: readonly DnsObservation[],
): ExpectedRecord {
  if (expected.purpose !== 'mail-from-spf') return expected;
  const [text, ...others] = dataAt(observations, expected).filter(isSpf);
  if (text === undefined || others.length > 0 || parseSpf(text).errors.length > 0) return expected;
  const cost = countLookups(text, expected.name, observations, SES_SPF_HOST);
  const isInReach =
    cost.passesHost &&
    cost.errorsBeforeHost === 0 &&
    cost.voids.length <= MAX_VOIDS &&
    (cost.beforeHost ?? 0) <= MAX_LOOKUPS;
  return isInReach ? { ...expected, value: text } : expected;
}
