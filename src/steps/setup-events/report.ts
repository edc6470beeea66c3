import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import { targetText } from '../../core/events/destinations.ts';
import type { World } from '../../core/world.ts';
import type { SetupEventsData } from './data.ts';

/** The settings as AWS has them, and the newest proof; null where they could not be read. */
export function setupEventsData(world: World, checklist: Checklist): SetupEventsData {
  const found =
    world.eventSet.ok && world.eventSet.value.set !== null ? world.eventSet.value : null;
  const set = found?.set ?? null;
  return {
    configurationSet: found?.name ?? null,
    destinations:
      set?.destinations.map(({ name, target, types, enabled }) => ({
        name,
        kind: target.kind,
        arn: targetText(target),
        events: types,
        enabled,
      })) ?? null,
    subscriptions: world.subscriptions.ok
      ? Object.values(world.subscriptions.value)
          .flat()
          .map(({ protocol, endpoint, arn }) => ({ protocol, endpoint, confirmed: arn !== null }))
      : null,
    alarms: world.alarms.ok
      ? world.alarms.value.map(({ name, metric, threshold }) => ({ name, metric, threshold }))
      : null,
    notificationTopics: world.notificationTopics.ok ? world.notificationTopics.value : null,
    sharedPool: world.account.ok ? world.account.value.sharedPool : null,
    proof: proofOf(checklist),
  };
}

function proofOf(checklist: Checklist): SetupEventsData['proof'] {
  const last = receiptsOf(checklist, 'setup-events', 'proved-events').at(-1);
  if (last === undefined) return null;
  const { paths, bounceSeconds, complaintSeconds } = last.facts;
  const of = (seconds: number | null) => ({ seen: seconds !== null, seconds, path: paths });
  return { at: last.at, bounce: of(bounceSeconds), complaint: of(complaintSeconds) };
}
