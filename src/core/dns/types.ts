/** What DNS servers said, in the words of the protocol (RFC 1035, RFC 2308), before any judgement. */

export interface DnsServer {
  /** IP address, without brackets. */
  readonly address: string;
  readonly port: number;
  /** The name it is known by: an NS host name for an authoritative server, else `address[:port]`. */
  readonly name: string;
  readonly kind: 'authoritative' | 'resolver';
}

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'DNSKEY' | 'DS' | 'MX' | 'NS' | 'SOA' | 'TXT';

/**
 * One resource record. `data` is text: a name without trailing dot, `10 host` for MX, joined chunks for TXT,
 * key tag and algorithm for DS and DNSKEY.
 */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: string;
}

export interface Soa {
  readonly zone: string;
  readonly primary: string;
  readonly serial: number;
  /** Seconds an absence may be cached: min(TTL of the SOA, its MINIMUM), RFC 2308 section 5. */
  readonly negativeTtl: number;
}

/** Why a question got no usable answer. None of these says anything about the record. */
export type DnsFailure =
  | 'timeout'
  | 'unreachable'
  | 'refused'
  | 'servfail'
  | 'lame'
  | 'malformed'
  | 'other'
  /** On purpose: a resolver would remember what is not right yet (decision 008). */
  | 'not-asked';

/**
 * One server's answer to one question.
 * - `records`: records of the asked type, or the CNAME that is at the name instead
 * - `nodata`: the name exists, this type does not · `nxdomain`: the name does not exist
 * - `failed`: nothing is known
 */
export type DnsAnswer = { readonly server: DnsServer; readonly ms: number } & (
  | {
      readonly kind: 'records';
      readonly records: readonly DnsRecord[];
      readonly aa: boolean;
      readonly rcode: string;
    }
  | {
      readonly kind: 'nodata' | 'nxdomain';
      readonly soa: Soa | null;
      readonly aa: boolean;
      readonly rcode: string;
    }
  | {
      readonly kind: 'failed';
      readonly failure: DnsFailure;
      readonly rcode: string | null;
      readonly message: string;
      /** The zone a server pointed to instead of answering (`lame`, or a zone cut below the asked zone). */
      readonly referral?: Referral;
    }
);

/** NS records that hand a zone to other servers (RFC 1034 section 4.2.1). */
export interface Referral {
  readonly zone: string;
  readonly nameServers: readonly string[];
  /** Addresses that came along; absent where none did. */
  readonly glue?: readonly Glue[];
}

export interface Glue {
  readonly host: string;
  /** IPv4 or IPv6. */
  readonly address: string;
}

/** What to ask for beside the records themselves, e.g. the names a panel makes by mistake. */
export interface NameAndType {
  readonly name: string;
  readonly type: RecordType;
}

/** Such a question, and who can answer it: a server of the zone, or a resolver for what lies elsewhere. */
export interface Probe extends NameAndType {
  readonly via: DnsServer['kind'];
}

/** Every server's answer for one name and type. */
export interface DnsObservation {
  readonly name: string;
  readonly type: RecordType;
  readonly answers: readonly DnsAnswer[];
  /** Asked with CD=1, so that a validating resolver answers although DNSSEC fails (RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: true;
  /** The zone below that the name was handed to; its servers answered in place of those above. */
  readonly child?: Referral;
  /** Asked at the servers of this Route 53 zone, which the Internet does not ask. */
  readonly undelegatedZone?: HostedZoneServers;
}

/** A Route 53 zone and the name servers that it was given. */
export interface HostedZoneServers {
  readonly id: string;
  readonly name: string;
  readonly nameServers: readonly string[];
}

/** The zone that is really delegated for a domain. */
export interface Delegation {
  /** Apex of the zone that holds the domain, e.g. `example.com` for `app.example.com`. */
  readonly zone: string;
  /** As the parent delegates it, where the parent was asked; else as the resolvers or the servers say. */
  readonly nameServers: readonly string[];
  readonly servers: readonly DnsServer[];
  readonly soa: Soa | null;
  /** The user named the servers; absent where they were found. */
  readonly given?: true;
  /** What walking the parents gave; absent where the name servers were given. */
  readonly parent?: ParentView;
}

export type ParentView =
  | {
      readonly ok: true;
      /** The zone whose servers delegate this one, `com`. */
      readonly zone: string;
      /** NS set of the delegation. */
      readonly delegated: readonly string[];
      /** NS set that the zone's own servers give; null where none of them did. */
      readonly own: readonly string[] | null;
      /** Name servers of either set that exist without an address, or not at all. */
      readonly withoutAddress: readonly string[];
    }
  | {
      readonly ok: false;
      /** The registry answered that it does not delegate the domain, although the resolvers know it. */
      readonly denied: boolean;
      /** Why only the resolvers' view is there. */
      readonly message: string;
      /** Name servers that the resolvers know and that have no address; absent: none. */
      readonly withoutAddress?: readonly string[];
    };
