import type { Delegation, DnsAnswer, DnsServer, RecordType } from '../core/dns/types.ts';

export interface Question {
  readonly name: string;
  readonly type: RecordType;
  /** CD=1: a validating resolver answers although DNSSEC fails (RFC 4035, 3.2.2). */
  readonly checkingDisabled?: boolean;
}

export interface Dns {
  /** One question to one server: UDP with EDNS, TCP after truncation, retry; never throws for a DNS failure. */
  ask(server: DnsServer, question: Question): Promise<DnsAnswer>;
  /** The zone that is really delegated for `domain`; throws PortError `unreachable` when that cannot be found out. */
  delegation(domain: string): Promise<Delegation>;
  /** Authoritative servers that the user named, to be asked in place of those found; null: none. */
  nameservers(): readonly DnsServer[] | null;
  /** The recursive resolvers in use, in order. */
  resolvers(): readonly DnsServer[];
  /** The user named them for this run, so their answers are wanted whatever the authoritative servers say. */
  readonly resolversAreNamed: boolean;
}
