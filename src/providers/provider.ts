/** How a provider shows in the DNS of a domain that uses it. Hosts are lower case, `*` stands for a label, names below count too. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  /** The page that was read, the provider's own where it could be, and the day. Zones in use were compared. */
  readonly source: string;
  readonly checked: string;
  /** Hosts that SPF records include for it. */
  readonly spf: readonly string[];
  /** MX hosts by which it receives the mail of a domain. */
  readonly mx: readonly string[];
  readonly dkim: readonly DkimTrace[];
  readonly bounces: BounceTrace | null;
  /** Beginnings of the TXT records at the domain by which it checks who owns it. */
  readonly ownership: readonly string[];
}

export interface DkimTrace {
  /** `<selector>._domainkey.<domain>`. */
  readonly selector: string;
  /** Where its CNAME leads; null: the key itself is there, and the selector alone tells. */
  readonly target: string | null;
}

/** Subdomains that take its bounces (the envelope sender) or send for it. */
export interface BounceTrace {
  /** Labels to look at; known ones only, as others cannot be guessed. */
  readonly labels: readonly string[];
  /** Where MX or CNAME of such a name lead. */
  readonly targets: readonly string[];
  /** The targets are another's too: a name is this provider's only where its DKIM key is seen. */
  readonly needsKey: boolean;
}
