import { finding } from '../model/findings.ts';
import type { Finding, Seen } from '../model/types.ts';
import { deletionOf } from '../ses/address-verification.ts';
import type { AddressIdentities, Identity } from '../ses/facts.ts';
import { shellWord } from '../text/shell-word.ts';

/**
 * What e-mail address identities mean beside the identity of their domain: it covers them, but SES goes by
 * the settings of the address where there is one (SES Developer Guide, DKIM and inheritance; for MAIL FROM
 * and the configuration set no source is as plain, so the words leave it open).
 */
export function addressFindings(addresses: AddressIdentities, domain: Identity): Finding[] {
  const { identities, others } = addresses;
  const found = identities.map((address) => {
    if (!address.verifiedForSending) return pendingAddress(address.name, domain.name);
    const other = differences(address, domain);
    return other.length === 0 ? needless(address, domain) : overrides(address, domain, other);
  });
  if (others.length === 0) return found;
  const what = `${others.length} more addresses of ${domain.name} have their own identity; their settings were not read.`;
  return [...found, finding('ses/address-identity', what, { subject: others.join(', ') })];
}

/** An unverified identity of the address itself, which SES goes by although its domain is verified. */
export function pendingAddress(address: string, domain: string): Finding {
  const command = `ses-migrate verify-address ${shellWord(address)} --wait`;
  return finding(
    'ses/address-pending',
    `${address} has its own identity in SES, and nobody has clicked its verification link: SES refuses mail from ${address}, although ${domain} can be verified. It goes by the identity of the address.`,
    {
      subject: address,
      fix: [
        { say: `Click the link in the mail from AWS; \`${command}\` waits for it.`, command },
        deletionOf(address),
      ],
    },
  );
}

/** The identities that keep single addresses from sending; none where they were not read. */
export function pendingAddresses(addresses: Seen<AddressIdentities>, domain: string): Finding[] {
  if (!addresses.ok) return [];
  return addresses.value.identities
    .filter(({ verifiedForSending }) => !verifiedForSending)
    .map(({ name }) => pendingAddress(name, domain));
}

function needless(address: Identity, domain: Identity): Finding {
  const what = domain.verifiedForSending
    ? `${address.name} has its own identity; ${domain.name} is verified and covers it.`
    : `${address.name} has its own identity; ${domain.name} covers it once it is verified.`;
  return finding('ses/address-identity', what, {
    subject: address.name,
    fix: 'It can stay: it has no settings that differ.',
  });
}

function overrides(address: Identity, domain: Identity, other: readonly string[]): Finding {
  const what = `${address.name} has its own identity, and SES can apply the settings of that identity to its mail: ${other.join('; ')}.`;
  const once = domain.verifiedForSending ? '' : `, once ${domain.name} is verified`;
  return finding('ses/address-overrides', what, {
    subject: address.name,
    fix: `Give it the same settings, or delete it${once}: aws sesv2 delete-email-identity --email-identity ADDRESS. The identity of the domain then covers it.`,
  });
}

function differences(address: Identity, domain: Identity): string[] {
  const none = (value: string | null) => value ?? 'none';
  const different = (what: string, own: string | null, ofDomain: string | null) =>
    own === ofDomain ? [] : [`${what} ${none(own)}, not ${none(ofDomain)}`];
  const unsigned = domain.dkim.signingEnabled && !address.dkim.signingEnabled;
  return [
    ...(unsigned ? ['DKIM signing off'] : []),
    ...different('MAIL FROM', address.mailFrom.domain, domain.mailFrom.domain),
    ...different('configuration set', address.configurationSet, domain.configurationSet),
  ];
}
