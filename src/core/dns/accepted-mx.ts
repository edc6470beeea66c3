import type { ExpectedRecord } from '../model/types.ts';
import type { SesView } from '../ses/ses-view.ts';
import { feedbackRegion } from './findings/mx.ts';
import { mxHost } from './match.ts';
import { dataAt } from './matrix.ts';
import type { DnsObservation } from './types.ts';

/**
 * One MX serves identities with the same MAIL FROM name in several Regions, so the feedback host of another
 * Region may be right (SES Developer Guide, mail-from, 2023). That it is, only SES can tell: by SUCCESS.
 */
export function acceptedMx(
  expected: ExpectedRecord,
  ses: SesView | null,
  observations: readonly DnsObservation[],
): ExpectedRecord {
  if (expected.purpose !== 'mail-from-mx' || ses?.mailFrom !== 'SUCCESS') return expected;
  const [only, ...others] = dataAt(observations, expected);
  if (only === undefined || others.length > 0) return expected;
  const host = mxHost(only).toLowerCase();
  return feedbackRegion(host) === null ? expected : { ...expected, value: host };
}
