import { finding } from '../model/findings.ts';
import type { Finding, NotSeen } from '../model/types.ts';
import { dkimKind } from '../ses/dkim-kind.ts';
import type { World } from '../world.ts';

/** What is known of the domain in one other Region; a Region without such an identity has no entry. */
export type OtherRegion =
  | { readonly region: string; readonly notSeen: NotSeen }
  | {
      readonly region: string;
      readonly verified: boolean;
      readonly dkim: string;
      /** `DkimAttributes.SigningAttributesOrigin`. */
      readonly dkimOrigin: string;
      readonly mailFrom: string | null;
    };
type There = Exclude<OtherRegion, { notSeen: NotSeen }>;

/** `data.elsewhere` of verify-domain and status; null: this run did not look. */
export function otherRegionsOf({ otherRegions }: World): readonly OtherRegion[] | null {
  if (!otherRegions.ok) return null;
  return otherRegions.value.flatMap(({ region, identity }): OtherRegion[] => {
    if (!identity.ok) return [{ region, notSeen: identity.code }];
    if (identity.value === null) return [];
    const { verifiedForSending: verified, dkim, mailFrom } = identity.value;
    const { status, origin: dkimOrigin } = dkim;
    return [{ region, verified, dkim: status, dkimOrigin, mailFrom: mailFrom.domain }];
  });
}

export function found(entries: readonly OtherRegion[] | null): readonly There[] {
  return (entries ?? []).filter((entry): entry is There => !('notSeen' in entry));
}

/** `eu-west-1 (verified, DKIM SUCCESS, MAIL FROM mail.acme.example)` */
export function regionText({ region, verified, dkim, mailFrom }: There): string {
  const sends = verified ? 'verified' : 'not verified';
  const from = mailFrom === null ? 'no MAIL FROM' : `MAIL FROM ${mailFrom}`;
  return `${region} (${sends}, DKIM ${dkim}, ${from})`;
}

/** Regions whose reason is common are counted, the others named. */
const NAMED = 3;
const REASONS: Readonly<Record<NotSeen, string>> = {
  // Where the home Region takes the credentials, this is how a Region that is switched off answers.
  credentials: 'not enabled in this account',
  denied: 'a policy denies ses:GetEmailIdentity there',
  unreachable: 'no answer',
  throttled: 'too many calls',
  failed: 'refused',
  'not-read': 'not queried',
};

/** `9 other Regions (not enabled in this account), eu-west-3 (no answer)`; null: all were seen. */
export function notSeenText(entries: readonly OtherRegion[] | null): string | null {
  const reasons = new Map<NotSeen, string[]>();
  for (const entry of entries ?? []) {
    if (!('notSeen' in entry)) continue;
    reasons.set(entry.notSeen, [...(reasons.get(entry.notSeen) ?? []), entry.region]);
  }
  const parts = [...reasons].map(([code, regions]) => {
    const names = regions.length > NAMED ? `${regions.length} other Regions` : regions.join(', ');
    return `${names} (${REASONS[code]})`;
  });
  return parts.length === 0 ? null : parts.join(', ');
}

/** What is to know of the other Regions. None of it is a fault here. */
export function otherRegionFindings(world: World): Finding[] {
  const entries = otherRegionsOf(world);
  const known = found(entries).map((each) =>
    finding('ses/other-region', `${world.domain} is also an identity in ${regionText(each)}.`, {
      subject: each.region,
      fix: whatToDoWith(each, world),
    }),
  );
  // That a Region is switched off is no news to who left it so; status and JSON tell it all the same.
  const unseen = notSeenText((entries ?? []).filter((each) => !isOff(each)));
  return unseen === null
    ? known
    : [...known, finding('ses/regions-not-seen', `Not checked: ${unseen}.`)];
}

function isOff(entry: OtherRegion): boolean {
  return 'notSeen' in entry && entry.notSeen === 'credentials';
}

function whatToDoWith({ region, dkimOrigin }: There, { region: here, identity }: World): string {
  const own = identity.ok ? identity.value : null;
  if (own === null)
    return `If you want that Region, run the command again with --region. An identity in ${here} is an additional one with its own DKIM records: keep the DKIM records of the other Region in DNS.`;
  if (signsFor(region, own.dkim.origin) || signsFor(here, dkimOrigin))
    return 'Keep both: one signs with the key of the other (DEED), and the DKIM records are the same.';
  return 'Keep its DKIM records in DNS; their names differ from the names here.';
}

function signsFor(region: string, origin: string): boolean {
  const key = dkimKind(origin);
  return key.kind === 'replica' && key.parent === region;
}

/** The Regions whose identities use this MAIL FROM name. */
export function regionsUsing(world: World, mailFrom: string): string[] {
  return found(otherRegionsOf(world))
    .filter((each) => each.mailFrom === mailFrom)
    .map(({ region }) => region);
}
