import type { Source, World } from '../core/world.ts';
import { observe } from '../observe/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Action, Plan, Step } from '../steps/step.ts';
import type { Job, Look } from './job.ts';

/** What no plan is made from and what comes from caches: it can not tell that the world has changed. */
const LAGGING: ReadonlySet<Source> = new Set(['dns']);

/**
 * The plan as it would be made now: what it is made from is read again, the rest of the world stays as it
 * was seen. null where something can not be read any more.
 */
export async function replan(
  job: Job,
  step: Step,
  action: Action,
  seen: Look,
  answers: Answers,
): Promise<Plan | null> {
  const { ports, session, subject, records } = job;
  const checklist = session.checklist();
  const sources = new Set(step.reads.filter((source) => !LAGGING.has(source)));
  // Who sends mail for the domain does not change in minutes.
  const { footprint } = seen.world;
  const now = await observe(ports, { ...subject, checklist, sources, records, footprint });
  if ([...sources].some((source) => isLost(source, seen.world, now))) return null;
  const world: World = { ...seen.world, ...only(now, sources) };
  return action.plan({ world, checklist, answers, now: ports.clock.now() });
}

function isLost(source: Source, before: World, now: World): boolean {
  return before[source].ok && !now[source].ok;
}

/** The parts that were read; the records follow from the identity. */
function only(world: World, sources: ReadonlySet<Source>): Partial<World> {
  const read = Object.fromEntries([...sources].map((source) => [source, world[source]]));
  return sources.has('identity') ? { ...read, records: world.records } : read;
}
