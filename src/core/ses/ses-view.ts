import type { Identity } from './facts.ts';

/** What SES itself says of the DNS records, beside what was looked up. */
export interface SesView {
  readonly verified: boolean;
  readonly dkim: string;
  /** `AWS_SES` for Easy DKIM, `EXTERNAL` for a key of one's own, `AWS_SES_<REGION>` for a replica. */
  readonly dkimOrigin: string;
  readonly mailFrom: string | null;
  readonly errorType: string | null;
  /** ISO 8601. */
  readonly lastChecked: string | null;
  /** Serial of the zone's SOA when SES last looked. */
  readonly soaSerial: number | null;
}

export function sesView(identity: Identity): SesView {
  return {
    verified: identity.verifiedForSending,
    dkim: identity.dkim.status,
    dkimOrigin: identity.dkim.origin,
    mailFrom: identity.mailFrom.status,
    errorType: identity.verification.errorType,
    lastChecked: identity.verification.lastChecked,
    soaSerial: identity.verification.soaSerial,
  };
}
