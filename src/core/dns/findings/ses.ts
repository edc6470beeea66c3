import type { Remedy } from '../../model/remedy.ts';
import type { Purpose } from '../../model/types.ts';
import { dkimKind } from '../../ses/dkim-kind.ts';
import { REPLICATION_ERRORS } from '../../ses/replication-errors.ts';
import type { SesView } from '../../ses/ses-view.ts';
import type { DnsCase } from '../case.ts';
import type { Draft, Survey } from './finder.ts';

/** `VerificationInfo.ErrorType` in words (SES API v2, VerificationInfo). */
const ERROR_TYPES: Readonly<Record<string, string>> = {
  HOST_NOT_FOUND: 'it found no such name',
  TYPE_NOT_FOUND: 'it found the name without the required record type',
  INVALID_VALUE: 'it found another value',
  DNS_SERVER_ERROR: 'a DNS server failed',
  SERVICE_ERROR: 'SES itself had an error',
  ...REPLICATION_ERRORS,
};

/** SES has not seen the DKIM records yet, or has given up (after 72 hours, or when they vanished). */
export const sesDkim: Survey = (all) => {
  const { domain, ses } = all;
  if (ses === null || ses.dkim === 'SUCCESS') return [];
  const subject = `DKIM of ${domain}`;
  if (ses.dkim === 'FAILED') {
    return [
      {
        code: 'ses/dkim-failed',
        message: `SES has stopped checking the DKIM records (FAILED)${lastLook(ses)}.`,
        subject,
        found: ses.dkim,
        fix: restart(whenRight(all, 'dkim', 'The DKIM records are'), domain, ses.dkimOrigin),
      },
    ];
  }
  if (ses.dkim === 'TEMPORARY_FAILURE')
    return [temporary('ses/dkim-temporary', subject, 'the DKIM records', lastLook(ses))];
  return [pending('ses/dkim-pending', subject, 'the DKIM records', ses.dkim, lastLook(ses))];
};

/** PutEmailIdentityDkimSigningAttributes restarts the search; a key of one's own has to be given again. */
function restart(when: string, domain: string, origin: string): Remedy {
  const { kind } = dkimKind(origin);
  if (kind === 'own')
    return {
      say: `${when} restart the verification with: aws sesv2 put-email-identity-dkim-signing-attributes --email-identity ${domain} --signing-attributes-origin EXTERNAL --signing-attributes file://FILE. FILE is a JSON file with DomainSigningSelector and DomainSigningPrivateKey.`,
    };
  const tokens = kind === 'easy' ? '; the tokens may change' : '';
  const command = `ses-migrate verify-domain ${domain}`;
  return {
    say: `${when} restart the verification with: ${command} (it calls PutEmailIdentityDkimSigningAttributes${tokens}).`,
    command,
  };
}

/** All is found, and still SES does not let the identity send: it lags, or an older check of its own failed. */
export const sesNotVerified: Survey = ({ domain, ses }) => {
  if (ses === null || ses.verified || ses.dkim !== 'SUCCESS') return [];
  return [
    {
      code: 'ses/not-verified',
      message: `SES has verified the DKIM records of ${domain}, but the identity cannot send yet (VerifiedForSendingStatus is false).`,
      subject: domain,
      fix: 'Wait a few minutes. If it persists, open a case with AWS Support: nothing in DNS is missing.',
    },
  ];
};

