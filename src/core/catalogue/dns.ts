import type { Area } from './words.ts';

export const DNS: Area = {
  'dns/missing': {
    meaning: 'A record that SES looks for is on no authoritative server.',
    why: 'It was not entered yet, or was entered in another zone or under another name. A record that DNS hosts show as "saved" is not always published.',
    fix: 'Add the record at the DNS host as the finding spells it, then run `ses-migrate check-dns --wait`.',
  },
  'dns/doubled-suffix': {
    meaning: 'The record is there, but at a name that ends in the domain twice.',
    why: 'Most panels append the domain to what is typed, and the full name was typed.',
    fix: 'Rename the record: type the host alone, as verify-domain prints it beside the full name.',
  },
  'dns/zone-in-value': {
    meaning: 'The target of the record ends in your own domain.',
    why: 'Some DNS hosts append the domain to a target that has no dot at its end.',
    fix: 'Type the target again with a dot at its end.',
  },
  'dns/txt-instead-of-cname': {
    meaning: 'A DKIM record was entered as TXT; SES looks for a CNAME.',
    why: 'Other providers publish DKIM keys as TXT. Easy DKIM publishes them behind a CNAME, so that AWS can change the key.',
    fix: 'Delete the TXT record and add the CNAME.',
  },
  'dns/cname-at-mail-from': {
    meaning: 'The MAIL FROM name is a CNAME, so it can hold neither MX nor TXT.',
    why: 'A CNAME stands alone at its name (RFC 1034, 3.6.2). Often the name is in use by a web site or by the old provider.',
    fix: 'Choose another subdomain with `ses-migrate verify-domain --mail-from NAME`, or delete the CNAME.',
  },
  'dns/multiple-mx': {
    meaning: 'The MAIL FROM name has more than one MX record.',
    why: 'SES wants its own MX alone there. Other MX records mean that the name receives mail for someone, or is left from another provider.',
    fix: 'Delete the other MX records, or choose another MAIL FROM subdomain if they receive mail.',
  },
  'dns/mx-wrong-region': {
    meaning: 'The MX of the MAIL FROM name points to SES in another Region.',
    why: 'The feedback host has the Region in its name, and the identity is in another one. Records were copied from another Region, or the command runs in the wrong one.',
    fix: 'Replace the MX, or run again with --region if the other Region is the one you mean.',
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
    why: 'A record with a syntax error is permerror at receivers (RFC 7208, 4.6), which is no pass.',
    fix: 'Replace it by the record that the finding shows.',
  },
  'dns/spf-without-ses': {
    meaning: 'The SPF record of the MAIL FROM name does not let SES pass.',
    why: 'include:amazonses.com is not in it, or stands behind the term "all", where nothing is read any more.',
    fix: 'Put include:amazonses.com in front, as the finding shows.',
  },
  'dns/dmarc-multiple': {
    meaning: 'The domain has several DMARC records, so receivers apply none.',
    why: 'With more than one record the policy is ignored (RFC 7489, 6.6.3).',
    fix: 'Delete all but the one with the policy that you mean to keep.',
  },
  'dns/dmarc-invalid': {
    meaning: 'The DMARC record is none that receivers take.',
    why: 'It must begin with v=DMARC1 and name a policy p= that is none, quarantine or reject (RFC 7489, 6.3).',
    fix: 'Replace it by the record that the finding shows.',
  },
  'dns/dmarc-ignored-tag': {
    meaning: 'The DMARC record works, but one of its tags is ignored.',
    why: 'The value of the tag is not one that RFC 7489 knows, so receivers use the default.',
    fix: 'Correct the tag, or delete it.',
  },
  'dns/wrong-value': {
    meaning: 'Another value stands where the record should be.',
    why: 'The record is of another identity, Region or provider, or was mistyped. A right DKIM token with a wrong zone behind it comes from a record of another Region.',
    fix: 'Replace the value by the one that the finding shows.',
  },
  'dns/authoritative-disagree': {
    meaning: 'Some authoritative servers have the right record and others do not.',
    why: 'A change is on its way to the secondaries, or one of them does not copy the zone any more.',
    fix: 'Wait a few minutes. If it stays, ask the DNS host, or remove the server from the NS records.',
  },
  'dns/propagating': {
    meaning: 'The record is published; some resolvers still answer from their cache.',
    why: 'Resolvers keep an old value for its TTL, and the absence of a record for the negative TTL of the zone (RFC 2308).',
    fix: 'Wait: `ses-migrate check-dns --wait` says how long.',
  },
  'dns/delegated-below': {
    meaning: "The name lies in a zone of its own, below the domain's.",
    why: 'NS records hand a subdomain to other servers. Records entered in the zone of the domain are not seen there.',
    fix: 'Publish the record where that subdomain is hosted, or remove its NS records.',
  },
  'dns/resolver-unreachable': {
    meaning: 'A resolver did not answer; the authoritative servers decide without it.',
    why: 'The network lets no DNS out to it, or it does not answer strangers.',
    fix: 'Do nothing; or name the resolvers to ask with --resolver or SES_MIGRATE_RESOLVERS.',
  },
  'dns/lame': {
    meaning: 'A server that the delegation names does not serve the zone.',
    why: 'The NS records at the registrar or in the zone are older than a move of the DNS host.',
    fix: 'Correct the NS records, or make that server serve the zone.',
  },
  'dns/ns-differ': {
    meaning: 'The registry and the zone itself name different name servers.',
    why: 'A DNS host was changed at one place and not at the other. Resolvers come to servers of either set, so that a record is there or not by chance.',
    fix: 'Enter the same name servers at the registrar and as NS records of the zone.',
  },
  'dns/ns-without-address': {
    meaning: 'The domain is delegated to a name server that has no address.',
    why: 'The name of the server is misspelt, or the server was given up.',
    fix: 'Correct the name servers at the registrar and in the zone.',
  },
  'dns/parents-not-asked': {
    meaning: 'The name servers are known from resolvers only; the registry could not be asked.',
    why: 'This network lets DNS out to its resolvers alone, or the zone exists only inside it.',
    fix: 'Do nothing; or run it where port 53 is open, to see what the registry says.',
  },
  'dns/lookup-failed': {
    meaning: 'A server gave no usable answer. That says nothing of the records.',
    why: 'Time-out, SERVFAIL, a refusal, a broken DNSSEC chain, or something on the way that changes DNS.',
    fix: 'Run again. If it stays, ask through DNS over HTTPS: --doh https://dns.google/dns-query.',
  },
};
