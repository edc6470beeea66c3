import type { Seen } from '../core/model/types.ts';
import type { World } from '../core/world.ts';
import type { Ports } from '../ports/index.ts';
import { NOT_READ } from './see.ts';
import type { Reading, Scope, Source } from './source.ts';
import { ALL_SOURCES, SOURCES } from './sources.ts';
import type { AnyKey, Values } from './values.ts';

export type { Scope } from './source.ts';

/** One snapshot of the world; reads only, and only the sources asked for and those that they need. */
export async function observe(ports: Ports, scope: Scope): Promise<World> {
  const started = new Map<AnyKey, Promise<Seen<unknown>>>();
  const need = <K extends AnyKey>(key: K): Promise<Seen<Values[K]>> => {
    const running = started.get(key) ?? read(ALL_SOURCES[key], reading);
    // Awaited below in any case; a source that waits for another one first must not leave it unheard until then.
    running.catch(() => undefined);
    started.set(key, running);
    // The map holds under each key what the source of this key reads.
    return running as Promise<Seen<Values[K]>>;
  };
  const named: ReadonlySet<AnyKey> = scope.sources;
  const reading: Reading<AnyKey, AnyKey> = {
    ports,
    scope,
    need,
    ifNamed: (key) => (named.has(key) ? need(key) : Promise.resolve(NOT_READ)),
  };
  // A failure to read is a value; what is thrown all the same is a bug and ends the run.
  await Promise.all([...scope.sources].map((key) => need(key)));
  const { domain, region } = scope;
  const parts = Object.keys(SOURCES).map(async (key) => {
    return [key, (await started.get(key as AnyKey)) ?? NOT_READ] as const;
  });
  return { domain, region, ...Object.fromEntries(await Promise.all(parts)) } as World;
}

function read<K extends AnyKey>(
  { key, freshMs, read: readNow }: Source<K>,
  reading: Reading<AnyKey, AnyKey>,
): Promise<Seen<Values[K]>> {
  if (freshMs === undefined) return readNow(reading);
  const { ports, scope } = reading;
  const fresh = { now: ports.clock.now(), freshMs };
  return scope.memo.recall(key, fresh, () => readNow(reading));
}

/** The world of a run that reads nothing. */
export function nothingRead({ domain, region }: Pick<Scope, 'domain' | 'region'>): World {
  const parts = Object.keys(SOURCES).map((key) => [key, NOT_READ] as const);
  return { domain, region, ...Object.fromEntries(parts) } as World;
}
