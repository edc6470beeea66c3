import type { Seen } from '../model/types.ts';

/** What a domain does with mail today, as DNS tells it. Texts are raw DNS data. */
export interface Footprint {
  /** In the order of `src/providers`; none seen is no proof that there is none. */
  readonly providers: readonly SeenProvider[];
  /** Data of the domain's MX records, `10 host`. */
  readonly mx: Seen<readonly string[]>;
  /** SPF records of the domain; several are an error of theirs. */
  readonly spf: Seen<readonly ApexSpf[]>;
  /** null: none applies. */
  readonly dmarc: Seen<DmarcInForce | null>;
  /** The names that MAIL FROM could have, in order of preference; the chosen one alone where there is one. */
  readonly names: readonly NameUse[];
  /** Where DMARC reports could go: the domain itself, its organisation, the domain of `--dmarc-rua`. */
  readonly mailboxes: readonly Mailboxes[];
  /** Questions that nobody answered: nothing follows from them. */
  readonly unread: readonly Unread[];
}

export interface SeenProvider {
  readonly id: string;
  readonly name: string;
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly role: 'receives' | 'sends';
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export interface ApexSpf {
  readonly text: string;
  /** Ids of the providers that it lets send. */
  readonly providers: readonly string[];
  /** Its terms that belong to nobody known. */
  readonly unknown: readonly string[];
}

/** The DMARC record that receivers apply (RFC 9989 section 4.10.1), or the domain's own that they do not take. */
export interface DmarcInForce {
  /** `_dmarc.<domain>`, or that of the organisational domain or of a public suffix. */
  readonly name: string;
  /** One; several, or one that is not valid, where the domain's own is broken and none is applied. */
  readonly texts: readonly string[];
  readonly inherited: boolean;
  /** Applied to this domain: `sp`, else `p`, where it is inherited; null for a broken record. */
  readonly policy: string | null;
  /** The inherited policy that receivers apply in place of a broken record of the domain's own; else null. */
  readonly otherwise: string | null;
}

/** What is at a name that could become the MAIL FROM domain. */
export interface NameUse {
  readonly name: string;
  /**
   * - `free`: nothing that counts, or SES's own records of this Region
   * - `host`: an address alone. SES would work beside it, but a mail server of this name would fail SPF
   * - `shared`: SES's own records of another Region, which can serve this one too
   * - `taken`: another's MX, SPF, CNAME or zone
   */
  readonly state: 'free' | 'host' | 'shared' | 'taken' | 'unknown';
  /** What is there, `MX 10 mx.example`; why it could not be read, for `unknown`. */
  readonly found: readonly string[];
  /** Whose it is, where that is known. */
  readonly provider: string | null;
}

export interface Mailboxes {
  readonly host: string;
  /** Whether it has an MX that is not the null MX (RFC 7505). */
  readonly receives: Seen<boolean>;
  /** Whether it agreed to take reports on this domain (RFC 9990 section 4); null: it need not, it is one's own. */
  readonly agreed: Seen<boolean> | null;
}

export interface Unread {
  readonly name: string;
  readonly type: string;
  readonly message: string;
}

/** Labels that are proposed for MAIL FROM, the first free one is taken. Resend's `send` is not among them. */
const LABELS = ['mail', 'bounce', 'ses', 'mailfrom', 'ses-bounce'] as const;

export function candidatesOf(domain: string): readonly string[] {
  return LABELS.map((label) => `${label}.${domain}`);
}

/** Whether a look at this footprint has left nothing open that another look could tell. */
export function isWhole(footprint: Seen<Footprint>): boolean {
  return footprint.ok && footprint.value.unread.length === 0;
}
