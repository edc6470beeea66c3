import type { Checklist } from '../../core/checklist.ts';
import type { KeptReport } from '../../core/model/types.ts';
import { atomicWrite } from '../atomic-write.ts';
import { errnoOf } from '../errno.ts';
import { readRegular } from '../read-regular.ts';
import type { Place } from './place.ts';

/** Bytes. */
const LARGEST = 16 * 1024 * 1024;

/** The checklist with the last report of this machine, or with that of a file of version 1, which holds its own. */
export async function withLast(
  place: Place,
  checklist: Checklist | null,
): Promise<Checklist | null> {
  if (checklist === null || checklist.last !== null) return checklist;
  return { ...checklist, last: await readLast(place, checklist.lineage) };
}

/** null: there is none, or it is of another checklist that was in this place. It is a copy for people, so a spoilt one is none. */
async function readLast({ last }: Place, lineage: string): Promise<KeptReport | null> {
  try {
    const kept: unknown = JSON.parse((await readRegular(last, LARGEST)).toString('utf8'));
    if (!isObject(kept) || kept.lineage !== lineage || !isReport(kept.report)) return null;
    return kept.report;
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) !== null) return null;
    throw error;
  }
}

export async function writeLast(
  { last, folder }: Place,
  { lineage, last: report }: Checklist,
  mode: number,
): Promise<void> {
  const text = `${JSON.stringify({ lineage, report }, null, 2)}\n`;
  await atomicWrite(last, Buffer.from(text), { mode, replace: true, temporaryIn: folder });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReport(value: unknown): value is KeptReport {
  return isObject(value) && Array.isArray(value.steps) && isObject(value.data);
}
