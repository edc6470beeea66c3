import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const SES: Area = {
  'ses/no-identity': {
    meaning: 'SES has no identity of this domain in this Region.',
    why: 'Identities belong to one account and one Region; one in another Region does not count here.',
    fix: 'Run `ses-migrate verify-domain`, with --region if the identity belongs elsewhere.',
  },
  'ses/identity-incomplete': {
    meaning: 'The identity is there, but a setting of it is missing or not as chosen.',
    why: 'It was made by hand or by another tool without MAIL FROM, with signing off, or with a search that SES gave up.',
    fix: 'Run `ses-migrate verify-domain`: it shows each setting that it would complete, and keeps the rest.',
  },
  'ses/dkim-pending': {
    meaning: 'SES has not seen the DKIM records yet.',
    why: 'SES checks automatically, usually within minutes and for up to 72 hours. No API call makes it check sooner.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/dkim-failed': {
    meaning: 'SES has stopped looking for the DKIM records.',
    why: 'They were not there for 72 hours, or vanished after they had been seen.',
    fix: 'Publish the records, then run `ses-migrate verify-domain`: it restarts the search.',
  },
  'ses/dkim-temporary': {
    meaning: 'SES did not find DKIM records that it had found before.',
    why: 'A record is gone or changed, or a name server failed when SES asked. SES goes on looking for 72 hours and then gives up.',
    fix: 'Run `ses-migrate check-dns`: it shows which record is not there. SES needs no new start.',
  },
  'ses/not-verified': {
    meaning: 'SES has found the DKIM records, but does not let the identity send yet.',
    why: 'The two verdicts of SES are minutes apart at times.',
    fix: 'Wait some minutes; if it stays so, ask AWS Support.',
  },
  'ses/own-key-failed': {
    meaning: 'SES has stopped looking for a DKIM key that its owner gave it (BYODKIM).',
    why: 'The public key was not in DNS for 72 hours, or vanished. Only the private key restarts the search, and SES never returns it.',
    fix: 'Publish the public key as TXT, then give SES the private key again.',
  },
  'ses/replica-failed': {
    meaning: 'SES cannot replicate the DKIM key of another Region (Deterministic Easy DKIM).',
    why: 'The identity of the parent Region is gone, has no Easy DKIM key of its own, or a policy forbids to replicate it.',
    fix: 'Fix the identity in the parent Region, or allow ses:ReplicateEmailIdentityDkimSigningKey on it.',
  },
  'ses/short-key': {
    meaning: 'DKIM signs with a 1024-bit key.',
    why: 'It was made when that was usual. Receivers still take it; RFC 8301 recommends 2048 bits.',
    fix: 'Run `ses-migrate verify-domain --dkim-key-length 2048 --confirm DOMAIN` when three new CNAMEs can be published at once.',
  },
  'ses/key-length-kept': {
    meaning: 'A DKIM key length was asked for that this tool does not set.',
    why: 'The key is the owner’s (BYODKIM) or that of another Region (DEED), and is kept.',
    fix: 'Nothing to do. To change the key, do it where it comes from.',
  },
  'ses/adopted': {
    meaning:
      'Settings that others made are kept, although this tool would have made them otherwise.',
    why: 'The identity was there before. What works is not replaced unasked.',
    fix: 'Nothing to do. To change one, choose it by its flag (--mail-from, --configuration-set) and --confirm.',
  },
  'ses/mail-from-not-set': {
    meaning: 'The identity has no MAIL FROM domain.',
    why: 'SES then sends with an envelope domain of its own, and SPF is not aligned with your From address.',
    fix: 'Run `ses-migrate verify-domain`.',
  },
  'ses/mail-from-pending': {
    meaning: 'SES has not seen the MX of the MAIL FROM domain yet.',
    why: 'SES checks automatically, usually within minutes and for up to 72 hours.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/mail-from-failed': {
    meaning: 'SES has stopped looking for the MX of the MAIL FROM domain.',
    why: 'It was not there for 72 hours, or vanished. SES uses its own MAIL FROM meanwhile, or refuses to send, as the identity says.',
    fix: 'Publish the MX, then run `ses-migrate verify-domain`: it sets MAIL FROM again.',
  },
  'ses/mail-from-temporary': {
    meaning: 'SES did not find the MX of the MAIL FROM domain, which it had found before.',
    why: 'The MX is gone or changed, or a name server failed when SES asked. SES goes on looking for 72 hours and then gives up.',
    fix: 'Run `ses-migrate check-dns`: it shows what is at the name. SES needs no new start.',
  },
  'ses/mail-from-rejects': {
    meaning: 'SES refuses all mail of the identity until it sees the MX of its MAIL FROM domain.',
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
    fix: 'Give each Region a name of its own with `ses-migrate verify-domain --mail-from NAME`.',
  },
  'ses/other-region': {
    meaning: 'SES has an identity of this domain in another Region, too.',
    why: 'Each Region has identities, sandbox, quotas and DKIM records of its own.',
    fix: 'If you meant that one, use --region. Leave its DKIM records in DNS.',
  },
  'ses/regions-not-seen': {
    meaning: 'Some Regions could not be looked at for identities of this domain.',
    why: 'The account has not enabled them, a policy forbids it, or they gave no answer.',
    fix: 'Nothing to do: it hinders nothing here.',
  },
  'ses/address-identity': {
    meaning: 'An e-mail address of the domain is an identity of its own.',
    why: 'It was verified before the domain was. The identity of the domain covers it.',
    fix: 'Nothing to do.',
  },
  'ses/address-overrides': {
    meaning: 'An e-mail address identity has other settings than its domain.',
    why: 'Where SES has an identity of the address, it may go by the settings of that one for DKIM, MAIL FROM and configuration set.',
    fix: 'Give it the same settings, or delete it once the domain is verified.',
  },
  'ses/no-configuration-set': {
    meaning: 'The configuration set that mail would go through is not there.',
    why: 'It was deleted, its name is mistyped, or it belongs to another Region.',
    fix: 'Create it, or choose another with `ses-migrate verify-domain --configuration-set NAME`.',
  },
  'ses/configuration-set-paused': {
    meaning: 'Sending is switched off in the configuration set that mail goes through.',
    why: 'Somebody paused it, or an alarm did.',
    fix: 'Find out why, then switch sending on in that configuration set.',
  },
  'ses/looked-before-change': {
    meaning: "SES's last look was at an older version of the zone.",
    why: 'The serial number that SES reports is lower than the one the zone has now, so its verdict is of the past.',
    fix: 'Wait for its next look.',
  },
  'step/changed-meanwhile': {
    meaning: 'What a plan was made from changed before the plan could be done.',
    why: 'Someone else, or another tool such as Terraform, writes to the same identity or zone at the same time.',
    fix: 'Find out who, then run the command again: it plans from what is there by then.',
    exit: [EXIT.act],
  },
  'step/blocked': {
    meaning: 'Another step comes first.',
    why: 'What this step does would fail, or prove nothing, before that one is done.',
    fix: 'Run the command that the finding names.',
  },
};
