import { cancelled } from '../../core/model/errors.ts';
import { setsText } from '../../core/undo/written-sets.ts';
import type { World } from '../../core/world.ts';
import { PortError, type Publisher } from '../../ports/index.ts';
import { publisherOf } from '../../ports/publisher-of.ts';
import type { ApplyContext, Plan, Task } from '../step.ts';
import type { Publication, ZonePlan } from './publish.ts';

/** Milliseconds between checks of a Route 53 change, and how many checks; a change is usually INSYNC within 60 s. */
const IN_SYNC_INTERVAL = 1_000;
const IN_SYNC_LOOKS = 120;

const ROUTE53_CALLS = ['route53:ChangeResourceRecordSets', 'route53:GetChange'] as const;

/** One task for each zone that holds some of the records. */
export function publishTasks(way: Exclude<Publication, { kind: 'manual' }>): readonly Task[] {
  return way.zones.map(publishTask);
}

/**
 * The API calls of publishing once the identity is as planned. No zone can hold the records of a new identity yet;
 * for an existing identity, the missing records are known.
 */
export function publishesLater({ identity }: World, way: Publication): NonNullable<Plan['later']> {
  if (way.kind === 'manual' || way.conflicts.length > 0) return [];
  const isNew = identity.ok && identity.value === null;
  const zoneId = way.zone.id;
  if (!isNew) return publishTasks(way).filter(({ iamActions }) => iamActions !== undefined);
  return way.kind === 'route53' ? [{ iamActions: ROUTE53_CALLS, resource: { zoneId } }] : [];
}

/** Sends one transactional batch, then waits until all name servers have it. */
function publishTask({ zone, plans }: ZonePlan): Task {
  const lines = plans.flatMap((plan) => (plan.kind === 'conflict' ? [] : [plan.line]));
  const changes = plans.flatMap((plan) => (plan.kind === 'write' ? [plan.change] : []));
  if (changes.length === 0) return { changes: lines };
  return {
    changes: lines,
    ...(zone.api === 'route53' ? { iamActions: ROUTE53_CALLS, resource: { zoneId: zone.id } } : {}),
    async run(context) {
      const publisher = publisherOf(context.ports, zone.api);
      const changeId = await publisher.changeRecordSets(zone.id, changes);
      const facts = {
        ...{ zone: zone.id, zoneName: zone.name, api: zone.api },
        ...{ changeId, records: changes.length, sets: setsText(changes) },
      };
      await context.record('published', facts, lines);
      if (changeId !== null) await waitForSync(context, publisher, changeId);
    },
  };
}

/** The change is already made, so a failed or stopped check of its progress undoes nothing. */
async function waitForSync(
  { ports, signal }: ApplyContext,
  publisher: Publisher,
  changeId: string,
): Promise<void> {
  const { output, clock } = ports;
  try {
    for (let look = 0; look < IN_SYNC_LOOKS; look += 1) {
      const seen = await changeStatus(publisher, changeId);
      if (seen === 'in-sync') return;
      if (seen === 'unknown') break;
      if (signal.aborted) throw stopped(changeId);
      output.progress(`Route 53 is applying change ${changeId} to its name servers`);
      await clock.sleep(IN_SYNC_INTERVAL, signal).catch((error: unknown) => {
        throw signal.aborted ? stopped(changeId) : error;
      });
    }
  } finally {
    output.endProgress();
  }
  output.note(
    `Route 53 accepted change ${changeId}, but its status could not be read: some name servers may not have it yet.`,
  );
}

async function changeStatus(
  publisher: Publisher,
  changeId: string,
): Promise<'in-sync' | 'pending' | 'unknown'> {
  try {
    return (await publisher.changeInSync(changeId)) ? 'in-sync' : 'pending';
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return error.reason === 'throttled' || error.reason === 'unreachable' ? 'pending' : 'unknown';
  }
}

function stopped(changeId: string) {
  return cancelled(
    `Stopped waiting. The records are written; Route 53 applies change ${changeId} to its name servers automatically. Next: ses-migrate check-dns --wait`,
  );
}
