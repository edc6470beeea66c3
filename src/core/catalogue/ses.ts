import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const SES: Area = {
  'ses/identity-gone': {
    meaning: 'An identity that this checklist created or changed no longer exists in SES.',
    why: 'Someone deleted it, in the console or with another tool.',
    fix: 'Find out who deleted it. `ses-migrate verify-domain` creates it again; the DKIM records can change.',
  },
  'ses/mail-from-drift': {
    meaning: 'The MAIL FROM domain is not the one that this checklist set.',
    why: 'Another tool or a person removed or changed it.',
    fix: 'Find out what changed it. If your value is right, run verify-domain again.',
  },
  'ses/configuration-set-drift': {
    meaning: 'The default configuration set is not the one that this checklist set.',
    why: 'Another tool or a person removed or changed it.',
    fix: 'Find out what changed it. If your value is right, run verify-domain again.',
  },
  'ses/no-identity': {
    meaning: 'SES has no identity for this domain in this Region.',
    why: 'Identities belong to one account and one Region; one in another Region does not count here.',
    fix: 'Run `ses-migrate verify-domain`, with --region if the identity belongs in another Region.',
  },
  'ses/identity-incomplete': {
    meaning: 'The identity exists, but a setting is missing or differs from the choice.',
    why: 'It was created manually or by another tool without MAIL FROM, with signing off, or its verification failed.',
    fix: 'Run `ses-migrate verify-domain`: it shows each setting that it would complete and keeps the others.',
  },
  'ses/dkim-pending': {
    meaning: 'SES has not verified the DKIM records yet.',
    why: 'SES checks automatically, usually within minutes and for up to 72 hours. No API call makes it check sooner.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/dkim-failed': {
    meaning: 'SES has stopped checking the DKIM records.',
    why: 'They were missing for 72 hours, or disappeared after verification.',
    fix: 'Publish the records, then run `ses-migrate verify-domain`: it restarts the verification.',
  },
  'ses/dkim-temporary': {
    meaning: 'SES did not find DKIM records that it had found before.',
    why: 'A record is missing or changed, or a name server failed when SES queried it. SES continues to check for 72 hours and then stops.',
    fix: 'Run `ses-migrate check-dns`: it shows which record is missing. Nothing needs to be restarted in SES.',
  },
  'ses/not-verified': {
    meaning: 'SES has verified the DKIM records, but the identity cannot send yet.',
    why: 'The two states of SES can be minutes apart.',
    fix: 'Wait a few minutes. If it persists, contact AWS Support.',
  },
  'ses/own-key-failed': {
    meaning: 'SES has stopped checking your own DKIM key (BYODKIM).',
    why: 'The public key was not in DNS for 72 hours, or vanished. Only the private key restarts the verification, and SES never returns it.',
    fix: 'Publish the public key as TXT, then give SES the private key again.',
  },
  'ses/replica-failed': {
    meaning: 'SES cannot replicate the DKIM key of another Region (Deterministic Easy DKIM).',
    why: 'The identity of the parent Region is gone, has no Easy DKIM key of its own, or a policy denies replication.',
    fix: 'Fix the identity in the parent Region, or allow ses:ReplicateEmailIdentityDkimSigningKey on it.',
  },
  'ses/short-key': {
    meaning: 'DKIM signs with a 1024-bit key.',
    why: 'That was usual when it was created. Receivers still accept it; RFC 8301 recommends 2048 bits.',
    fix: 'Run `ses-migrate verify-domain --dkim-key-length 2048 --confirm DOMAIN` when three new CNAMEs can be published at once.',
  },
  'ses/key-length-kept': {
    meaning: 'The requested DKIM key length cannot be set.',
    why: 'The key is the owner’s (BYODKIM) or that of another Region (DEED), and is kept.',
    fix: 'Nothing to do. To change the key, change it at its origin.',
  },
  'ses/adopted': {
    meaning: 'Existing settings are kept, although ses-migrate would choose other values.',
    why: 'The identity existed before. A working setting is not replaced without your consent.',
    fix: 'Nothing to do. To change one, choose it by its flag (--mail-from, --configuration-set) and --confirm.',
  },
  'ses/mail-from-not-set': {
    meaning: 'The identity has no MAIL FROM domain.',
    why: 'SES then sends with its own envelope domain, and SPF is not aligned with your From address.',
    fix: 'Run `ses-migrate verify-domain`.',
  },
  'ses/mail-from-pending': {
    meaning: 'SES has not verified the MX of the MAIL FROM domain yet.',
    why: 'SES checks automatically, usually within minutes and for up to 72 hours.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/mail-from-failed': {
    meaning: 'SES has stopped checking the MX of the MAIL FROM domain.',
    why: 'It was missing for 72 hours, or disappeared. Until it is verified, SES uses its own MAIL FROM or refuses to send, depending on the identity.',
    fix: 'Publish the MX, then run `ses-migrate verify-domain`: it sets MAIL FROM again.',
  },
  'ses/mail-from-temporary': {
    meaning: 'SES did not find the MX of the MAIL FROM domain, which it had found before.',
    why: 'The MX is missing or changed, or a name server failed when SES queried it. SES continues to check for 72 hours and then stops.',
    fix: 'Run `ses-migrate check-dns`: it shows what exists at the name. Nothing needs to be restarted in SES.',
  },
  'ses/mail-from-rejects': {
    meaning:
      'SES refuses all mail of the identity until it verifies the MX of its MAIL FROM domain.',
    why: 'BehaviorOnMxFailure is REJECT_MESSAGE, and MAIL FROM is not SUCCESS.',
    fix: 'Publish the MX, or run `ses-migrate verify-domain --on-mx-failure default`.',
  },
  'ses/reject-waits': {
    meaning: 'REJECT_MESSAGE was chosen, and is set once MAIL FROM is SUCCESS.',
    why: 'Before that it would refuse all mail.',
    fix: 'Run `ses-migrate verify-domain` again when `ses-migrate check-dns` is done.',
  },
  'ses/mail-from-shared': {
    meaning: 'The identity of another Region uses the same MAIL FROM name.',
    why: 'One name has one MX, which is that of one Region, and SES tests it for each.',
    fix: 'Give each Region its own name with `ses-migrate verify-domain --mail-from NAME`.',
  },
  'ses/other-region': {
    meaning: 'SES also has an identity for this domain in another Region.',
    why: 'Each Region has its own identities, sandbox, quotas and DKIM records.',
    fix: 'If you want that Region, use --region. Keep its DKIM records in DNS.',
  },
  'ses/regions-not-seen': {
    meaning: 'Some Regions could not be checked for identities of this domain.',
    why: 'They are not enabled in the account, a policy denies it, or they did not respond.',
    fix: 'Nothing to do: it has no effect here.',
  },
  'ses/address-identity': {
    meaning: 'An e-mail address of the domain has its own identity.',
    why: 'It was verified before the domain was. The identity of the domain covers it.',
    fix: 'Nothing to do.',
  },
  'ses/address-pending': {
    meaning:
      'An e-mail address has its own identity, which is not verified, so SES refuses mail from it.',
    why: 'SES goes by the most specific identity: the one of the address hides the verified domain.',
    fix: 'Click the link in the mail from AWS, or delete the identity of the address; its domain counts then.',
    exit: ['step', EXIT.act],
  },
  'ses/address-overrides': {
    meaning: 'An e-mail address identity has other settings than its domain.',
    why: 'If SES has an identity for the address, it can apply the settings of that identity for DKIM, MAIL FROM and configuration set.',
    fix: 'Give it the same settings, or delete it once the domain is verified.',
  },
  'ses/no-configuration-set': {
    meaning: 'The configuration set of the mail does not exist.',
    why: 'It was deleted, its name is mistyped, or it belongs to another Region.',
    fix: 'Create it, or choose another with `ses-migrate verify-domain --configuration-set NAME`.',
  },
  'ses/configuration-set-paused': {
    meaning: 'Sending is switched off in the configuration set that mail goes through.',
    why: 'Somebody paused it, or an alarm did.',
    fix: 'Find out why, then switch sending on in that configuration set.',
  },
  'ses/looked-before-change': {
    meaning: 'SES last checked an older version of the zone.',
    why: 'The serial number that SES reports is lower than the one the zone has now, so its result is outdated.',
    fix: 'Wait for its next check.',
  },
  'step/changed-meanwhile': {
    meaning: 'AWS or DNS changed after the plan was made. Nothing was applied.',
    why: 'Someone else, or another tool such as Terraform, writes to the same identity or zone at the same time.',
    fix: 'Find out who, then run the command again: it plans from the current state.',
    exit: [EXIT.act],
  },
  'step/blocked': {
    meaning: 'Another step comes first.',
    why: 'This step would fail, or prove nothing, until that step is done.',
    fix: 'Run the command that the finding names.',
  },
};