/** SES has not seen the MX of the MAIL FROM domain yet, has given up after 72 hours, or was never told the domain. */
export const sesMailFrom: Survey = (all) => {
  const { domain, ses, records } = all;
  const wanted = records.find((record) => record.expected.purpose === 'mail-from-mx');
  if (ses === null || wanted === undefined || ses.mailFrom === 'SUCCESS') return [];
  const subject = `MAIL FROM of ${domain}`;
  const { name } = wanted.expected;
  const command = `ses-migrate verify-domain ${domain}`;
  if (ses.mailFrom === null) {
    return [
      {
        code: 'ses/mail-from-not-set',
        message: `SES has no MAIL FROM domain for this identity; ${name} is not in use.`,
        subject,
        expected: name,
        fix: {
          say: `Run: ${command} (it calls PutEmailIdentityMailFromAttributes).`,
          command,
        },
      },
    ];
  }
  if (ses.mailFrom === 'FAILED') {
    return [
      {
        code: 'ses/mail-from-failed',
        message: `SES has stopped checking the MX of ${name} (FAILED). It sends with its own MAIL FROM domain or refuses to send.`,
        subject,
        found: ses.mailFrom,
        fix: {
          say: `${whenRight(all, 'mail-from-mx', 'The MX is')} restart the verification with: ${command} (it calls PutEmailIdentityMailFromAttributes).`,
          command,
        },
      },
    ];
  }
  if (ses.mailFrom === 'TEMPORARY_FAILURE')
    return [temporary('ses/mail-from-temporary', subject, `the MX of ${name}`)];
  return [pending('ses/mail-from-pending', subject, `the MX of ${name}`, ses.mailFrom)];
};

/** SES gave up: whether the records are what keeps it from a new start, or nothing is left to fix. */
function whenRight({ records }: DnsCase, purpose: Purpose, what: string): string {
  const own = records.filter(({ expected }) => expected.purpose === purpose);
  const right = own.length > 0 && own.every(({ view }) => view.status === 'match');
  return right ? `${what} right in DNS now:` : `${what} not right in DNS yet. Fix that first, then`;
}

function pending(code: string, subject: string, what: string, status: string, look = ''): Draft {
  return {
    code,
    message: `SES has not verified ${what} yet (${status})${look}.`,
    subject,
    found: status,
    fix: 'Wait. SES checks automatically for up to 72 hours, usually within minutes. No API call makes it check sooner.',
  };
}

/** It was there before: SES continues for 72 hours, then says FAILED or SUCCESS (SES Developer Guide, mail-from). */
function temporary(code: string, subject: string, what: string, look = ''): Draft {
  return {
    code,
    message: `SES did not find ${what} at its last check, but had found it before (TEMPORARY_FAILURE)${look}.`,
    subject,
    found: 'TEMPORARY_FAILURE',
    fix: 'Make sure that the records exist. SES checks again automatically for 72 hours, then it stops (FAILED).',
  };
}

/** VerificationInfo is of the identity, that is of DKIM: of MAIL FROM SES tells no time and no reason. */
function lastLook({ lastChecked, errorType }: SesView): string {
  if (lastChecked === null) return '';
  const why = errorType === null ? '' : `: ${ERROR_TYPES[errorType] ?? errorType}`;
  return `; it last checked at ${lastChecked}${why}`;
}

/** What SES continues looking for; after FAILED it looks no more. */
const LOOKED_FOR: readonly (string | null)[] = ['PENDING', 'TEMPORARY_FAILURE'];

/** SES's last look was at an older zone than the one served now, so its verdict is of the past. */
export const sesLookedBefore: Survey = ({ ses, delegation }) => {
  const live = delegation?.soa?.serial;
  if (ses === null || ses.soaSerial === null || live === undefined) return [];
  const looksOn = LOOKED_FOR.includes(ses.dkim) || LOOKED_FOR.includes(ses.mailFrom);
  if (!looksOn || !isOlder(ses.soaSerial, live)) return [];
  return [
    {
      code: 'ses/looked-before-change',
      message: `SES last checked when the zone had serial ${ses.soaSerial}. The serial is ${live} now, so SES has not checked the latest change.`,
      subject: `${delegation?.zone ?? ''} SOA`,
      expected: String(live),
      found: String(ses.soaSerial),
      fix: 'Wait for its next check.',
    },
  ];
};

/** Serial arithmetic, so that a serial may wrap (RFC 1982 section 3.2). */
function isOlder(a: number, b: number): boolean {
  return a !== b && (b - a) >>> 0 < 0x8000_0000;
}
