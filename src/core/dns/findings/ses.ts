import type { SesView } from '../../identity-view.ts';
import type { Finding } from '../../types.ts';
import type { Survey } from './finder.ts';

/** `VerificationInfo.ErrorType` in words (SES API v2, VerificationInfo). */
const ERROR_TYPES: Readonly<Record<string, string>> = {
  HOST_NOT_FOUND: 'it found no such name',
  TYPE_NOT_FOUND: 'it found the name without the record type it looks for',
  INVALID_VALUE: 'it found another value',
  DNS_SERVER_ERROR: 'a DNS server failed it',
  SERVICE_ERROR: 'SES itself had an error',
};

/** SES has not seen the DKIM records yet, or has given up (after 72 hours, or when they vanished). */
export const sesDkim: Survey = ({ domain, ses }) => {
  if (ses === null || ses.dkim === 'SUCCESS') return [];
  const subject = `DKIM of ${domain}`;
  if (ses.dkim === 'FAILED') {
    return [
      {
        code: 'ses/dkim-failed',
        message: `SES has stopped looking for the DKIM records (FAILED)${lastLook(ses)}.`,
        subject,
        found: ses.dkim,
        fix: 'When the CNAMEs are right, restart it with: ses-migrate verify-domain (it calls PutEmailIdentityDkimSigningAttributes; the tokens may change).',
      },
    ];
  }
  return [pending('ses/dkim-pending', subject, 'the DKIM records', ses.dkim, ses)];
};

/** SES has not seen the MX of the MAIL FROM domain yet, has given up after 72 hours, or was never told the domain. */
export const sesMailFrom: Survey = ({ domain, ses, records }) => {
  const wanted = records.find((record) => record.expected.purpose === 'mail-from-mx');
  if (ses === null || wanted === undefined || ses.mailFrom === 'SUCCESS') return [];
  const subject = `MAIL FROM of ${domain}`;
  const { name } = wanted.expected;
  if (ses.mailFrom === null) {
    return [
      {
        code: 'ses/mail-from-not-set',
        message: `SES has no MAIL FROM domain for this identity; ${name} is not in use.`,
        subject,
        expected: name,
        fix: 'Run: ses-migrate verify-domain (it calls PutEmailIdentityMailFromAttributes).',
      },
    ];
  }
  if (ses.mailFrom === 'FAILED') {
    return [
      {
        code: 'ses/mail-from-failed',
        message: `SES has stopped looking for the MX of ${name} (FAILED) and sends with its own MAIL FROM, or refuses to.`,
        subject,
        found: ses.mailFrom,
        fix: 'When the MX is right, restart it with: ses-migrate verify-domain (it calls PutEmailIdentityMailFromAttributes).',
      },
    ];
  }
  return [pending('ses/mail-from-pending', subject, `the MX of ${name}`, ses.mailFrom, ses)];
};

function pending(
  code: string,
  subject: string,
  what: string,
  status: string,
  ses: SesView,
): Finding {
  return {
    code,
    message: `SES has not seen ${what} yet (${status})${lastLook(ses)}.`,
    subject,
    found: status,
    fix: 'Wait: SES looks by itself for up to 72 hours, usually within minutes. No call makes it look sooner.',
  };
}

function lastLook({ lastChecked, errorType }: SesView): string {
  if (lastChecked === null) return '';
  const why = errorType === null ? '' : `: ${ERROR_TYPES[errorType] ?? errorType}`;
  return `; it last looked at ${lastChecked}${why}`;
}

/** SES's last look was at an older zone than the one served now, so its verdict is of the past. */
export const sesLookedBefore: Survey = ({ ses, delegation }) => {
  const live = delegation?.soa?.serial;
  if (ses === null || ses.soaSerial === null || live === undefined) return [];
  const settled = ses.dkim === 'SUCCESS' && ses.mailFrom === 'SUCCESS';
  if (settled || !isOlder(ses.soaSerial, live)) return [];
  return [
    {
      code: 'ses/looked-before-change',
      message: `SES last looked when the zone had serial ${ses.soaSerial}; it has ${live} now, so SES has not seen the latest change.`,
      subject: `${delegation?.zone ?? ''} SOA`,
      expected: String(live),
      found: String(ses.soaSerial),
      fix: 'Wait for its next look.',
    },
  ];
};

/** Serial arithmetic, so that a serial may wrap (RFC 1982 section 3.2). */
function isOlder(a: number, b: number): boolean {
  return a !== b && (b - a) >>> 0 < 0x8000_0000;
}
