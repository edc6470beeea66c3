import type { Area } from './words.ts';

/** What servers, caches and delegations do, apart from the records themselves. */
export const DNS_SERVERS: Area = {
  'dns/authoritative-disagree': {
    meaning: 'Some authoritative servers have the right record and others do not.',
    why: 'A change is propagating to the secondary servers, or one of them no longer copies the zone.',
    fix: 'Wait a few minutes. If it persists, contact the DNS host, or remove the server from the NS records.',
  },
  'dns/stale-negative-cache': {
    meaning: 'The record is published; some resolvers still cache its absence.',
    why: 'A negative answer can be cached for the negative TTL, the smaller of the TTL and the last field of the SOA (RFC 2308, 5).',
    fix: 'Wait: the finding says for how many seconds.',
  },
  'dns/stale-cache': {
    meaning: 'The record is right now; some resolvers still return the old value.',
    why: 'Resolvers cache a value for its TTL.',
    fix: 'Wait: the finding says for how many seconds.',
  },
  'dns/delegated-below': {
    meaning: 'The name is in a child zone below the zone of the domain.',
    why: 'NS records delegate the subdomain to other name servers. Records in the zone of the domain are not visible there.',
    fix: 'Publish the record where that subdomain is hosted, or remove its NS records.',
  },
  'dns/resolver-unreachable': {
    meaning: 'A resolver did not answer. If another resolver answers, the check is still complete.',
    why: 'The network blocks DNS to it, or it refuses queries from this network.',
    fix: 'If another resolver answers, do nothing. Otherwise use one that answers with --resolver or SES_MIGRATE_RESOLVERS.',
  },
  'dns/lame': {
    meaning: 'A name server of the delegation does not serve the zone.',
    why: 'The NS records at the registrar or in the zone date from before a change of the DNS host.',
    fix: 'Correct the NS records, or make that server serve the zone.',
  },
  'dns/dnssec-broken': {
    meaning: 'DNSSEC of the domain is broken: validating resolvers return none of its records.',
    why: 'The DS records at the registrar do not match the keys of the zone, usually after a change of the DNS host, or signatures have expired (RFC 4035).',
    fix: 'Delete or replace the DS records at the registrar.',
  },
  'dns/ns-differ': {
    meaning: 'The registry and the zone itself name different name servers.',
    why: 'The DNS host was changed in one place only. Resolvers use servers of both sets, so whether they find a record depends on chance.',
    fix: 'Enter the same name servers at the registrar and as NS records of the zone.',
  },
  'dns/zone-half-moved': {
    meaning: 'The record is at one of two DNS hosts, and resolvers can use either.',
    why: 'The zone was moved to another DNS host in one place only: the parent delegates to the servers of one host, and the NS records in the zone name those of the other.',
    fix: 'Add the record at the other host too, then enter the servers of one host at the registrar and in the zone.',
  },
  'dns/ns-without-address': {
    meaning: 'The domain is delegated to a name server that has no address.',
    why: 'The name of the server is misspelled, or the server no longer exists.',
    fix: 'Correct the name servers at the registrar and in the zone.',
  },
  'dns/not-delegated': {
    meaning:
      'The registry does not delegate the domain; only resolvers of this network still return it.',
    why: 'The registration has lapsed, its name servers were removed, or the zone exists only inside this network. Resolvers cache a delegation for up to two days.',
    fix: 'Renew the registration, or set its name servers at the registrar.',
  },
  'dns/parents-not-asked': {
    meaning: 'The name servers are known only from resolvers; the registry could not be queried.',
    why: 'This network allows DNS only to its resolvers, or the zone exists only inside it.',
    fix: 'Do nothing, or run the command where port 53 is open to see what the registry returns.',
  },
  'dns/servers-out-of-reach': {
    meaning:
      'This network reaches none of the authoritative name servers; its resolvers and SES decide.',
    why: 'A firewall closes port 53, or allows DNS only to some resolvers. That says nothing about the records.',
    fix: 'Run the command with --doh https://dns.google/dns-query, or in a network where port 53 is open.',
  },
  'dns/inner-view': {
    meaning: 'This network shows a zone of its own in place of the one that the Internet sees.',
    why: 'The resolver of an office, a VPN or a private hosted zone can hold a zone of the same name (split-horizon DNS).',
    fix: 'Run the command with --doh https://dns.google/dns-query, or in another network. Change no records because of what this network shows.',
  },
  'dns/resolver-inner-view': {
    meaning: 'A resolver answers from a zone of its own, not from a cache.',
    why: 'A cache never sets the AA flag (RFC 1035, 4.1.1). A resolver that sets it has authority over a zone of that name inside this network.',
    fix: 'Do nothing for SES and receivers. If machines in this network look up the records, add them to the inner zone too.',
  },
  'dns/lookup-failed': {
    meaning: 'A server returned no usable answer. This says nothing about the records.',
    why: 'Time-out, SERVFAIL, a refusal, a broken DNSSEC chain, or a device on the way that changes DNS.',
    fix: 'Run the command again. If it persists, use DNS over HTTPS: --doh https://dns.google/dns-query.',
  },
};
