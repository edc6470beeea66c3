import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const DNS: Area = {
  'dns/record-drift': {
    meaning: 'A DNS record that this checklist wrote is gone, or has another content.',
    why: 'Another tool or a person changed the zone, or the zone was created again.',
    fix: 'Find out what changed it. `ses-migrate verify-domain` writes it again.',
  },
  'dns/old-dkim-record': {
    meaning:
      'A DKIM record that this checklist wrote belongs to a token that the identity no longer has.',
    why: 'The identity was deleted, created again, or given another key.',
    fix: 'Delete the record some days after the change, with the command that the finding names.',
  },
  'dns/missing': {
    meaning: 'No authoritative name server returns a record that SES needs.',
    why: 'It was not entered yet, or was entered in another zone or under another name. A record that DNS hosts show as "saved" is not always published.',
    fix: 'Add the record at the DNS host as the finding spells it, then run `ses-migrate check-dns --wait`.',
  },
  'dns/no-such-domain': {
    meaning: 'The domain does not exist in DNS.',
    why: 'It is not registered, is registered without name servers, has expired, or is misspelled.',
    fix: 'Check the spelling; register the domain, or set its name servers at the registrar.',
  },
  'dns/server-unresolvable': {
    meaning: 'The name of a DNS server that was given does not resolve.',
    why: '--resolver, --nameserver and their variables take host names, which the system resolves first. The name is misspelled, or the system has no DNS.',
    fix: 'Check the spelling, or give the IP address of the server.',
    exit: [EXIT.unknown],
  },
  'dns/servers-unknown': {
    meaning: 'The authoritative name servers of the domain could not be determined.',
    why: 'No server answered on the way from the root, or port 53 is blocked here. Answers of resolvers can be old.',
    fix: 'Open port 53, name a server with `--nameserver`, or use `--doh`.',
  },
  'dns/underscore-lost': {
    meaning: 'The record is there, but its name has lost the underscore.',
    why: 'Some panels refuse or drop underscores, and some people think that they are a mistake. They separate such names from host names (RFC 8552).',
    fix: 'Rename the record, with the underscore.',
  },
  'dns/not-delegated-zone': {
    meaning: 'The record is in a Route 53 zone that the domain is not delegated to.',
    why: 'A zone is visible only if the registrar lists its name servers. This zone is no longer used, or was created before the name servers were changed.',
    fix: 'Enter the record at the DNS host that the finding names, or change the name servers at the registrar.',
  },
  'dns/wildcard': {
    meaning: 'A wildcard record answers at the name, which has no record of its own.',
    why: 'A record such as *.example.com answers for every name that does not exist (RFC 4592).',
    fix: 'Add the record: it takes precedence over the wildcard at its name.',
  },
  'dns/doubled-suffix': {
    meaning: 'The record is there, but at a name that ends in the domain twice.',
    why: 'Most panels append the domain to the name, and the full name was entered.',
    fix: 'Rename the record: enter only the host, as verify-domain prints it beside the full name.',
  },
  'dns/zone-in-value': {
    meaning: 'The target of the record ends in your own domain.',
    why: 'Some DNS hosts append the domain to a target without a final dot.',
    fix: 'Enter the target again with a final dot.',
  },
  'dns/target-malformed': {
    meaning: 'The target of a DKIM record has quotes, spaces or slashes in it.',
    why: 'They were copied along with the target, and the DNS host made them a part of the name.',
    fix: 'Enter the target again without them.',
  },
  'dns/target-truncated': {
    meaning: 'A part of the target of a DKIM record is missing.',
    why: 'The panel limits the length, or the target was not copied completely.',
    fix: 'Replace the target with the complete one that the finding shows.',
  },
  'dns/dkim-wrong-zone': {
    meaning: 'The DKIM token is right, but the zone after it belongs to another Region.',
    why: 'SES publishes keys in dkim.amazonses.com for some Regions and in dkim.REGION.amazonses.com for others, and names the zone itself (SigningHostedZone).',
    fix: 'Replace the target with the one that the finding shows.',
  },
  'dns/dkim-other-token': {
    meaning: 'A DKIM record points to a token that is not the one of its name.',
    why: 'Two of the three records were swapped, or it belongs to another Region, another account or a deleted identity: each has its own tokens.',
    fix: 'Replace the target with the one that the finding shows.',
  },
  'dns/txt-instead-of-cname': {
    meaning: 'A DKIM record was entered as TXT; SES looks for a CNAME.',
    why: 'Other providers publish DKIM keys as TXT. Easy DKIM publishes them behind a CNAME, so that AWS can change the key.',
    fix: 'Delete the TXT record and add the CNAME.',
  },
  'dns/proxied-cname': {
    meaning: 'The name of a DKIM record returns IP addresses instead of the CNAME.',
    why: 'The proxy of Cloudflare (orange cloud) or another one returns its own addresses and hides the CNAME, or the name has A records.',
    fix: 'Set the record to "DNS only", or delete the address records.',
  },
  'dns/flattened-cname': {
    meaning: 'The name of a DKIM record returns the DKIM key itself instead of the CNAME.',
    why: 'The DNS host follows CNAMEs and returns what it finds (flattening), or somebody copied the key. SES needs the CNAME, so that it can change the key.',
    fix: 'Switch flattening off for the record, or delete the TXT and add the CNAME.',
  },
  'dns/byodkim-missing': {
    meaning: 'The public half of your own DKIM key (BYODKIM) is not in DNS.',
    why: 'SES signs with the private key that was given to it; receivers read the public key at the selector.',
    fix: 'Publish the TXT record at the name that the finding shows.',
  },
  'dns/byodkim-invalid': {
    meaning: 'The TXT record of your own DKIM key (BYODKIM) contains no usable key.',
    why: 'The key was cut at 255 characters, is empty, is not an RSA key of at least 1024 bits, or exists twice (RFC 6376, 3.6.1).',
    fix: 'Publish the whole public key, in strings of at most 255 characters.',
  },
  'dns/cname-at-mail-from': {
    meaning: 'The MAIL FROM name is a CNAME, so it can have neither MX nor TXT.',
    why: 'A CNAME cannot share its name with other records (RFC 1034, 3.6.2). Often the name is in use by a web site or by the old provider.',
    fix: 'Choose another subdomain with `ses-migrate verify-domain --mail-from NAME`, or delete the CNAME.',
  },
  'dns/mail-from-in-use': {
    meaning: 'The MAIL FROM name is in use by another sender or receives mail.',
    why: 'SES needs the name exclusively: its MX must be the only one. Resend uses send. in the same way.',
    fix: 'Choose another subdomain with `ses-migrate verify-domain --mail-from NAME`.',
  },
  'dns/footprint-unread': {
    meaning: 'The current mail setup of the domain could not be read, so nothing is proposed.',
    why: 'No name server and no resolver answered. A record that was not seen can still exist, and a proposal could take a name that is in use or weaken a policy.',
    fix: 'Run the command again when DNS answers, or name the MAIL FROM domain yourself: `--mail-from`.',
  },
  'dns/multiple-mx': {
    meaning: 'The MAIL FROM name has more than one MX record.',
    why: 'SES needs its own MX to be the only one there. Other MX records mean that the name receives mail, or was used by another provider.',
    fix: 'Delete the other MX records, or choose another MAIL FROM subdomain if they receive mail.',
  },
  'dns/mx-priority-form': {
    meaning: 'The host of the MX record contains the priority.',
    why: 'The panel has a field for the priority, and "10 host" was entered in the host field.',
    fix: 'Enter priority and host in separate fields.',
  },
  'dns/mx-other-endpoint': {
    meaning:
      'The MX of the MAIL FROM name points to an endpoint of SES that does not take bounces.',
    why: 'inbound-smtp.REGION receives mail for receipt rules, and applications send to email-smtp.REGION. Bounces go to feedback-smtp.REGION.amazonses.com, without which SES does not use the MAIL FROM domain.',
    fix: 'Replace the MX with the one that the finding shows. If the name receives mail through SES, choose another MAIL FROM name.',
  },
  'dns/mx-wrong-region': {
    meaning: 'The MX of the MAIL FROM name points to SES in another Region.',
    why: 'The feedback host has the Region in its name, and the identity is in another one. Records were copied from another Region, or the command runs in the wrong one.',
    fix: 'Replace the MX, or run the command with --region if you mean the other Region.',
  },
  'dns/mx-shared-regions': {
    meaning: 'The MX of the MAIL FROM name points to SES in another Region, and SES accepts that.',
    why: 'One MX serves all Regions in which identities use the same MAIL FROM name; AWS forwards bounces to the Region that sent (SES Developer Guide, mail-from).',
    fix: 'Nothing is needed, as long as the other Region stays in use.',
  },
  'dns/spf-missing': {
    meaning: 'The MAIL FROM name has no SPF record.',
    why: 'Receivers check SPF at the domain of the envelope sender, which is the MAIL FROM name. The SPF record of the domain itself does not count for it.',
    fix: 'Add the TXT record at the MAIL FROM name.',
  },
  'dns/spf-multiple': {
    meaning: 'The MAIL FROM name has several SPF records, so receivers apply none.',
    why: 'More than one record that begins with v=spf1 is an error (RFC 7208, 4.5).',
    fix: 'Keep one record that includes amazonses.com and delete the others.',
  },
  'dns/spf-invalid': {
    meaning: 'The SPF record of the MAIL FROM name has an error.',
    why: 'A record with a syntax error is permerror at receivers (RFC 7208, 4.6), which does not pass.',
    fix: 'Replace it with the record that the finding shows.',
  },
  'dns/spf-without-ses': {
    meaning: 'The SPF record of the MAIL FROM name does not let SES pass.',
    why: 'include:amazonses.com is not in it, or comes after the term "all", where nothing is evaluated.',
    fix: 'Put include:amazonses.com first, as the finding shows.',
  },
  'dns/spf-too-many-lookups': {
    meaning: 'An SPF record needs more DNS lookups than receivers allow.',
    why: 'Each include, a, mx, ptr, exists and redirect costs one, those inside included records too, and 10 are allowed (RFC 7208, 4.6.4).',
    fix: 'Remove the includes of services that no longer send. The MAIL FROM name needs only amazonses.com.',
  },
  'dns/spf-void-lookups': {
    meaning: 'DNS lookups of an SPF record find nothing, which is an error at receivers.',
    why: 'It names hosts that no longer exist: an include without an SPF record is an error (RFC 7208, 5.2), and so are more than two empty answers (4.6.4).',
    fix: 'Remove the terms that the finding names.',
  },
  'dns/spf-ptr': {
    meaning: 'An SPF record uses the mechanism "ptr".',
    why: 'RFC 7208, 5.5, advises against it: it is slow, and receivers may skip it or give an error.',
    fix: 'Remove it; name the servers with ip4, ip6, a or include.',
  },
  'dns/spf-pass-all': {
    meaning: 'An SPF record ends in "+all": anyone can send with this name.',
    why: '"all" without a sign means "+all", which lets every sender pass (RFC 7208, 5.1).',
    fix: 'End the record in ~all or -all.',
  },
  'dns/dmarc-multiple': {
    meaning: 'The domain has several DMARC records, so receivers apply none.',
    why: 'If there is more than one record, all are ignored (RFC 9989, 4.10).',
    fix: 'Delete all but the one with the policy that you mean to keep.',
  },
  'dns/dmarc-invalid': {
    meaning: 'The DMARC record is not valid for receivers.',
    why: 'It must begin with v=DMARC1 and name a policy p= that is none, quarantine or reject (RFC 9989, 4.7).',
    fix: 'Replace it with the record that the finding shows.',
  },
  'dns/dmarc-ignored-tag': {
    meaning: 'The DMARC record works, but one of its tags is ignored.',
    why: 'Receivers discard what RFC 9989 does not allow there and use the default. A policy that is not valid counts as "none" where rua is set (4.10.1).',
    fix: 'Replace the record with the one that the finding shows.',
  },
  'dns/dmarc-removed-tag': {
    meaning: 'The DMARC record has a tag that DMARC no longer has.',
    why: 'RFC 9989 removed pct, rf and ri of RFC 7489. Receivers that follow it ignore them, so a policy with pct=50 applies to all mail.',
    fix: 'Nothing is needed for SES. Remove the tag when you change the record the next time, and keep the policy.',
  },
  'dns/dmarc-missing': {
    meaning: 'No DMARC record applies to the domain.',
    why: 'Gmail and Yahoo want one from everyone who sends more than 5,000 messages a day, and without one you receive no reports about abuse of the name.',
    fix: 'Add the TXT record; p=none changes nothing for the mail that is sent today.',
  },
  'dns/dmarc-inherited': {
    meaning: 'A DMARC record above applies to this subdomain.',
    why: 'Receivers walk up the DNS tree when the subdomain has none (RFC 9989, 4.10); sp=, else p=, is the policy.',
    fix: 'Nothing is needed.',
  },
  'dns/dmarc-test-mode': {
    meaning: 'The DMARC record asks receivers not to apply its policy yet (t=y).',
    why: 'The tag t=y marks a policy that is being tested (RFC 9989, 4.7); reports are sent all the same.',
    fix: 'Nothing is needed for SES. Remove t=y when the policy is to be applied.',
  },
  'dns/dmarc-strict-spf': {
    meaning: 'With aspf=s, SPF never aligns for mail that SES sends.',
    why: 'Strict alignment wants the MAIL FROM domain to be the From domain itself (RFC 9989, 4.4.2), and with SES it is a subdomain. DMARC passes by DKIM alone.',
    fix: 'Nothing, while DKIM is right; or remove aspf=s. Do not weaken the policy for this.',
  },
  'dns/dmarc-strict-dkim': {
    meaning: 'With adkim=s, mail from subdomains does not align.',
    why: 'Strict alignment wants the signing domain to be the From domain itself (RFC 9989, 4.4.1), and SES signs with the domain of the identity.',
    fix: 'Send from the domain itself, or verify the subdomain as its own identity.',
  },
  'dns/dmarc-no-reports': {
    meaning: 'DMARC reports cannot arrive.',
    why: 'Reports come by mail, and the domain that should take them has no MX record.',
    fix: 'Name a mailbox that receives with `ses-migrate verify-domain --dmarc-rua ADDRESS`.',
  },
  'dns/dmarc-report-not-agreed': {
    meaning: 'DMARC reports are directed to a domain that has not agreed to receive them.',
    why: 'Receivers send no reports to another organisation unless it says so in DNS (RFC 9990, 4).',
    fix: 'Have it publish the record that the finding shows, or use a mailbox of your own domain.',
  },
  'dns/wrong-value': {
    meaning: 'The record has another value.',
    why: 'The record is of another identity, Region or provider, or was mistyped. A right DKIM token followed by a wrong zone comes from a record of another Region.',
    fix: 'Replace the value with the one that the finding shows.',
  },
};
