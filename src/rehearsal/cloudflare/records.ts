import { randomBytes } from 'node:crypto';
import type { DnsData } from '../contract.ts';
import { cnameThere, hostTaken, identical, invalid, noRecord } from './errors.ts';

/** A record as the API gives it; `content` as it was entered. */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly priority?: number;
  readonly ttl: number;
  readonly proxied: boolean;
}

/** What a request may say of a record. */
export interface Wish {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly content?: string;
  readonly priority?: number;
  readonly ttl?: number;
  readonly proxied?: boolean;
}

export interface Batch {
  readonly deletes?: readonly Wish[];
  readonly patches?: readonly Wish[];
  readonly puts?: readonly Wish[];
  readonly posts?: readonly Wish[];
}

export interface Records {
  all(): readonly ApiRecord[];
  /** All or nothing, in the order deletes, patches, puts, posts. Throws ApiError. */
  apply(batch: Batch): Readonly<Record<keyof Batch, readonly ApiRecord[]>>;
}

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'];
/** What the proxy answers with; one of Cloudflare's own addresses. */
const PROXY_ADDRESS = '104.16.0.1';
const AUTOMATIC = 1;
const AUTOMATIC_TTL = 300;

/** The zone's records with their ids. What the panel changes meanwhile is taken over at each look. */
export function createRecords(dns: DnsData, zone: string): Records {
  let records: readonly ApiRecord[] = [];
  const look = (): readonly ApiRecord[] => {
    records = takenOver(dns, zone, records);
    return records;
  };
  return {
    all: look,
    apply(batch) {
      const before = look();
      const { after, done } = planned(before, batch);
      records = after;
      publish(dns, before, after);
      return done;
    },
  };
}

function takenOver(dns: DnsData, zone: string, known: readonly ApiRecord[]): readonly ApiRecord[] {
  const inZone = dns
    .heldAll()
    .filter(({ name, type }) =>
      name === zone ? !['SOA', 'NS'].includes(type) : name.endsWith(`.${zone}`),
    );
  const kept = known.filter(
    (record) => record.proxied || dnsValues(dns, record).includes(valueIn(record)),
  );
  const fresh = inZone.flatMap(({ name, type, ttl, values }) =>
    values
      .filter((value) => !kept.some((record) => isShownAs(record, name, type, value)))
      .map((value) => imported(name, type, ttl, value)),
  );
  return [...kept, ...fresh];
}

function dnsValues(dns: DnsData, { name, type }: ApiRecord): readonly string[] {
  return dns.held(name, type)?.values ?? [];
}

function isShownAs(record: ApiRecord, name: string, type: string, value: string): boolean {
  if (record.name !== name) return false;
  if (record.proxied) return type === 'A' && value === PROXY_ADDRESS;
  return record.type === type && valueIn(record) === value;
}

function imported(name: string, type: string, ttl: number, value: string): ApiRecord {
  const id = newId();
  if (type !== 'MX') {
    const content = type === 'TXT' ? JSON.stringify(value) : value;
    return { id, name, type, content, ttl, proxied: false };
  }
  const [priority, content = ''] = value.split(' ');
  return { id, name, type, content, priority: Number(priority), ttl, proxied: false };
}

const newId = (): string => randomBytes(16).toString('hex');

/** As `ZoneSet` holds it. */
function valueIn({ type, content, priority }: ApiRecord): string {
  if (type === 'MX') return `${priority} ${bare(content)}`;
  if (type !== 'TXT') return bare(content);
  const strings = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text = '']) => text);
  return strings.length === 0 ? content : strings.join('').replace(/\\(.)/gs, '$1');
}

const bare = (host: string): string => host.replace(/\.$/, '');

function planned(before: readonly ApiRecord[], batch: Batch) {
  let after = [...before];
  const take = ({ id }: Wish): ApiRecord => {
    const found = after.find((record) => record.id === id);
    if (found === undefined) throw noRecord();
    after = after.filter((record) => record !== found);
    return found;
  };
  const add = (record: ApiRecord): ApiRecord => {
    refuse(record, after);
    after.push(record);
    return record;
  };
  const done = {
    deletes: (batch.deletes ?? []).map(take),
    patches: (batch.patches ?? []).map((wish) => add(toRecord({ ...take(wish), ...wish }))),
    puts: (batch.puts ?? []).map((wish) => add(toRecord({ ...wish, id: take(wish).id }))),
    posts: (batch.posts ?? []).map((wish) => add(toRecord({ ...wish, id: newId() }))),
  };
  return { after, done };
}

function toRecord({ id = newId(), name, type, content, priority, ttl, proxied }: Wish): ApiRecord {
  if (type === undefined || !TYPES.includes(type)) throw invalid(`Invalid type ${type}`);
  if (name === undefined || content === undefined) throw invalid('name and content are required');
  if (type === 'MX' && !(Number(priority) >= 0)) throw invalid('priority is required for MX');
  if (proxied === true && !['A', 'AAAA', 'CNAME'].includes(type))
    throw invalid(`A record of type ${type} cannot be proxied`);
  return {
    id,
    name: bare(name).toLowerCase(),
    type,
    content,
    ...(type === 'MX' ? { priority: Number(priority) } : {}),
    ttl: ttl ?? AUTOMATIC,
    proxied: proxied ?? false,
  };
}

function refuse(record: ApiRecord, others: readonly ApiRecord[]): void {
  const here = others.filter(({ name }) => name === record.name);
  const same = here.some(
    (other) => other.type === record.type && valueIn(other) === valueIn(record),
  );
  if (same) throw identical();
  if (record.type === 'CNAME' && here.length > 0) throw hostTaken();
  if (here.some(({ type }) => type === 'CNAME')) throw cnameThere();
}

/** Puts every set that has changed into the DNS of the rehearsal. */
function publish(dns: DnsData, before: readonly ApiRecord[], after: readonly ApiRecord[]): void {
  const shown = (records: readonly ApiRecord[]) => {
    const sets = new Map<string, { name: string; type: string; ttl: number; values: string[] }>();
    for (const record of records) {
      const type = record.proxied ? 'A' : record.type;
      const key = `${record.name} ${type}`;
      const ttl = record.ttl === AUTOMATIC ? AUTOMATIC_TTL : record.ttl;
      const set = sets.get(key) ?? { name: record.name, type, ttl, values: [] };
      set.values.push(record.proxied ? PROXY_ADDRESS : valueIn(record));
      sets.set(key, set);
    }
    return sets;
  };
  const [old, now] = [shown(before), shown(after)];
  for (const [key, set] of old) if (!now.has(key)) dns.put({ ...set, values: [] });
  for (const [key, set] of now)
    if (JSON.stringify(set) !== JSON.stringify(old.get(key))) dns.put(set);
}
