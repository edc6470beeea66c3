import type { RecordSet, RecordSetChange } from '../../core/records/facts.ts';

/** A DNS record as the API gives it (API reference, DNS Records, 2026-11). */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly priority?: number;
  /** Seconds; 1 is "automatic". */
  readonly ttl: number;
  readonly proxied?: boolean;
}

/** The records as sets: Cloudflare keeps one record for each value. */
export function setsFrom(records: readonly ApiRecord[]): readonly RecordSet[] {
  const groups = new Map<string, ApiRecord[]>();
  for (const record of records) {
    const key = `${plainName(record.name)} ${record.type}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map(toSet);
}

function toSet(records: readonly ApiRecord[]): RecordSet {
  const [first] = records;
  if (first === undefined) throw new Error('a set without a record');
  return {
    name: plainName(first.name),
    type: first.type,
    ttl: first.ttl,
    values: records.map(presented),
    setIdentifier: null,
    isAlias: false,
    isProxied: records.some((record) => record.proxied === true),
    recordIds: records.map((record) => record.id),
  };
}

/** As the sets of Route 53 have it: priority before the host, TXT in quotes, which older records lack. */
function presented({ type, content = '', priority }: ApiRecord): string {
  if (type === 'MX') return `${priority ?? 0} ${content}`;
  if (type !== 'TXT' || content.startsWith('"')) return content;
  return `"${content.replace(/["\\]/g, '\\$&')}"`;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

type Written = 'CNAME' | 'MX' | 'TXT';

interface Post {
  readonly name: string;
  readonly type: Written;
  readonly ttl: number;
  readonly content: string;
  readonly priority?: number;
  readonly proxied?: boolean;
}

export interface Batch {
  readonly deletes: { readonly id: string }[];
  readonly patches: ({ readonly id: string } & Post)[];
  readonly posts: Post[];
}

/** What leads from the sets that were read to the sets that are wanted; values that stay are not touched. */
export function batchOf(changes: readonly RecordSetChange[]): Batch {
  const batches = changes.map(partOf);
  return {
    deletes: batches.flatMap((batch) => batch.deletes),
    patches: batches.flatMap((batch) => batch.patches),
    posts: batches.flatMap((batch) => batch.posts),
  };
}

function partOf(change: RecordSetChange): Batch {
  const { before, values } = change;
  const ids = before?.recordIds ?? [];
  // The proxy is a setting of the record, not of its value.
  const stays = (value: string) => values.includes(value) && before?.isProxied !== true;
  const old = (before?.values ?? []).map((value, index) => ({ value, id: ids[index] }));
  const gone = old.filter(({ value }) => !stays(value)).flatMap(({ id }) => id ?? []);
  const wanted = values.filter(
    (value) => !old.some((each) => each.value === value && stays(value)),
  );
  const posts = wanted.map((value) => toPost(change, value));
  return {
    patches: posts.slice(0, gone.length).map((post, index) => ({ id: gone[index] ?? '', ...post })),
    deletes: gone.slice(posts.length).map((id) => ({ id })),
    posts: posts.slice(gone.length),
  };
}

/** DNS only: a proxied CNAME is answered with addresses. */
function toPost({ name, type, ttl }: RecordSetChange, value: string): Post {
  if (type === 'MX') {
    const [priority = '', host = ''] = value.split(' ');
    return { name, type, ttl, content: host, priority: Number(priority) };
  }
  if (type === 'CNAME') return { name, type, ttl, content: value, proxied: false };
  return { name, type: 'TXT', ttl, content: value };
}
