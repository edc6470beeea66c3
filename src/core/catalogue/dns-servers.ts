import type { Area } from './words.ts';

/** What servers, caches and delegations do, apart from the records themselves. */
export const DNS_SERVERS: Area = {
  'dns/authoritative-disagree': {
    meaning: 'Some authoritative servers have the right record and others do not.',
    why: 'A change is on its way to the secondaries, or one of them does not copy the zone any more.',
    fix: 'Wait a few minutes. If it stays, ask the DNS host, or remove the server from the NS records.',
  },
  'dns/stale-negative-cache': {
    meaning: 'The record is published; some resolvers still remember that it was missing.',
    why: 'An absence may be kept for the negative TTL, the smaller of the TTL and the last field of the SOA (RFC 2308, 5).',
    fix: 'Wait: the finding says for how many seconds.',
  },
  'dns/stale-cache': {
    meaning: 'The record is right now; some resolvers still serve the value from before.',
    why: 'Resolvers keep a value for its TTL.',
    fix: 'Wait: the finding says for how many seconds.',
  },
  'dns/delegated-below': {
    meaning: "The name lies in a zone of its own, below the domain's.",
    why: 'NS records hand a subdomain to other servers. Records entered in the zone of the domain are not seen there.',
    fix: 'Publish the record where that subdomain is hosted, or remove its NS records.',
  },
  'dns/resolver-unreachable': {
    meaning: 'A resolver did not answer; where another does, nothing is lost.',
    why: 'The network lets no DNS out to it, or it does not answer strangers.',
    fix: 'Do nothing where another answers; else name one that does with --resolver or SES_MIGRATE_RESOLVERS.',
  },
  'dns/lame': {
    meaning: 'A server that the delegation names does not serve the zone.',
    why: 'The NS records at the registrar or in the zone are older than a move of the DNS host.',
    fix: 'Correct the NS records, or make that server serve the zone.',
  },
  'dns/dnssec-broken': {
    meaning: 'DNSSEC of the domain is broken: resolvers that validate see none of its records.',
    why: 'The DS records at the registrar do not fit the keys of the zone, mostly after a move to another DNS host; or signatures have expired (RFC 4035).',
    fix: 'Delete or replace the DS records at the registrar.',
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
  'dns/not-delegated': {
    meaning: 'The registry does not delegate the domain; only resolvers here still know it.',
    why: 'The registration has lapsed, its name servers were taken out, or the zone exists inside this network alone. Resolvers remember a delegation for up to two days.',
    fix: 'Renew the registration, or set its name servers at the registrar.',
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
