/** How a DNS host is recognised, and how its panel wants a record typed in. One data object a host. */
export interface DnsHost {
  /** File name, and `id` in JSON. */
  readonly id: string;
  readonly name: string;
  /** Whole names of its name servers: each begins at a label and ends with the name. Lower case, no dot at the end. */
  readonly nameServers: readonly RegExp[];
  /** Where its records are edited; `{zone}` stands for the zone. */
  readonly panel: string;
  /** The way from there to the form. */
  readonly path: string;
  /** What the panel calls its fields; null: not known, then plain words are used. */
  readonly labels: Labels | null;
  /** `relative`: the panel adds the zone to the name itself. */
  readonly host: 'relative' | 'full';
  /** What stands for the zone itself. */
  readonly apex: '@' | 'empty';
  /** Whether a name as value (CNAME, MX) has to end with a dot; null: not known. */
  readonly trailingDot: boolean | null;
  /** Whether TXT text is typed in quotes. */
  readonly quotesTxt: boolean;
  /** Priority of an MX: a field of its own, or in front of the value; null: not known. */
  readonly priority: 'field' | 'in-value' | null;
  /** Whether names may have underscores, as DKIM and DMARC need; null: not known. */
  readonly underscores: boolean | null;
  /** What a CNAME must be set to where the panel can put its own proxy in front. */
  readonly proxy: { readonly label: string; readonly off: string } | null;
  /** What goes wrong in this panel, as sentences for the person who types. */
  readonly notes: readonly string[];
  readonly source: Source;
}

export interface Labels {
  readonly host: string;
  readonly cname: string;
  readonly mx: string;
  readonly txt: string;
  readonly priority: string;
}

export interface Source {
  readonly url: string;
  /** False: others' instructions for this panel, not the host's own documentation. */
  readonly own: boolean;
  /** The day on which it was read, `YYYY-MM-DD`. */
  readonly checked: string;
}
