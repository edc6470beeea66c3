import { feedbackHost, findRegion } from '../aws/regions.ts';
import type { ExpectedRecord } from '../model/types.ts';
import { dkimKind } from '../ses/dkim-kind.ts';
import type { Identity } from '../ses/facts.ts';

const SES_SPF = 'v=spf1 include:amazonses.com ~all';

/** Stands for any DMARC record: every valid one is right. */
const ANY_DMARC = 'v=DMARC1; p=none;';

/** What the six records depend on. */
export interface RecordInputs {
  readonly domain: string;
  readonly region: string;
  readonly tokens: readonly string[];
  /** `DkimAttributes.SigningHostedZone`; null falls back to the table of Regions. */
  readonly signingHostedZone: string | null;
  /** null: not known yet, its records neither. */
  readonly mailFrom: string | null;
  /** null: no DMARC record is proposed, as that of the organisational domain applies. */
  readonly dmarc: string | null;
}

/**
 * The DNS records SES and receivers look for: a CNAME for each DKIM token, MX and SPF of the custom
 * MAIL FROM domain (SES Developer Guide, mail-from), and DMARC at `_dmarc.<domain>` (RFC 7489).
 */
export function expectedRecords(inputs: RecordInputs): ExpectedRecord[] {
  const zone = dkimZone(inputs.signingHostedZone, inputs.region);
  const dkim = inputs.tokens.map(
    (token): ExpectedRecord => ({
      name: `${token}._domainkey.${inputs.domain}`.toLowerCase(),
      type: 'CNAME',
      value: `${token}.${zone}`,
      purpose: 'dkim',
      required: true,
    }),
  );
  return [
    ...dkim,
    ...(inputs.mailFrom === null ? [] : mailFromRecords(inputs.mailFrom, inputs.region)),
    ...(inputs.dmarc === null ? [] : [dmarcRecord(inputs.domain, inputs.dmarc)]),
  ];
}

function mailFromRecords(name: string, region: string): ExpectedRecord[] {
  const mx: ExpectedRecord = {
    name,
    type: 'MX',
    value: feedbackHost(region),
    priority: 10,
    purpose: 'mail-from-mx',
    required: true,
  };
  return [mx, { name, type: 'TXT', value: SES_SPF, purpose: 'mail-from-spf', required: true }];
}

function dmarcRecord(domain: string, value: string): ExpectedRecord {
  return { name: `_dmarc.${domain}`, type: 'TXT', value, purpose: 'dmarc', required: true };
}

/**
 * The records and, where none is proposed, DMARC all the same: whether one applies is worth a look although
 * nothing is to be entered. None for an identity that has no records.
 */
export function withDmarc(records: readonly ExpectedRecord[], domain: string): ExpectedRecord[] {
  const looked = records.length === 0 || records.some(({ purpose }) => purpose === 'dmarc');
  return looked ? [...records] : [...records, dmarcRecord(domain, ANY_DMARC)];
}

/** Records of an identity as SES describes it; none of DKIM when it has no tokens (BYODKIM, not started). */
export function recordsOfIdentity(
  identity: Identity,
  region: string,
  mailFrom: string | null,
  dmarc: string | null,
): ExpectedRecord[] {
  const { tokens, signingHostedZone, origin } = identity.dkim;
  const dkim = dkimKind(origin);
  return expectedRecords({
    domain: identity.name,
    region,
    tokens: dkim.kind === 'own' ? [] : tokens,
    // A replica's tokens are published where those of its parent Region are.
    signingHostedZone:
      dkim.kind === 'replica' ? dkimZone(signingHostedZone, dkim.parent) : signingHostedZone,
    mailFrom,
    dmarc,
  });
}

/** The records for tokens given by hand, when SES is not asked. Any DMARC record will do. */
export function fromTokens(inputs: Omit<RecordInputs, 'dmarc'>): ExpectedRecord[] {
  return expectedRecords({ ...inputs, dmarc: ANY_DMARC });
}

function dkimZone(fromSes: string | null, region: string): string {
  return fromSes ?? findRegion(region)?.dkimZone ?? 'dkim.amazonses.com';
}
