import { couldNotLook } from '../aws/could-not-look.ts';
import { finding } from '../model/findings.ts';
import type { Remedy } from '../model/remedy.ts';
import type { Finding, Seen, Status } from '../model/types.ts';
import { shellWord } from '../text/shell-word.ts';

/** An e-mail address identity as SES tells it (SESv2 API, GetEmailIdentity). */
export interface AddressIdentity {
  readonly address: string;
  /** May be used now; true also where its domain is verified and nobody clicked the link. */
  readonly usable: boolean;
  /** PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE or NOT_STARTED. */
  readonly status: string;
  readonly configurationSet: string | null;
  readonly tags: readonly Tag[];
  /** Custom MAIL FROM domain of the address itself. */
  readonly mailFrom: string | null;
  /** Names of sending authorization policies. */
  readonly policies: readonly string[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The link in the verification mail works for 24 hours (SES Developer Guide, creating identities). */
const LINK_LIFE = 24 * 3_600_000;

export type AddressStatus =
  | 'verified'
  /** Its domain, or one above, is verified: it may send and receive. */
  | 'covered'
  /** The account is in production: every address may receive. */
  | 'not-needed'
  | 'pending'
  | 'expired'
  | 'absent'
  | 'unknown';

/** What one look told of one address. */
export interface SeenAddress {
  readonly address: string;
  readonly identity: Seen<AddressIdentity | null>;
  /** The verified domain that covers it; null: none does, or that could not be read. */
  readonly coveredBy: string | null;
  /** ISO 8601: when this checklist asked SES for the mail; null: not by it. */
  readonly since: string | null;
}

export interface AddressState {
  readonly address: string;
  readonly status: AddressStatus;
  readonly coveredBy: string | null;
  /** ISO 8601; null where it is not known or does not matter any more. */
  readonly since: string | null;
  readonly expiresAt: string | null;
}

interface Circumstances {
  /** null: could not be read. */
  readonly production: boolean | null;
  /** Asked for although it is unnecessary. */
  readonly anyway: boolean;
}

export function judgeAddress(seen: SeenAddress, circumstances: Circumstances): AddressState {
  const status = statusOf(seen, circumstances);
  const open = status === 'pending' || status === 'expired';
  const since = open ? seen.since : null;
  return {
    address: seen.address,
    status,
    coveredBy: seen.coveredBy,
    since,
    expiresAt: since === null ? null : new Date(Date.parse(since) + LINK_LIFE).toISOString(),
  };
}

function statusOf(
  { identity, coveredBy }: SeenAddress,
  { production, anyway }: Circumstances,
): AddressStatus {
  if (identity.ok && identity.value?.status === 'SUCCESS') return 'verified';
  // SES goes by the identity of the address where there is one: an unverified one hides a verified domain.
  const hidden = identity.ok && identity.value !== null && !identity.value.usable;
  if (!anyway && coveredBy !== null && !hidden) return 'covered';
  if (!identity.ok) return 'unknown';
  if (identity.value === null) return production === true && !anyway ? 'not-needed' : 'absent';
  // SES calls an address of a verified domain usable, whoever may read the domain.
  if (identity.value.usable) return 'verified';
  return identity.value.status === 'FAILED' ? 'expired' : 'pending';
}

const STATUS: Readonly<Record<AddressStatus, Status>> = {
  verified: 'done',
  covered: 'done',
  'not-needed': 'done',
  pending: 'waiting',
  expired: 'problem',
  absent: 'todo',
  unknown: 'unknown',
};

export function stepStatusOf({ status }: AddressState): Status {
  return STATUS[status];
}

/** What to know and do about one address; nothing about a verified one. */
export function addressFindings(
  { status, address, coveredBy }: AddressState,
  identity: Seen<AddressIdentity | null>,
): readonly Finding[] {
  switch (status) {
    case 'verified':
      return [];
    case 'covered':
      return [
        finding(
          'address/unnecessary',
          `${address} needs no verification: the domain ${coveredBy} is verified, which covers all its addresses.`,
          { subject: address },
        ),
      ];
    case 'not-needed':
      return [
        finding(
          'address/unnecessary',
          `${address} needs no verification to receive: the account is in production.`,
          { subject: address, fix: 'To send from such an address, add --anyway.' },
        ),
      ];
    case 'pending':
      return [
        finding(
          'address/pending',
          `The link in the mail to ${address} was not clicked yet.${hiding(address, coveredBy)}`,
          {
            subject: address,
            fix: [
              {
                say: 'Open the mail (also check the spam folder) and click the link. It works for 24 hours.',
              },
              ...(coveredBy === null ? [] : [deletionOf(address)]),
            ],
          },
        ),
      ];
    case 'expired':
      return [expired(address, coveredBy, identity)];
    case 'absent':
      return [
        finding('address/not-asked', `SES has no identity for ${address} in this Region yet.`, {
          subject: address,
        }),
      ];
    case 'unknown':
      return identity.ok ? [] : [couldNotLook(`the identity ${address}`, identity)];
  }
}

/** Why a verified domain does not help an address with an identity of its own. */
function hiding(address: string, domain: string | null): string {
  return domain === null
    ? ''
    : ` SES refuses mail from ${address} until then, although ${domain} is verified: it goes by the identity of the address.`;
}

/** Without the identity of the address, SES goes by that of the domain. */
export function deletionOf(address: string): Remedy {
  const command = `aws sesv2 delete-email-identity --email-identity ${shellWord(address)}`;
  return {
    say: `Or delete the identity of the address, so that its domain counts: ${command}`,
    command,
  };
}

function expired(
  address: string,
  coveredBy: string | null,
  identity: Seen<AddressIdentity | null>,
): Finding {
  const lost = identity.ok ? settingsLost(identity.value) : [];
  if (lost.length > 0) {
    return finding(
      'address/has-settings',
      `The link for ${address} has expired. A new link needs a new identity. This identity has ${lost.join(' and ')}, which would be lost.`,
      {
        subject: address,
        fix: 'Note these settings, delete the identity yourself, and run the command again.',
      },
    );
  }
  const what = `The link for ${address} has expired: it works for 24 hours.${hiding(address, coveredBy)}`;
  return finding('address/expired', what, {
    subject: address,
    fix: [
      {
        say: 'Add --confirm ADDRESS to delete the identity and create it again, which sends a new link.',
      },
      ...(coveredBy === null ? [] : [deletionOf(address)]),
    ],
  });
}

/** What a new identity would not have again. */
export function settingsLost(identity: AddressIdentity | null): readonly string[] {
  if (identity === null) return [];
  const { mailFrom, policies } = identity;
  return [
    ...(mailFrom === null ? [] : [`the MAIL FROM domain ${mailFrom}`]),
    ...policies.map((name) => `the policy ${name}`),
  ];
}

/** `2026-11-23 10:00 UTC`. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
