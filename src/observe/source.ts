import type { Right } from '../core/aws/permissions.ts';
import type { Checklist } from '../core/checklist.ts';
import type { DnsObservation } from '../core/dns/types.ts';
import type { ExpectedRecord, Seen } from '../core/model/types.ts';
import type { Footprint } from '../core/records/footprint.ts';
import type { SourceKey } from '../core/world.ts';
import type { Ports } from '../ports/index.ts';
import type { Memo } from './memo.ts';
import type { AnyKey, Values } from './values.ts';

/** What one look at the world is about. */
export interface Scope {
  readonly domain: string;
  readonly region: string;
  readonly checklist: Checklist;
  /** What the steps of this run name. */
  readonly sources: ReadonlySet<SourceKey>;
  /** Records given by flag: SES is not asked for them. */
  readonly records: readonly ExpectedRecord[] | null;
  /** Files and stores that flags of this run name for SMTP settings. */
  readonly places?: readonly string[];
  /** Of an earlier look in the same run; read again only when a part of it is missing. */
  readonly footprint?: Seen<Footprint> | undefined;
  /** Of an earlier look that this one does not repeat; the records are made with it. */
  readonly dns?: Seen<readonly DnsObservation[]>;
  /** Of the run: what is read once in a while and not at each look. */
  readonly memo: Memo;
}

/** What a source reads with. */
export interface Reading<Needs extends AnyKey, Uses extends AnyKey> {
  readonly ports: Ports;
  readonly scope: Scope;
  /** Another source, read once for all that need it in the same look. */
  need<K extends Needs>(key: K): Promise<Seen<Values[K]>>;
  /** The same where this run reads it anyway; else `not-read`. */
  ifNamed<K extends Uses>(key: K): Promise<Seen<Values[K]>>;
}

/** One part of the world: what it is called, what has to be read for it, and how it is read. */
export interface Source<
  Key extends AnyKey,
  Needs extends AnyKey = AnyKey,
  Uses extends AnyKey = AnyKey,
> {
  readonly key: Key;
  /** The sources that `read` asks for with `need`. */
  readonly needs: readonly Needs[];
  /** The sources that `read` asks for with `ifNamed`. */
  readonly uses: readonly Uses[];
  /** What `read` asks of AWS itself; what its needs read is theirs. */
  readonly rights: readonly Right[];
  /** Milliseconds that an answer is good for in the same run; absent: read at each look. */
  readonly freshMs?: number;
  /** A failure to read is a value; anything thrown is a bug and ends the run. */
  read(reading: Reading<Needs, Uses>): Promise<Seen<Values[Key]>>;
}

type Definition<Key extends AnyKey, Needs extends AnyKey, Uses extends AnyKey> = Omit<
  Source<Key, Needs, Uses>,
  'needs' | 'uses' | 'rights'
> & {
  readonly needs?: readonly Needs[];
  readonly uses?: readonly Uses[];
  readonly rights?: readonly Right[];
};

/** Defines a source; `read` can ask only for what `needs` and `uses` list. */
export function source<
  Key extends AnyKey,
  Needs extends AnyKey = never,
  Uses extends AnyKey = never,
>(definition: Definition<Key, Needs, Uses>): Source<Key, Needs, Uses> {
  return { needs: [], uses: [], rights: [], ...definition };
}
