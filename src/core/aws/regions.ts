import table from './ses-regions.json' with { type: 'json' };

/** One Region of SES, from the table compiled 2026-11-21 (source and confidence in its own fields). */
export interface SesRegion {
  readonly region: string;
  readonly partition: string;
  readonly dnsSuffix: string;
  /** false: no source names an SMTP endpoint there. The endpoint is still tried; DNS decides. */
  readonly smtp: boolean | null;
  /** Only a fallback: `DkimAttributes.SigningHostedZone` is the truth. */
  readonly dkimZone: string | null;
  readonly feedbackHost: string | null;
}

const regions = table as readonly SesRegion[];

export const REGION_NAMES: readonly string[] = regions.map((entry) => entry.region);

export function findRegion(name: string): SesRegion | null {
  return regions.find((entry) => entry.region === name) ?? null;
}

/** The other Regions of SES that the same account and credentials are good for. */
export function otherRegions(name: string): readonly string[] {
  const partition = findRegion(name)?.partition;
  return regions
    .filter((entry) => entry.partition === partition && entry.region !== name)
    .map((entry) => entry.region);
}

/** Host of the SES SMTP endpoint, `email-smtp.<region>.<suffix>` (SES Developer Guide, smtp-connect). */
export function smtpHost(region: string): string {
  return `email-smtp.${region}.${findRegion(region)?.dnsSuffix ?? 'amazonaws.com'}`;
}

/** Whether a host is SES's own, an endpoint in a VPC included. */
export function isSesHost(host: string): boolean {
  return /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu)\.?$/i.test(host);
}

/**
 * The other Regions that a login of this one's account may belong to: the same partition, with an SMTP endpoint
 * as far as is known.
 */
export function regionsWithSmtp(besides: string): readonly string[] {
  const partition = findRegion(besides)?.partition;
  return regions
    .filter((each) => each.partition === partition && each.smtp === true)
    .map((each) => each.region)
    .filter((region) => region !== besides);
}

/** Host of the SES API, `email.<region>.<suffix>` (SDK endpoint rules). */
export function apiHost(region: string): string {
  return `email.${region}.${findRegion(region)?.dnsSuffix ?? 'amazonaws.com'}`;
}

/** Host that takes bounces of a custom MAIL FROM domain. */
export function feedbackHost(region: string): string {
  return findRegion(region)?.feedbackHost ?? `feedback-smtp.${region}.amazonses.com`;
}
