import type { SourceKey, World } from '../core/world.ts';
import { observe } from '../observe/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Action, Plan, Step } from '../steps/step.ts';
import { placesOf } from './assess.ts';
import type { Job, Look } from './job.ts';

/** No plan is made from these sources and they come from caches, so they cannot show that anything changed. */
const LAGGING: ReadonlySet<SourceKey> = new Set(['dns']);

/**
 * The plan as it would be made now: what it is made from is read again, the rest of the world stays as it
 * was seen. null: something cannot be read any more.
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
  const { footprint, dns } = seen.world;
  const { memo } = session;
  const places = placesOf([step], answers, subject.domain);
  const scope = { ...subject, checklist, sources, records, places, footprint, dns, memo };
  const now = await observe(ports, scope);
  if ([...sources].some((source) => isLost(source, seen.world, now))) return null;
  const world: World = { ...seen.world, ...only(now, sources) };
  return action.plan({ world, checklist, answers, now: ports.clock.now() });
}

function isLost(source: SourceKey, before: World, now: World): boolean {
  return before[source].ok && !now[source].ok;
}

/** The parts that were read. */
function only(world: World, sources: ReadonlySet<SourceKey>): Partial<World> {
  return Object.fromEntries([...sources].map((source) => [source, world[source]]));
}
