import type { Right } from '../core/aws/permissions.ts';
import { ALL_SOURCES } from './sources.ts';
import type { AnyKey } from './values.ts';

/** What a part of the list of sources tells of the rights: what each asks for, and what it needs. */
export type SourceRights = {
  readonly [K in AnyKey]: { readonly needs: readonly AnyKey[]; readonly rights: readonly Right[] };
};

/** The rights to read these sources, with those of all that they need. */
export function rightsToRead(
  keys: Iterable<AnyKey>,
  sources: SourceRights = ALL_SOURCES,
): readonly Right[] {
  const read = new Set<AnyKey>();
  const add = (key: AnyKey): void => {
    if (read.has(key)) return;
    read.add(key);
    for (const need of sources[key].needs) add(need);
  };
  for (const key of keys) add(key);
  return [...read].flatMap((key) => sources[key].rights);
}
