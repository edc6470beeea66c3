import type { ExpectedRecord } from '../types.ts';
import type { NameAndType } from './types.ts';

/** Where the records end up in a panel that appends the zone to a name that already ends in it. */
export function doubledNames(records: readonly ExpectedRecord[], zone: string): NameAndType[] {
  return records.map(({ name, type }) => ({ name: `${name}.${zone}`, type }));
}

/** TXT at the DKIM names: what a panel makes of a CNAME that was entered under the wrong type. */
export function txtAtDkimNames(records: readonly ExpectedRecord[]): NameAndType[] {
  return records
    .filter((record) => record.purpose === 'dkim')
    .map(({ name }) => ({ name, type: 'TXT' }));
}
